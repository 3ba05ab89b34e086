// The words of the bar in Spanish. Plain JSON behind the equals sign: the build reads it too.
(window.narrationWords ??= {}).es =
{
  "play": "Reproducir",
  "pause": "Pausar",
  "back": "Retroceder {s} segundos",
  "forward": "Avanzar {s} segundos",
  "seek": "Posición",
  "position": "{position} de {duration}",
  "speed": "Velocidad",
  "from_here": "Escuchar desde aquí",
  "to_voice": "Volver a la voz",
  "close": "Detener y cerrar",
  "loading": "Cargando",
  "finished": "Fin",
  "error": "No se pudo reproducir la lectura.",
  "retry": "Reintentar",
  "unmarked": "No se puede marcar el texto.",
  "resume": "Empieza en {position}",
  "open_page": "Abrir la página",
  "controls": "Más controles"
};
