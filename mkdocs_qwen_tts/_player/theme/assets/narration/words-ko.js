// The words of the bar in Korean. Plain JSON behind the equals sign: the build reads it too.
(window.narrationWords ??= {}).ko =
{
  "play": "재생",
  "pause": "일시 정지",
  "back": "{s}초 뒤로",
  "forward": "{s}초 앞으로",
  "seek": "재생 위치",
  "position": "{duration} 중 {position}",
  "speed": "속도",
  "from_here": "여기부터 듣기",
  "to_voice": "낭독 위치로 돌아가기",
  "close": "중지하고 닫기",
  "loading": "불러오는 중",
  "finished": "재생 완료",
  "error": "낭독을 재생할 수 없습니다.",
  "retry": "다시 시도",
  "unmarked": "본문을 표시할 수 없습니다.",
  "resume": "{position}부터 시작",
  "open_page": "페이지 열기",
  "controls": "컨트롤 더 보기"
};
