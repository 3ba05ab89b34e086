// @ts-check
// What outlives the page: what the listener chose, where each page was left, one value at a time,
// for another tab may have written the others since; and the voice, one in all tabs of a site.
(() => {
"use strict";

const PLACES = 100; // pages whose position is kept
const REWIND = 5; // seconds that a page resumes earlier
const GAP = 15_000; // milliseconds that a page may take to come

/** @type {Choices} */
const DEFAULTS = {
  rate: 1,
  volume: 1,
  muted: false,
  style: "",
  follow: true,
  skip: false,
  keys: false,
  turn: true,
  at: {},
};

/** @returns {Choices} */
const stored = () => {
  try {
    return JSON.parse(localStorage.narration);
  } catch {
    return /** @type {any} */ ({}); // storage may be forbidden, or not ours
  }
};

/** @type {Narration["choices"]} */
const choices = {
  ...DEFAULTS,
  ...stored(),

  choose(name, value) {
    Object.assign(this, { [name]: value });
    this.write({ [name]: value });
  },

  place(src, at) {
    const file = src.replace(/.*\//, "");
    const others = { ...stored().at };
    delete others[file]; // so that it is the newest
    this.at = Object.fromEntries(Object.entries(others).slice(1 - PLACES));
    if (at !== null) this.at[file] = Math.round(at);
    this.write({ at: this.at });
  },

  left: (src) => Math.max((stored().at?.[src.replace(/.*\//, "")] ?? 0) - REWIND, 0),

  write(values) {
    try {
      localStorage.narration = JSON.stringify({ ...stored(), ...values });
    } catch {
      // then it holds for this page
    }
  },
};

addEventListener("storage", ({ key }) => {
  if (key === "narration") Object.assign(choices, stored());
});

const me = Math.random();
/** @type {BroadcastChannel | undefined} */
let channel;
try {
  channel = new BroadcastChannel("narration");
  channel.onmessage = ({ data }) =>
    data !== me && narration.session.speaking && narration.session.pause();
} catch {
  // a page from a folder may have none
}

/** @type {Narration["tabs"]} */
const tabs = {
  speak: () => channel?.postMessage(me),

  leave() {
    const { track, speaking, failed, position, queue, sleeps } = narration.session;
    if (!speaking || failed || track.off.includes("dock")) return;
    const { file, language, own } = narration;
    const record = { track, position, queue, sleeps, file, language, own, moment: Date.now() };
    try {
      sessionStorage.narration = JSON.stringify(record);
    } catch {
      return; // then it ends with the page
    }
    narration.session.pause();
  },

  async goOn() {
    let record = null;
    try {
      record = JSON.parse(sessionStorage.narration ?? "null");
      sessionStorage.removeItem("narration");
    } catch {
      // storage is forbidden
    }
    if (!record || narration.session.speaking || Date.now() - record.moment > GAP) return;
    const { track, position, queue, sleeps, file, language, own } = record;
    if (!narration.player && !(await narration.learn(file, language, own))) return;
    narration.session.load(track, position);
    narration.session.queue = queue;
    narration.session.sleep(sleeps);
    narration.session.play();
    if (narration.player) narration.player.enter();
  },
};

addEventListener("pagehide", () => tabs.leave());
addEventListener("pageshow", ({ persisted }) => persisted && tabs.goOn());

Object.assign(narration, {
  choices,
  tabs,
});
})();
