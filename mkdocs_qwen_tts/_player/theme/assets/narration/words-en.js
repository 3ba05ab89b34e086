// The words of the bar in English. Plain JSON behind the equals sign: the build reads it too.
(window.narrationWords ??= {}).en =
{
  "play": "Play",
  "pause": "Pause",
  "back": "Back {s} seconds",
  "forward": "Forward {s} seconds",
  "seek": "Position",
  "position": "{position} of {duration}",
  "speed": "Speed",
  "from_here": "Listen from here",
  "to_voice": "Back to the voice",
  "close": "Stop and close",
  "loading": "Loading",
  "finished": "Finished",
  "error": "The narration could not be played.",
  "retry": "Try again",
  "unmarked": "The text cannot be marked.",
  "resume": "Starts at {position}",
  "open_page": "Open the page",
  "controls": "More controls"
};
