// The words of the bar in German. Plain JSON behind the equals sign: the build reads it too.
(window.narrationWords ??= {}).de =
{
  "play": "Abspielen",
  "pause": "Pause",
  "back": "{s} Sekunden zurück",
  "forward": "{s} Sekunden vor",
  "seek": "Position",
  "position": "{position} von {duration}",
  "speed": "Tempo",
  "from_here": "Ab hier anhören",
  "to_voice": "Zurück zur Stimme",
  "close": "Stoppen und schließen",
  "loading": "Wird geladen",
  "finished": "Fertig",
  "error": "Die Vorlesefassung konnte nicht abgespielt werden.",
  "retry": "Erneut versuchen",
  "unmarked": "Der Text kann nicht markiert werden.",
  "resume": "Beginnt bei {position}",
  "open_page": "Seite öffnen",
  "controls": "Weitere Bedienelemente"
};
