// @ts-check
// The page that is open: what is spoken on it, as the build wrote it, and where that stands; places
// to listen from, and links. No element is added to the text.
(() => {
"use strict";

/** What as a rule is spoken: `_html/marks.py` has the same. */
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
  sheet: "",
  unknown: false,
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

/** Number what the build left to be told: see `_html/marks.py`, `sparse`. */
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

/** @type {Narration["read"]} */
const read = (host, src, { title = "", cues = "", lang = narration.language, off = [] }) => {
  number();
  return {
    ...SILENCE,
    src,
    page: location.href.replace(/[?#].*/, ""),
    title,
    lang,
    duration: Number(host.dataset.duration),
    off,
    sheet: cues && new URL(cues, src).href,
  };
};

/** The cue sheets that have been asked for. @type {Record<string, Promise<unknown>>} */
const asked = {};

/** @type {Narration["know"]} */
const know = async (track) => {
  const { sheet } = track;
  if (!sheet || track.passages.length) return;
  await (asked[sheet] ??= narration.load(sheet + ".js"));
  const told = window.narrationCues?.[sheet.replace(/.*\//, "")];
  track.unknown = !told;
  if (!told) delete asked[sheet]; // the next touch tries again
  if (track.passages.length) return;
  const { passages, chapters } = told ?? { passages: [], chapters: [] };
  track.passages = passages.map(({ times, anchor = null, text = "", language, announces }) => {
    const passage = { start: times[0][0], times, anchor, text, language, code: false };
    passage.code = !!announces && !!elementOf(passage)?.matches(CODE);
    return passage;
  });
  track.chapters = chapters.map((one) => ({ ...one, start: passages[one.passage].times[0][0] }));
  narration.draw(true);
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

  async asked(again) {
    if (!narration.LINK.test(location.href)) return null;
    await narration.need("link");
    return narration.linked?.(again) ?? null;
  },
};

/** Beside the pointer; the keyboard has the transcript. @type {HTMLButtonElement | null} */
let beside = null;

/** The track that is known, or was asked for, because of the pointer. @type {Track | null} */
let hovered = null;

/** @param {{ target: EventTarget | null }} event */
const offer = ({ target }) => {
  const { player } = narration;
  if (!player || !(target instanceof Element) || beside?.contains(target)) return;
  const { track } = player;
  const element = target.closest("[data-narration]");
  if (beside && !player.root.parentElement?.contains(target)) beside.hidden = true;
  if (!element || track.off.includes("from_here")) return;
  const at = player.startOf(element);
  if (at === undefined) {
    // Once: the element may be one that is not spoken.
    if (hovered === track) return;
    hovered = track;
    know(track).then(() => element.matches(":hover") && offer({ target }));
    return;
  }
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

addEventListener("hashchange", async () => {
  const { isActive } = navigator.userActivation ?? {}; // before something is loaded
  const at = await page.asked(true);
  if (at === null) return;
  if (isActive) narration.player?.from(at);
  else narration.player?.enter();
});

Object.assign(narration, { SILENCE, read, know, elementOf, nodesOf, rawText, textOf, page });
})();
