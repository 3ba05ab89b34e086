// @ts-check
// What the player is made of: elements, icons, and words and times as people read them.
(() => {
"use strict";

/** Paths in a square of 24, filled. @type {Record<string, string>} */
const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M6 5h4v14H6zm8 0h4v14h-4z",
  retry: "M17.7 6.3A8 8 0 1 0 19.7 14h-2.1A6 6 0 1 1 12 6a6 6 0 0 1 4.2 1.8L13 11h7V4z",
  back: "M12 5V1L7 6l5 5V7a6 6 0 1 1-6 6H4a8 8 0 1 0 8-8z",
  forward: "M12 5V1l5 5-5 5V7a6 6 0 1 0 6 6h2a8 8 0 1 1-8-8z",
  previous: "M15.4 7.4 14 6l-6 6 6 6 1.4-1.4L10.8 12z",
  next: "M8.6 7.4 10 6l6 6-6 6-1.4-1.4 4.6-4.6z",
  previous_chapter: "M6 6h2v12H6zm3.5 6 8.5 6V6z",
  next_chapter: "M16 6h2v12h-2zM6 18l8.5-6L6 6z",
  controls: "M4 12a2 2 0 1 0 4 0 2 2 0 0 0-4 0m6 0a2 2 0 1 0 4 0 2 2 0 0 0-4 0m6 0a2 2 0 1 0 4 0 2 2 0 0 0-4 0",
  close: "M19 6.4 17.6 5 12 10.6 6.4 5 5 6.4l5.6 5.6L5 17.6 6.4 19l5.6-5.6 5.6 5.6 1.4-1.4-5.6-5.6z",
  to_voice: "M11 4h2v12l5-5 1.4 1.4L12 20l-7.4-7.6L6 11l5 5z",
  chapters: "M4 6h2v2H4zm4 0h12v2H8zm-4 5h2v2H4zm4 0h12v2H8zm-4 5h2v2H4zm4 0h12v2H8z",
  transcript: "M4 5h16v2H4zm0 4h16v2H4zm0 4h16v2H4zm0 4h10v2H4z",
  speed: "M12 4a9 9 0 0 0-7.8 13.5h15.6A9 9 0 0 0 12 4m1.4 11.4a2 2 0 0 1-2.8-2.8L17 8.5z",
  settings: "M4 7h8v2H4zm14 0h2v2h-2zm-5-3h3v8h-3zM4 15h3v2H4zm9 0h7v2h-7zm-5-3h3v8H8z",
  share: "M18 16a3 3 0 0 0-2 .8l-7.1-4.1a3 3 0 0 0 0-1.4L16 7.2A3 3 0 1 0 15 5v.7L8 9.8a3 3 0 1 0 0 4.4l7.1 4.1A3 3 0 1 0 18 16",
  download: "M5 18h14v2H5zm14-8h-4V4H9v6H5l7 7z",
  guide: "M3 6h12v2H3zm0 4h12v2H3zm0 4h8v2H3zm14-8v8.2a3 3 0 1 0 2 2.8V8h3V6z",
  keys: "M3 6h18v12H3zm2 2v8h14V8zm1 1h2v2H6zm3 0h2v2H9zm3 0h2v2h-2zm3 0h2v2h-2zm-7 4h8v2H8z",
  sleep: "M12.3 3a9 9 0 1 0 8.6 11.6A7.5 7.5 0 0 1 12.3 3",
  device: "M3 5h18v14h-7v-2h5V7H5v2H3zm0 6a8 8 0 0 1 8 8H9a6 6 0 0 0-6-6zm0 4a4 4 0 0 1 4 4H3z",
};

/** @type {Narration["make"]} */
const make = (tag, className = "", attributes = {}, children = []) => {
  const element = document.createElement(tag);
  element.className = className.replace(/\S+/g, "narration-$&");
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  element.append(...children);
  return element;
};

/** @type {Narration["say"]} */
const say = (key, values = {}) =>
  (narration.words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

/** @type {Narration["icon"]} */
const icon = (name) => {
  const [svg, path] = ["svg", "path"].map((tag) =>
    document.createElementNS("http://www.w3.org/2000/svg", tag),
  );
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
};

/** A button's icon and what it does, in words. @type {Narration["face"]} */
const face = (element, name, label) => {
  if (element.title === label) return;
  element.ariaLabel = element.title = label;
  element.querySelector("svg")?.remove();
  element.prepend(icon(name));
};

/** @type {Narration["press"]} */
const press = (label, action, className = "entry") => {
  const element = make("button", className, { type: "button" }, [label]);
  element.onclick = action;
  return element;
};

/** @type {Narration["button"]} */
const button = (name, action, key = "", className = "button", label = say(name)) => {
  const element = press("", action, className);
  if (key) element.ariaKeyShortcuts = key;
  face(element, name, label);
  return element;
};

/** @type {Narration["list"]} */
const list = (items, className = "") =>
  make("ol", "list " + className, { role: "list" }, items.map((item) => make("li", "", {}, [item])));

/** @type {Narration["write"]} */
const write = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

/** @type {Narration["clock"]} */
const clock = (seconds) =>
  new Date(seconds * 1000).toISOString().slice(11, 19).replace(/^0(0:0?)?/, "");

/** As a screen reader should say it. @type {Narration["spoken"]} */
const spoken = (seconds) =>
  Object.entries({ minute: Math.floor(seconds / 60), second: Math.floor(seconds) % 60 })
    .filter(([unit, count]) => count || unit === "second")
    .map(([unit, count]) => narration.count(count, unit))
    .join(" ");

Object.assign(narration, {
  make, say, icon, face, press, button, list, write, clock, spoken,

  /** @type {Narration["count"]} */
  count: (count, unit) =>
    count.toLocaleString(narration.language, { style: "unit", unit, unitDisplay: "long" }),

  /** @type {Narration["rate"]} */
  rate: (rate) => rate.toLocaleString(narration.language) + "×",
});
})();
