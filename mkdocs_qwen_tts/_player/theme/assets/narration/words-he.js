// The words of the bar in Hebrew. Plain JSON behind the equals sign: the build reads it too.
(window.narrationWords ??= {}).he =
{
  "play": "נגינה",
  "pause": "השהיה",
  "back": "{s} שניות אחורה",
  "forward": "{s} שניות קדימה",
  "seek": "מיקום",
  "position": "{position} מתוך {duration}",
  "speed": "מהירות",
  "from_here": "להאזין מכאן",
  "to_voice": "חזרה אל הקול",
  "close": "עצירה וסגירה",
  "loading": "בטעינה",
  "finished": "הסתיים",
  "error": "לא ניתן לנגן את הקריינות.",
  "retry": "לנסות שוב",
  "unmarked": "אי אפשר לסמן את הטקסט.",
  "resume": "מתחיל ב־{position}",
  "open_page": "פתיחת הדף",
  "controls": "פקדים נוספים"
};
