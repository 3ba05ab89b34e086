// @ts-check
// Where a server gives no part of a file, as `mkdocs serve` does not: ways to a place in it.
(() => {
"use strict";

const { session, reachable, CLOSE } = narration;
const HURRY = 16; // times the pace at which it goes unheard to a place
const PAST = 0.75; // seconds: so far behind a place that it is gone to once more
const TRIES = 3;
const { audio } = session;

/** The first of these events. @param {string[]} names */
const next = (...names) =>
  new Promise((done) => {
    for (const name of names) audio.addEventListener(name, done, { once: true });
  });

Object.assign(narration, {
  async fetchWhole() {
    const { track } = session;
    const broken = audio.error && audio.readyState > 0;
    const again = async (src = track.src) => {
      if (session.track !== track) throw track;
      if (audio.src !== src) audio.src = src;
      audio.load();
      await next("loadedmetadata", "error");
      return src;
    };
    audio.pause();
    audio.preload = "auto";
    narration.status("loading");
    narration.draw();
    try {
      const answer = await fetch(track.src);
      if (!answer.ok) throw answer;
      const blob = await answer.blob();
      let way = "cached"; // where the browser keeps the file, it has ranges of its own
      const kept = answer.headers.get("last-modified") || answer.headers.get("etag");
      if (kept && !broken) await again();
      if (broken || !reachable(session.wanted ?? 0)) way = await again(URL.createObjectURL(blob));
      if (audio.error) await again().then(() => (way = "refused")); // by the site's policy
      session.whole = way;
    } catch {
      if (session.track === track) session.whole = "no";
    }
    if (session.track !== track) return;
    if (audio.error || session.whole === "no") session.fail();
    else session.settle();
  },

  /** Play on to the place, unheard. Firefox stops buffering a minute ahead of what it plays. */
  hurry() {
    if (!session.speaking || !audio.seekable.length) return;
    if (audio.seekable.end(0) && session.whole !== "refused") return;
    const far = (session.wanted ?? 0) - audio.currentTime;
    if (session.hurrying && Math.abs(far) <= CLOSE) return; // it is there in a moment
    if (far < 0) audio.load();
    session.hurrying = audio.muted = true;
    // Slower and slower, so that it does not go past.
    audio.playbackRate = Math.min(Math.max(2 * far, 1), HURRY);
    if (audio.paused) session.start();
  },

  /** Whether it went past unheard, as where a machine stands still. @param {number} at */
  missed: (at) => audio.muted && at > (session.wanted ?? at) + PAST && session.tries++ < TRIES,
});
})();
