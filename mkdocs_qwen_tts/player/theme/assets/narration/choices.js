// @ts-check
// What the listener chose, and where each page was left. Kept in the site's local storage, one value
// at a time: another tab may have written the others since.
(() => {
"use strict";

const PLACES = 100; // pages whose position is kept
const REWIND = 5; // seconds that a page resumes earlier

/** @type {Choices} */
const DEFAULTS = {
  rate: 1, volume: 1, muted: false, style: "", follow: true, skip: false, keys: false, turn: true,
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

narration.choices = choices;
})();
