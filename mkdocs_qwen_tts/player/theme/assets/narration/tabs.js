// @ts-check
// One voice in all tabs of a site; and it goes on when the listener turns to another page.
(() => {
"use strict";

const GAP = 15_000; // milliseconds that a page may take to come

const { session } = narration;
const me = Math.random();
/** @type {BroadcastChannel | undefined} */
let channel;
try {
  channel = new BroadcastChannel("narration");
  channel.onmessage = ({ data }) => data !== me && session.speaking && session.pause();
} catch {
  // a page from a folder may have none
}

/** @type {Narration["tabs"]} */
const tabs = {
  speak: () => channel?.postMessage(me),

  leave() {
    const { track, speaking, failed, position, queue, sleeps } = session;
    if (!speaking || failed || track.off.includes("dock")) return;
    const { file, language, own } = narration;
    const record = { track, position, queue, sleeps, file, language, own, moment: Date.now() };
    try {
      sessionStorage.narration = JSON.stringify(record);
    } catch {
      return; // then it ends with the page
    }
    session.pause();
  },

  async goOn() {
    let record = null;
    try {
      record = JSON.parse(sessionStorage.narration ?? "null");
      sessionStorage.removeItem("narration");
    } catch {
      // storage is forbidden
    }
    if (!record || session.speaking || Date.now() - record.moment > GAP) return;
    const { track, position, queue, sleeps, file, language, own } = record;
    if (!narration.player && !(await narration.learn(file, language, own))) return;
    session.load(track, position);
    session.queue = queue;
    session.sleep(sleeps);
    session.play();
    if (narration.player) narration.player.enter();
  },
};

addEventListener("pagehide", () => tabs.leave());
addEventListener("pageshow", ({ persisted }) => persisted && tabs.goOn());

Object.assign(narration, {
  tabs,

  /** Open a page as a click does: themes with instant navigation take it from there. @param {string} href */
  turn(href) {
    const link = document.createElement("a");
    link.href = href;
    document.body.append(link);
    link.click();
    link.remove();
  },
});
})();
