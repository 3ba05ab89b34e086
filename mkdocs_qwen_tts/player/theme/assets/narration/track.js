// @ts-check
// What is spoken, and where it stands in the page: passages as the build wrote them, and sentences.
(() => {
"use strict";

/** A cue of `player/shorthand.py`. */
const CUE = /(_*)([^_]{2})(-?)(?:\((\d*)\))?([.!]?)(?:(\d?)#)?/g;
/** What as a rule is spoken: `html/inject.py` has the same. */
const SPOTS = "h1,h2,h3,h4,h5,h6,p,li,tr,label,.highlight,pre:not(.highlight pre)";
const CODE = "pre, .highlight, code";
/** What themes put into an element, and what has a passage of its own. */
const FOREIGN = ".headerlink, sup, script, style, button, [data-narration]";
const PAUSE = 0.4; // seconds of silence at the end of a passage, about
const LETTER = /[\p{L}\p{N}]/u;

/** @type {Track} */
const SILENCE = {
  src: "", page: "", title: "", lang: "", duration: 0,
  passages: [], chapters: [], sentences: [], off: [], timed: false,
};

/** @type {Narration["elementOf"]} */
const elementOf = (passage) =>
  passage?.anchor == null ? null : document.querySelector(`[data-narration="${passage.anchor}"]`);

/** An element's own text nodes. @param {Element} element */
const nodesOf = (element) => {
  const nodes = document.createTreeWalker(element, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
    !(node instanceof Element)
      ? NodeFilter.FILTER_ACCEPT
      : node.matches(FOREIGN) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP,
  );
  const found = /** @type {Text[]} */ ([]);
  while (nodes.nextNode()) found.push(/** @type {Text} */ (nodes.currentNode));
  return found;
};

/** @param {Element} element */
const rawText = (element) => nodesOf(element).map(({ data }) => data).join("");

/** @type {Narration["textOf"]} */
const textOf = (element) => rawText(element).replace(/\s+/g, " ").trim();

/** Number what the build left to be told: see `html/inject.py`, `sparse`. */
const number = () => {
  let next = 0;
  /** @type {Element[]} */
  let run = [];
  for (const element of document.querySelectorAll("[data-narration]," + SPOTS)) {
    const own = parseInt(element.getAttribute("data-narration") ?? "");
    if (own >= 0) {
      if (own === next + run.length)
        for (const one of run) one.setAttribute("data-narration", `${next++}`);
      next = own + 1;
      run = [];
    } else if (
      element.matches(SPOTS) && !element.querySelector("p") && !element.closest("qwen-narration")
    )
      run.push(element);
  }
};

/** As `player/shorthand.py` packs them. @param {string} packed */
const lines = (packed) => {
  let text = "";
  for (const [, place, length, own] of packed.matchAll(/~([^~]{2})(.)|~?([^])/g))
    text += own ?? text.substr(parseInt(place, 36), parseInt(length, 36));
  return text.split("\n");
};

/** @type {Narration["read"]} */
const read = (host, src, { title, cues = "", texts = "", lang = narration.language, off = [], timed = false }) => {
  number();
  const page = location.href.replace(/[?#].*/, "");
  const duration = Number(host.dataset.duration);
  /** @type {Passage[]} */
  const passages = [];
  /** @type {Chapter[]} */
  const chapters = [];
  const words = lines(texts);
  let time = 0;
  let last = -1;
  for (const [, long, wait, on, other, only, level] of cues.matchAll(CUE)) {
    time += parseInt(wait, 36) + 1296 * long.length;
    const start = time / 100;
    if (on) {
      passages.at(-1)?.times.push(start);
      continue;
    }
    const anchor = other ? Number(other) : other == null ? last + 1 : null;
    const [text, language, id] = only ? (words.shift() ?? "").split("\t") : [""];
    const passage = { start, times: [start], anchor, text, language: language || undefined, code: false };
    const element = elementOf(passage);
    passage.code = only === "!" && !!element?.matches(CODE);
    passages.push(passage);
    last = anchor ?? last;
    if (level == null) continue;
    const name = text || (element && textOf(element)) || title || "";
    title ??= name;
    const depth = Number(level || element?.tagName[1]);
    chapters.push({ start, passage: passages.length - 1, title: name, level: depth, id: id || element?.id });
  }
  return { ...SILENCE, src, page, title: title ?? "", lang, duration, off, timed, passages, chapters };
};

/** Where the sentences of a text begin. @param {string} text @param {string} lang */
const breaks = (text, lang) => {
  const flat = text.replace(/\s/g, " "); // a line of the source ends no sentence
  const starts = Intl.Segmenter
    ? Array.from(new Intl.Segmenter(lang || "en", { granularity: "sentence" }).segment(flat), ({ index }) => index)
    : [0, ...Array.from(flat.matchAll(/[.!?。！？]\s*/g), (end) => end.index + end[0].length)];
  // What has no letter, a dash or a number of a list, belongs to the sentence before.
  return starts.filter((at, index) => !index || LETTER.test(flat.slice(at, starts[index + 1])));
};

/**
 * The sentences of one passage. Each cue of it is a place in its text: the beginning of a sentence
 * where there are as many, else the nearest to its share. Between two such places time goes with
 * the text.
 * @param {Passage} passage @param {number} end @param {string} lang
 */
const sentencesOf = (passage, end, lang) => {
  const element = elementOf(passage);
  const text = passage.text || (element ? rawText(element) : "");
  const starts = breaks(text, passage.language ?? lang);
  const { start, times } = passage;
  const over = Math.max(end - PAUSE, times[times.length - 1]);
  const places = times.length === starts.length ? starts : times.map((time) => {
    const share = ((time - start) / (over - start || 1)) * text.length;
    return starts.reduce((best, at) => (Math.abs(at - share) < Math.abs(best - share) ? at : best), 0);
  });
  const knots = [...times, over];
  const ends = [...places, text.length];
  return starts.map((from, index) => {
    const last = places.findLastIndex((place) => place <= from);
    const share = (from - ends[last]) / (ends[last + 1] - ends[last] || 1);
    const at = knots[last] + share * (knots[last + 1] - knots[last]);
    return { start: at, from, to: starts[index + 1] ?? text.length };
  });
};

/** @type {Narration["sentences"]} */
const sentences = (track) => {
  const { passages, duration, lang } = track;
  if (!track.sentences.length)
    track.sentences = passages.flatMap((passage, index) =>
      sentencesOf(passage, passages[index + 1]?.start ?? duration, lang).map((one) => ({ ...one, passage: index })),
    );
  return track.sentences;
};

/** @type {Narration["rangeOf"]} */
const rangeOf = (element, from, to) => {
  const range = document.createRange();
  let seen = 0;
  let set = false;
  for (const node of nodesOf(element)) {
    const skipped = /\S/.exec(node.data.slice(Math.max(from - seen, 0)))?.index; // not the space before
    if (!set && skipped != null && from < seen + node.length && skipped + Math.max(from - seen, 0) < to - seen) {
      range.setStart(node, Math.max(from - seen, 0) + skipped);
      set = true;
    }
    const part = node.data.slice(0, Math.max(to - seen, 0)).trimEnd();
    if (set && part && to > seen) range.setEnd(node, part.length);
    seen += node.length;
    if (seen >= to) break;
  }
  return set ? range : null;
};

Object.assign(narration, { SILENCE, read, elementOf, rawText, textOf, sentences, rangeOf });
})();
