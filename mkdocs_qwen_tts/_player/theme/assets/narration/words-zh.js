// The words of the bar in Chinese. Plain JSON behind the equals sign: the build reads it too.
(window.narrationWords ??= {}).zh =
{
  "play": "播放",
  "pause": "暂停",
  "back": "后退 {s} 秒",
  "forward": "前进 {s} 秒",
  "seek": "播放位置",
  "position": "{position}，共 {duration}",
  "speed": "语速",
  "from_here": "从这里开始听",
  "to_voice": "回到朗读位置",
  "close": "停止并关闭",
  "loading": "正在加载",
  "finished": "播放完毕",
  "error": "无法播放朗读音频。",
  "retry": "重试",
  "unmarked": "无法标出正文。",
  "resume": "从 {position} 开始",
  "open_page": "打开页面",
  "controls": "更多控件"
};
