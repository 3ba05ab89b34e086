// @ts-check
// Reading along: the sentences of a track, what is marked of them in the page, shown and scrolled
// to. Loaded when something is first played.
(() => {
"use strict";

const PAUSE = 0.4; // seconds of silence at the end of a passage, about
const LETTER = /[\p{L}\p{N}]/u;

/** What hides a part of a page: in Material, sphinx-design, and others. */
const PANES = ".tabbed-block, .sd-tab-content, [role=tabpanel]";

const { session, choices, page, elementOf, nodesOf, rawText } = narration;
const root = document.documentElement;

/** Where the sentences of a text begin. @param {string} text @param {string} lang */
const breaks = (text, lang) => {
  const flat = text.replace(/\s/g, " "); // a line of the source ends no sentence
  const segmenter = new Intl.Segmenter(lang || "en", { granularity: "sentence" });
  const starts = Array.from(segmenter.segment(flat), ({ index }) => index);
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
  const { start } = passage;
  const times = passage.times.map(([first]) => first);
  const over = Math.max(end - PAUSE, times[times.length - 1]);
  const places =
    times.length === starts.length
      ? starts
      : times.map((time) => {
          const share = ((time - start) / (over - start || 1)) * text.length;
          return starts.reduce(
            (best, at) => (Math.abs(at - share) < Math.abs(best - share) ? at : best),
            0,
          );
        });
  const knots = [...times, over];
  const ends = [...places, text.length];
  return starts.map((from, index) => {
    const last = places.findLastIndex((place) => place <= from);
    const share = (from - ends[last]) / (ends[last + 1] - ends[last] || 1);
    const at = knots[last] + share * (knots[last + 1] - knots[last]);
    const words = places[last] === from ? passage.times[last] : [];
    return { start: at, from, to: starts[index + 1] ?? text.length, words };
  });
};

/** @type {Narration["sentences"]} */
const sentences = (track) => {
  const { passages, duration, lang } = track;
  if (!track.sentences.length)
    track.sentences = passages.flatMap((passage, index) =>
      sentencesOf(passage, passages[index + 1]?.start ?? duration, lang).map((one) => ({
        ...one,
        passage: index,
      })),
    );
  return track.sentences;
};

/** @type {Narration["rangeOf"]} */
const rangeOf = (element, from, to) => {
  const range = document.createRange();
  let seen = 0;
  let set = false;
  for (const node of nodesOf(element)) {
    // Not the space before.
    const skipped = /\S/.exec(node.data.slice(Math.max(from - seen, 0)))?.index;
    if (
      !set &&
      skipped != null &&
      from < seen + node.length &&
      skipped + Math.max(from - seen, 0) < to - seen
    ) {
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

/** Open what it is in: folded details, tabs of which another is shown. @param {Element} element */
const reveal = (element) => {
  for (let one = element.parentElement; one; one = one.parentElement) {
    if (one instanceof HTMLDetailsElement) one.open = true;
    if (!one.matches(PANES) || one.checkVisibility()) continue;
    const siblings = [...(one.parentElement?.children ?? [])].filter((each) => each.matches(PANES));
    const set = one.closest(".tabbed-set, .sd-tab-set, .tabs-container");
    const name = one.getAttribute("aria-labelledby");
    const controls = set?.querySelectorAll(":scope > input, :scope > [role=tablist] > [role=tab]");
    const tab = name ? document.getElementById(name) : controls?.[siblings.indexOf(one)];
    if (tab instanceof HTMLElement) tab.click();
  }
};

/** @param {Element} element */
const visible = (element) => {
  const { top, bottom } = element.getBoundingClientRect();
  const end = innerHeight - narration.dockHeight();
  return top >= innerHeight / 12 && top < end && (bottom <= end || top < innerHeight / 4);
};

Object.assign(page, {
  unmark() {
    narration.markWord?.();
    document.querySelector(".narration-now")?.classList.remove("narration-now");
    root.classList.remove("narration-dim");
    CSS.highlights?.delete("narration");
  },

  mark() {
    page.unmark();
    const { element, passage } = page;
    if (!element || !passage || !session.started || choices.style === "off") return;
    if (page.trailing && choices.follow && session.speaking) reveal(element);
    element.classList.add("narration-now");
    root.classList.toggle("narration-dim", choices.style === "dim");
    const sentence = session.track.sentences[session.sentence];
    const range = !passage.text && sentence && rangeOf(element, sentence.from, sentence.to);
    if (range) {
      CSS.highlights?.set("narration", new Highlight(range));
      narration.markWord?.(element, sentence);
    }
    page.follow();
  },

  /** @param {boolean} [anyway] */
  follow(anyway) {
    const { element } = page;
    const wanted = session.speaking && choices.follow && page.trailing;
    if (!element || (!anyway && (!wanted || visible(element)))) return;
    page.trailing = true;
    if (anyway) reveal(element);
    const block = element.clientHeight > innerHeight / 2 ? "start" : "center";
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    element.scrollIntoView({ block, behavior });
    narration.draw();
  },
});

// The reader's own scrolling ends the following.
let scrolled = 0;
for (const event of ["wheel", "touchmove", "pointerdown", "keydown"])
  addEventListener(
    event,
    ({ target }) => {
      const ours = target instanceof Element && target.closest("qwen-narration, .narration-dock");
      if (!ours) scrolled = Date.now();
    },
    { passive: true },
  );
addEventListener(
  "scroll",
  () => {
    if (!session.speaking || Date.now() - scrolled > 1000) return;
    const { element } = page;
    if (!element) return;
    page.trailing = visible(element);
    narration.draw();
  },
  { passive: true },
);

/** Time and chapter under the pointer. @type {NonNullable<Narration["hint"]>} */
const hint = ({ root: rail, hint: bubble, bar: { track } }, { clientX }) => {
  const { left, width } = rail.getBoundingClientRect();
  const share = Math.min(Math.max((clientX - left) / width, 0), 1);
  const at = (rail.matches(":dir(rtl)") ? 1 - share : share) * track.duration;
  const chapter = track.chapters.findLast(({ start }) => start <= at);
  narration.write(bubble, [narration.clock(at), chapter?.title].filter(Boolean).join(" · "));
  bubble.style.left = `${share * 100}%`;
  bubble.style.translate = `${-share * 100}%`;
};

Object.assign(narration, { sentences, rangeOf, hint });
})();
