// @ts-check
// Keys: inside of the player, and on the whole page where the listener wants them there. Elsewhere
// they are the page's and a screen reader's. And the way of the focus to the dock and back.
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

  press(event) {
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
};

document.addEventListener("keydown", keys.press, { capture: true });

// The first Tab from a place in the page leads to the dock, and the one behind the dock goes on
// from that place: once, until a pointer chooses another place.
let due = true;
/** @type {HTMLElement | null} */
let place = null;
addEventListener(
  "pointerdown",
  ({ target }) => {
    due ||= !(target instanceof Element && target.closest(".narration-dock"));
  },
  { passive: true },
);
addEventListener("keydown", (event) => {
  const active = document.activeElement;
  if (event.key !== "Tab" || !narration.dockHeight() || !(active instanceof HTMLElement)) return;
  const { root: dock, toggle } = narration.view();
  const back = event.shiftKey;
  if (!dock.contains(active)) {
    if (!due || back || active === document.body || active.closest("qwen-narration")) return;
    due = false;
    place = active;
    event.preventDefault();
    toggle.focus();
  } else if (place) {
    const stops = [...dock.querySelectorAll("a, button, input, select")].filter((one) =>
      one.checkVisibility(),
    );
    if (active !== stops.at(back ? 0 : -1)) return;
    place.focus({ preventScroll: true });
    place = null;
    if (back) event.preventDefault(); // else it goes on from there by itself
  }
});

narration.keys = keys;
})();
