// @ts-check
// The word that is being spoken, in tracks whose words have times; loaded when one is first played.
(() => {
"use strict";

const { session, rawText, rangeOf } = narration;
const EARLY = 0.005; // seconds: cues are told in hundredths

let timer = 0;

/** Mark it in a sentence, and wake up at the next; without a sentence, unmark it. */
narration.markWord = (element, sentence) => {
  clearTimeout(timer);
  CSS.highlights?.delete("narration-word");
  if (!element || !sentence) return;
  const { from, to, words: times } = sentence;
  const words = [...rawText(element).slice(from, to).matchAll(/\S+/g)];
  if (times.length < 2 || words.length !== times.length) return; // not said as it is written
  const now = session.position + EARLY;
  const at = times.findLastIndex((time) => time <= now);
  const { index, 0: word } = words[Math.max(at, 0)];
  const range = rangeOf(element, from + index, from + index + word.length);
  if (range) CSS.highlights?.set("narration-word", new Highlight(range));
  if (at + 1 === times.length || session.audio.paused) return;
  const wait = ((times[at + 1] - now) * 1000) / session.audio.playbackRate;
  timer = setTimeout(() => narration.markWord?.(element, sentence), Math.max(wait, 4));
};
})();
