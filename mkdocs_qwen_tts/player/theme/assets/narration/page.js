// @ts-check
// The page that is open: its passages, as the build wrote them, and where they stand; places to
// listen from, and links. No element is added to the text.
(() => {
"use strict";

/** A cue of `player/shorthand.py`. */
const CUE = /(_*)([^_]{2})(-?)(?:\((\d*)\))?([.!]?)(?:(\d?)#)?/g;
/** What as a rule is spoken: `html/marks.py` has the same. */
const SPOTS = "h1,h2,h3,h4,h5,h6,p,li,tr,label,.highlight,pre:not(.highlight pre)";
const CODE = "pre, .highlight, code";
/** What themes put into an element, and what has a passage of its own. */
const FOREIGN = ".headerlink, sup, script, style, button, [data-narration]";

/** @type {Track} */
const SILENCE = {
  src: "",
  page: "",
  title: "",
  lang: "",
  duration: 0,
  passages: [],
  chapters: [],
  sentences: [],
  off: [],
  timed: false,
};

/** @type {Narration["elementOf"]} */
const elementOf = (passage) =>
  passage?.anchor == null ? null : document.querySelector(`[data-narration="${passage.anchor}"]`);

/** An element's own text nodes. @param {Element} element */
const nodesOf = (element) => {
  const nodes = document.createTreeWalker(
    element,
    NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT,
    (node) =>
      !(node instanceof Element)
        ? NodeFilter.FILTER_ACCEPT
        : node.matches(FOREIGN)
          ? NodeFilter.FILTER_REJECT
          : NodeFilter.FILTER_SKIP,
  );
  const found = /** @type {Text[]} */ ([]);
  while (nodes.nextNode()) found.push(/** @type {Text} */ (nodes.currentNode));
  return found;
};

/** @param {Element} element */
const rawText = (element) =>
  nodesOf(element)
    .map(({ data }) => data)
    .join("");

/** @type {Narration["textOf"]} */
const textOf = (element) => rawText(element).replace(/\s+/g, " ").trim();

/** Number what the build left to be told: see `html/marks.py`, `sparse`. */
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
      element.matches(SPOTS) &&
      !element.querySelector("p") &&
      !element.closest("qwen-narration")
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
const read = (
  host,
  src,
  { title, cues = "", texts = "", lang = narration.language, off = [], timed = false },
) => {
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
    const passage = {
      start,
      times: [start],
      anchor,
      text,
      language: language || undefined,
      code: false,
    };
    const element = elementOf(passage);
    passage.code = only === "!" && !!element?.matches(CODE);
    passages.push(passage);
    last = anchor ?? last;
    if (level == null) continue;
    const name = text || (element && textOf(element)) || title || "";
    title ??= name;
    const depth = Number(level || element?.tagName[1]);
    chapters.push({
      start,
      passage: passages.length - 1,
      title: name,
      level: depth,
      id: id || element?.id,
    });
  }
  return {
    ...SILENCE,
    src,
    page,
    title: title ?? "",
    lang,
    duration,
    off,
    timed,
    passages,
    chapters,
  };
};

/** @type {Narration["page"]} */
const page = {
  trailing: true,

  get passage() {
    const { track } = narration.session;
    return track.src === narration.player?.track.src
      ? track.passages[narration.session.passage]
      : undefined;
  },

  get element() {
    return elementOf(this.passage);
  },

  // What `along.js` does once something is played.
  unmark() {},
  mark() {},
  follow() {},

  asked(again) {
    const { player } = narration;
    if (!player) return null;
    const hash = /^#listen=(.+)/.exec(location.hash)?.[1];
    const heading = hash && document.getElementById(decoded(hash));
    const place =
      heading && (heading.closest("[data-narration]") ?? heading.querySelector("[data-narration]"));
    if (heading) heading.scrollIntoView();
    const at = place ? player.startOf(place) : again || hash ? null : seconds(location.search);
    return at != null && at < player.track.duration ? at : null;
  },
};

/** Where a link asks for with `?t=90`, `?t=1:30` or `?t=1m30s`. @param {string} query */
const seconds = (query) => {
  const told = new URLSearchParams(query).get("t") ?? "";
  const [, h = 0, m = 0, s = 0] =
    /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?$/.exec(told) ??
    /^(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(told) ??
    [];
  return told && [h, m, s].some((one) => one !== 0)
    ? Number(h) * 3600 + Number(m) * 60 + Number(s)
    : null;
};

const decoded = (text = "") => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a per cent sign of its own, or not UTF-8
  }
};

/** Beside the pointer; the keyboard has the transcript. @type {HTMLButtonElement | null} */
let beside = null;

const offer = ({ target } = new Event("")) => {
  const { player } = narration;
  if (!player || !(target instanceof Element) || beside?.contains(target)) return;
  const element = target.closest("[data-narration]");
  const at = element ? player.startOf(element) : undefined;
  if (beside && !player.root.parentElement?.contains(target)) beside.hidden = true;
  if (!element || at === undefined || player.track.off.includes("from_here")) return;
  if (beside?.parentNode !== player.root) {
    beside = narration.button("play", () => {}, "", "button beside", narration.say("from_here"));
    beside.tabIndex = -1;
    player.root.append(beside);
  }
  beside.onclick = () => player.from(at);
  beside.hidden = false;
  const { top, height } = element.getBoundingClientRect();
  const above = player.root.getBoundingClientRect().top;
  beside.style.top = `${top - above + Math.min(height / 2, 16) - 22}px`;
};

document.addEventListener("pointerover", (event) => event.pointerType === "mouse" && offer(event));
document.addEventListener("click", (event) => getSelection()?.isCollapsed && offer(event));

addEventListener("hashchange", () => {
  const at = page.asked(true);
  if (at === null) return;
  if (navigator.userActivation?.isActive) narration.player?.from(at);
  else narration.player?.enter();
});

Object.assign(narration, { SILENCE, read, elementOf, nodesOf, rawText, textOf, page });
})();
