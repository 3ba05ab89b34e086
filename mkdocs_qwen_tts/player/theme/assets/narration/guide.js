// @ts-check
// "Play this guide": the pages of one section of the navigation, one behind the other, by the player beside this file.
(() => {
"use strict";

const base = /** @type {HTMLScriptElement} */ (document.currentScript).src;

/** @type {GuideTrack[]} what is played, in order */
let queue = [];

/** @type {Voice | undefined} the document's, which speaks on over pages that have no player */
let voice;

const open = () => document.querySelector("qwen-narration")?.player;

/** The narrated pages of the site; the build writes them to `pages.js`. @returns {Promise<GuideTrack[]>} */
const pages = async () => {
  if (!window.narrationPages)
    await new Promise((done) => {
      const script = document.createElement("script");
      script.onload = script.onerror = done;
      script.src = new URL("pages.js", base).href;
      document.head.append(script);
    });
  const site = new URL("../../", base);
  return (window.narrationPages ?? []).map(([section, title, page, src, duration]) => ({
    section,
    title,
    duration,
    page: new URL(page, site).href,
    src: new URL(src, site).href,
    lang: "",
    cues: [],
    chapters: [],
    off: [],
  }));
};

/** @param {GuideTrack | undefined} track */
const play = (track) => {
  const player = open();
  if (!track) return;
  if (player?.track.src === track.src) return player.from(0);
  voice?.load(track, 0);
  voice?.play();
};

const mark = () => {
  for (const entry of document.querySelectorAll(".narration-guide button"))
    entry.ariaCurrent = `${entry.getAttribute("data-src") === voice?.track.src}`;
};

document.addEventListener("narration:ready", () => {
  const player = open();
  voice = player?.voice;
  if (!player || player.root.querySelector(".narration-guide")) return;
  const list = document.createElement("ol");
  list.className = "narration-list narration-guide";
  list.role = "list";
  list.ariaLabel = player.say("queue");
  const section = player.section("guide", () => {
    pages().then((all) => {
      const own = all.find(({ src }) => src === player.track.src);
      const guide = all.filter((one) => one.section === own?.section);
      list.append(
        ...guide.map((track) => {
          const entry = document.createElement("button");
          const time = document.createElement("span");
          entry.className = "narration-entry";
          entry.dataset.src = track.src;
          entry.textContent = track.title;
          time.textContent = player.clock(track.duration);
          entry.append(time);
          entry.onclick = () => {
            queue = guide;
            play(track);
          };
          const item = document.createElement("li");
          item.append(entry);
          return item;
        }),
      );
      mark();
    });
    return [list];
  });
  player.panel.lastElementChild?.append(...section);
});

document.addEventListener("narration:play", mark);
document.addEventListener("narration:finished", () => {
  const at = queue.findIndex(({ src }) => src === voice?.track.src);
  if (at >= 0) play(queue[at + 1]);
});
})();
