// @ts-check
// The pages of a section of the navigation, one after the other, by the player beside this file.
(() => {
"use strict";

const base = /** @type {HTMLScriptElement} */ (document.currentScript).src;

/** The narrated pages of the site; the build writes them to `pages.js`. @type {GuideTrack[]} */
let pages = [];

/** Open a page as a click does: themes with instant navigation take it from there. */
const turn = (href = "") => {
  const link = narration.make("a", "", { href });
  document.body.append(link);
  link.click();
  link.remove();
};

/** @type {Guide} */
const guide = {
  async open() {
    if (!window.narrationPages) await narration.load("pages.js");
    const site = new URL("../../", base);
    const index = site.protocol === "file:" ? "index.html" : ""; // a folder shows its files
    pages = (window.narrationPages ?? []).map(([section, title, page, src, duration]) => ({
      ...narration.SILENCE,
      section,
      title,
      duration,
      page: new URL(page.replace(/(^|\/)$/, `$1${index}`), site).href,
      src: new URL(src, site).href,
    }));
  },

  section() {
    const { player, session } = narration;
    const src = player?.track.src ?? session.track.src;
    const own = pages.find((one) => one.src === src);
    return pages.filter((one) => one.section === own?.section);
  },

  neighbours() {
    const { queue, track } = narration.session;
    const at = queue.findIndex(({ src }) => src === track.src);
    return at < 0 ? [] : [queue[at - 1], queue[at + 1]];
  },

  play(track) {
    const { player, session } = narration;
    const here = player?.track.src === track.src;
    const turns = narration.choices.turn && player && !here && player.here;
    session.load(here ? player.track : track, 0);
    session.play();
    // The page goes with the voice, which goes on when the next one is there.
    if (turns) turn(track.page);
  },

  list() {
    const { session, player } = narration;
    const list = narration.list([], "guide");
    list.ariaLabel = narration.say("queue");
    this.open().then(() => {
      const own = this.section();
      const items = own.map((track) => {
        const entry = narration.press(track.title, () => {
          session.queue = own;
          this.play(track);
          mark();
        });
        entry.dataset.src = track.src;
        entry.append(narration.make("span", "", {}, [narration.clock(track.duration)]));
        return narration.make("li", "", {}, [entry]);
      });
      list.append(...items);
      mark();
    });
    const [before, after] = this.neighbours();
    const step = (/** @type {string} */ name, /** @type {Track | undefined} */ track) =>
      track ? [narration.press(narration.say(name), () => this.play(track))] : [];
    const steps = [...step("previous_page", before), ...step("next_page", after)];
    return player || session.queue.length ? [list, ...steps] : [];
  },
};

const mark = () => {
  for (const entry of document.querySelectorAll(".narration-guide button"))
    entry.ariaCurrent = `${entry.getAttribute("data-src") === narration.session.track.src}`;
};

document.addEventListener("narration:play", mark);
document.addEventListener("narration:finished", () => {
  const [, after] = guide.neighbours();
  if (after) guide.play(after);
});

narration.guide = guide;
})();
