// The words of the bar in Japanese. Plain JSON behind the equals sign: the build reads it too.
(window.narrationWords ??= {}).ja =
{
  "play": "再生",
  "pause": "一時停止",
  "back": "{s} 秒戻る",
  "forward": "{s} 秒進む",
  "seek": "再生位置",
  "position": "{position}／{duration}",
  "speed": "速度",
  "from_here": "ここから聴く",
  "to_voice": "読み上げ位置に戻る",
  "close": "停止して閉じる",
  "loading": "読み込み中",
  "finished": "再生終了",
  "error": "読み上げを再生できませんでした。",
  "retry": "再試行",
  "unmarked": "本文を強調表示できません。",
  "resume": "{position} から再生します",
  "open_page": "ページを開く",
  "controls": "その他の操作"
};
