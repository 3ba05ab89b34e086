// The words of the bar in Italian. Plain JSON behind the equals sign: the build reads it too.
(window.narrationWords ??= {}).it =
{
  "play": "Riproduci",
  "pause": "Pausa",
  "back": "Indietro di {s} secondi",
  "forward": "Avanti di {s} secondi",
  "seek": "Posizione",
  "position": "{position} di {duration}",
  "speed": "Velocità",
  "from_here": "Ascolta da qui",
  "to_voice": "Torna alla voce",
  "close": "Ferma e chiudi",
  "loading": "Caricamento",
  "finished": "Fine",
  "error": "Impossibile riprodurre la lettura.",
  "retry": "Riprova",
  "unmarked": "Il testo non può essere evidenziato.",
  "resume": "Inizia da {position}",
  "open_page": "Apri la pagina",
  "controls": "Altri comandi"
};
