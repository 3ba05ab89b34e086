// The words of the bar in French. Plain JSON behind the equals sign: the build reads it too.
(window.narrationWords ??= {}).fr =
{
  "play": "Lire",
  "pause": "Pause",
  "back": "Reculer de {s} secondes",
  "forward": "Avancer de {s} secondes",
  "seek": "Position",
  "position": "{position} sur {duration}",
  "speed": "Vitesse",
  "from_here": "Écouter à partir d’ici",
  "to_voice": "Revenir à la voix",
  "close": "Arrêter et fermer",
  "loading": "Chargement",
  "finished": "Terminé",
  "error": "La lecture n’a pas pu démarrer.",
  "retry": "Réessayer",
  "unmarked": "Le texte ne peut pas être surligné.",
  "resume": "Commence à {position}",
  "open_page": "Ouvrir la page",
  "controls": "Plus de commandes"
};
