// The words of the bar in Arabic. Plain JSON behind the equals sign: the build reads it too.
(window.narrationWords ??= {}).ar =
{
  "play": "تشغيل",
  "pause": "إيقاف مؤقت",
  "back": "رجوع {s} ثانية",
  "forward": "تقديم {s} ثانية",
  "seek": "الموضع",
  "position": "{position} من {duration}",
  "speed": "السرعة",
  "from_here": "استمع من هنا",
  "to_voice": "العودة إلى الصوت",
  "close": "إيقاف وإغلاق",
  "loading": "جارٍ التحميل",
  "finished": "انتهى",
  "error": "تعذر تشغيل القراءة.",
  "retry": "إعادة المحاولة",
  "unmarked": "تعذّر تمييز النص.",
  "resume": "يبدأ عند {position}",
  "open_page": "فتح الصفحة",
  "controls": "المزيد من عناصر التحكم"
};
