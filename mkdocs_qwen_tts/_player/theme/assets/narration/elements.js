// @ts-check
// What the player is made of: elements, icons, and words and times as people read them.
(() => {
"use strict";

/** Paths in a square of 24, filled. @type {Record<string, string>} */
const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M6 5h4v14H6zm8 0h4v14h-4z",
  retry: "M17.7 6.3A8 8 0 1 0 19.7 14h-2.1A6 6 0 1 1 12 6a6 6 0 0 1 4.2 1.8L13 11h7V4z",
  back: "M12 4V1.5L8.5 5 12 8.5V6a7 7 0 1 1-7 7H3a9 9 0 1 0 9-9",
  forward: "M12 4V1.5L15.5 5 12 8.5V6a7 7 0 1 0 7 7h2a9 9 0 1 1-9-9",
  controls:
    [8, 14, 20].map((x) => `M${x} 12a2 2 0 1 0-4 0 2 2 0 0 0 4 0`).join(""),
  close:
    "M19 6.4 17.6 5 12 10.6 6.4 5 5 6.4l5.6 5.6L5 17.6 6.4 19l5.6-5.6 5.6 5.6 1.4-1.4-5.6-5.6z",
  to_voice: "M11 4h2v12l5-5 1.4 1.4L12 20l-7.4-7.6L6 11l5 5z",
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
  make(
    "ol",
    "list " + className,
    { role: "list" },
    items.map((item) => make("li", "", {}, [item])),
  );

/** @type {Narration["write"]} */
const write = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

/** @type {Narration["clock"]} */
const clock = (seconds) =>
  new Date(seconds * 1000)
    .toISOString()
    .slice(11, 19)
    .replace(/^0(0:0?)?/, "");

/** As a screen reader should say it. @type {Narration["spoken"]} */
const spoken = (seconds) =>
  Object.entries({ minute: Math.floor(seconds / 60), second: Math.floor(seconds) % 60 })
    .filter(([unit, count]) => count || unit === "second")
    .map(([unit, count]) => narration.count(count, unit))
    .join(" ");

Object.assign(narration, {
  ICONS,
  make,
  say,
  icon,
  face,
  press,
  button,
  list,
  write,
  clock,
  spoken,

  /** @type {Narration["count"]} */
  count: (count, unit) =>
    count.toLocaleString(narration.language, { style: "unit", unit, unitDisplay: "long" }),

  /** @type {Narration["rate"]} */
  rate: (rate) => rate.toLocaleString(narration.language) + "×",
});
})();
