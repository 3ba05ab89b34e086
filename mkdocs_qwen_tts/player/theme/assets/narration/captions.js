// @ts-check
// The word being spoken, from the captions beside the audio, where the build knows its time.
(() => {
"use strict";

const { session } = narration;
const STAMP = /(?:(\d+):)?(\d\d):(\d\d\.\d{3})/;
const SAME = 0.02; // seconds: a sentence is told in hundredths

/**
 * Start of a sentence in hundredths, and when each of its words begins, in seconds.
 * @type {Map<number, number[]>}
 */
let sentences = new Map();
let timer = 0;

/** @param {string} stamp */
const seconds = (stamp) => {
  const [, h = 0, m = 0, s = 0] = STAMP.exec(stamp) ?? [];
  return Number(h) * 3600 + Number(m) * 60 + Number(s);
};

/** @param {string} vtt */
const read = (vtt) =>
  new Map(
    Array.from(vtt.matchAll(/^(\S+) --> .*\n(.+)/gm), ([, start, text]) => [
      Math.round(seconds(start) * 100),
      [seconds(start), ...Array.from(text.matchAll(/<([\d:.]+)>/g), ([, stamp]) => seconds(stamp))],
    ]),
  );

const clear = () => {
  clearTimeout(timer);
  CSS.highlights?.delete("narration-word");
};

/** Mark the word at the position, and wake up at the next. */
const mark = () => {
  clear();
  const { track, audio } = session;
  const sentence = track.sentences[session.sentence];
  const { element, passage } = narration.page;
  if (!sentence || !element || !passage || passage.text || narration.choices.style === "off")
    return;
  const hundredths = Math.round(sentence.start * 100);
  const near = Array.from(
    { length: 2 * SAME * 100 + 1 },
    (_, index) => hundredths + index - SAME * 100,
  );
  const times = sentences.get(near.find((one) => sentences.has(one)) ?? -1);
  if (!times) return;
  const whole = narration.rangeOf(element, sentence.from, sentence.to);
  const words = [...`${whole ?? ""}`.matchAll(/\S+/g)];
  if (!whole || words.length !== times.length) return; // said otherwise than it is written
  const now = session.position + 0.005;
  const at = times.findLastIndex((time) => time <= now);
  const text = narration.rawText(element);
  const begin = sentence.from + (/\S/.exec(text.slice(sentence.from))?.index ?? 0);
  const word = words[Math.max(at, 0)];
  const range = narration.rangeOf(element, begin + word.index, begin + word.index + word[0].length);
  if (range) CSS.highlights?.set("narration-word", new Highlight(range));
  if (at + 1 < times.length && !audio.paused)
    timer = setTimeout(mark, Math.max(((times[at + 1] - now) * 1000) / audio.playbackRate, 4));
};

const load = async () => {
  const { track } = session;
  sentences = new Map();
  try {
    const answer = await fetch(track.src.replace(/\.\w+$/, ".vtt"));
    if (answer.ok && track === session.track) sentences = read(await answer.text());
  } catch {
    // from a folder nothing can be fetched: sentences are marked, words are not
  }
  mark();
};

document.addEventListener("narration:play", () => load());
document.addEventListener("narration:sentence", mark);
for (const event of ["narration:pause", "narration:finished", "narration:error"])
  document.addEventListener(event, clear);
load();
})();
