// @ts-check
// What is spoken, for lock screens and headsets; loaded when it begins.
(() => {
"use strict";

const { session, JUMP } = narration;
const media = navigator.mediaSession;

/** @param {string} name */
const meta = (name) => document.querySelector(`meta[property="${name}"]`)?.getAttribute("content");

narration.announce = () => {
  const { track } = session;
  if (!media) return;
  const icons = document.querySelectorAll('link[rel="apple-touch-icon"], link[rel~="icon"]');
  const pictures = Array.from(icons, (icon) => /** @type {HTMLLinkElement} */ (icon).href);
  const image = meta("og:image");
  media.metadata = new MediaMetadata({
    title: track.chapters[session.chapter]?.title ?? track.title,
    album: track.title,
    // The site's name; most titles end with it.
    artist: meta("og:site_name") ?? document.title.split(/\s[-–—|·]\s/).at(-1) ?? "",
    artwork: [...pictures, ...(image ? [image] : [])].map((src) => ({ src })),
  });
  const pages = narration.guide?.neighbours() ?? [];
  const actions = Object.entries({
    play: () => session.play(),
    pause: () => session.pause(),
    stop: () => session.stop(),
    seekbackward: () => session.skip(-JUMP),
    seekforward: () => session.skip(JUMP),
    seekto: ({ seekTime = 0 } = {}) => session.seek(seekTime),
    previoustrack: () => (pages[0] ? narration.guide?.play(pages[0]) : session.step(-1, true)),
    nexttrack: () => (pages[1] ? narration.guide?.play(pages[1]) : session.step(1, true)),
  });
  for (const [name, action] of actions) media.setActionHandler(/** @type {any} */ (name), action);
};
})();
