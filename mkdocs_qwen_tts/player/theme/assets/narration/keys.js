// @ts-check
// Keys: inside of the player, and on the whole page where the listener wants them there. Elsewhere
// they are the page's and a screen reader's.
(() => {
"use strict";

const { session, choices, JUMP } = narration;
const VOLUME = 0.1; // of all

/** @type {Narration["keys"]["actions"]} */
const actions = [
  ["k", "play", () => narration.view().press()],
  ["j", "back", () => narration.view().act(() => session.skip(-JUMP))],
  ["l", "forward", () => narration.view().act(() => session.skip(JUMP))],
  [",", "previous", () => narration.view().act(() => session.step(-1))],
  [".", "next", () => narration.view().act(() => session.step(1))],
  ["[", "previous_chapter", () => narration.view().act(() => session.step(-1, true))],
  ["]", "next_chapter", () => narration.view().act(() => session.step(1, true))],
  ["<", "slower", () => narration.pace(-1)],
  [">", "faster", () => narration.pace(1)],
  ["-", "quieter", () => keys.volume(-VOLUME)],
  ["+", "louder", () => keys.volume(VOLUME)],
  ["m", "mute", () => keys.mute()],
  ["?", "keys", () => narration.view().open("keys")],
];

/** @type {Narration["keys"]} */
const keys = {
  actions,

  volume(by) {
    choices.choose("volume", Math.min(Math.max(Math.round((choices.volume + by) * 20) / 20, 0), 1));
    session.pace();
  },

  mute() {
    choices.choose("muted", !choices.muted);
    session.pace();
    narration.draw();
  },
};

document.addEventListener(
  "keydown",
  (event) => {
    const { key, ctrlKey, altKey, metaKey, target } = event;
    if (ctrlKey || altKey || metaKey || !(target instanceof Element)) return;
    const ours = target.closest("qwen-narration, .narration-dock");
    if (!ours && !choices.keys) return;
    const written = target.closest(
      "input:not([type=range], [type=checkbox]), textarea, select, [contenteditable]",
    );
    // Caps Lock changes nothing.
  const found = written ? null : actions.find(([one]) => one === key.toLowerCase());
    if (!found || (!narration.player && !session.started)) return;
    event.stopPropagation(); // a theme may have the same key for something else
    event.preventDefault();
    found[2]();
  },
  { capture: true },
);

narration.keys = keys;
})();
