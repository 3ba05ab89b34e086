// @ts-check
// Pages that a script draws, as Docusaurus and VitePress make them. That script takes out whatever
// it did not put in, so the player waits in front of what is drawn and goes into the content when
// it stands. When the reader goes on, no page is loaded: the next player is fetched from its file.
(() => {
"use strict";

const PATIENCE = 10_000; // milliseconds until a page is taken for one that nobody draws
const REACT = 1000; // milliseconds that React is given: it does not tell when it is through
const PIECES = 50; // milliseconds in which what is drawn at once comes piece by piece
const STUBBORN = 20; // times that a player is put back into content that is drawn again

const {
  root: drawn = "",
  content = "[]",
  place = "",
} = /** @type {HTMLScriptElement} */ (document.currentScript).dataset;
/** @type {string[]} */
const contents = JSON.parse(content);

/**
 * An element that belongs to the player's cues: its tag, words and number.
 * @typedef {[string, string, string]} Mark
 */

/**
 * The player to be shown.
 * @type {{ player: HTMLElement, marks: Mark[], address: string, left: number } | null}
 */
let wanted = null;
let address = location.pathname;

/** @param {Element} element */
const words = (element) => (element.textContent ?? "").replace(/[\s\u200b]+/g, " ").trim();

/** @param {Document} page @returns {Mark[]} */
const marksOf = (page) =>
  Array.from(page.querySelectorAll("[data-narration]"), (element) => [
    element.tagName,
    words(element),
    element.getAttribute("data-narration") ?? "",
  ]);

/**
 * Mark the same elements in what is drawn; says how many were found.
 * @param {Element} host @param {Mark[]} marks
 */
const mark = (host, marks) => {
  const elements = Array.from(
    host.querySelectorAll("*:not(qwen-narration, qwen-narration *)"),
    (element) => ({ element, tag: element.tagName, text: words(element) }),
  );
  let from = 0;
  let found = 0;
  for (const [tag, text, number] of marks) {
    const at = elements.findIndex(
      (one, index) => index >= from && one.tag === tag && one.text === text,
    );
    if (at < 0) continue;
    elements[at].element.setAttribute("data-narration", number);
    from = at + 1;
    found++;
  }
  return found;
};

/** Put the player where it belongs, as soon as that is there, and its marks. */
const settle = () => {
  if (!wanted || wanted.address !== location.pathname || wanted.left <= 0) return;
  const selector = contents.find((one) => document.querySelector(one));
  const host = selector && document.querySelector(selector);
  const placed = document.querySelector(drawn)?.contains(wanted.player);
  const { marks } = wanted;
  if (!host || (placed && host.querySelectorAll("[data-narration]").length >= marks.length)) return;
  // Right after the reader went on, the page before is still there: it has none of the marks.
  if (marks.length && !mark(host, marks)) return;
  if (placed) {
    // Something was drawn anew beside it, as where the reader chose a tab.
    if ("narration" in window) narration.page.mark();
    return;
  }
  wanted.left--;
  const title = host.querySelector("h1");
  if (place === "bottom") host.append(wanted.player);
  else if (place === "after-title" && title) title.after(wanted.player);
  else host.prepend(wanted.player);
};

/** @param {Document} page @param {string} base */
const show = (page, base) => {
  const player = page.querySelector("qwen-narration");
  if (!player) return;
  for (const element of player.querySelectorAll("[src], [href]"))
    for (const name of ["src", "href"]) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, new URL(value, base).href);
    }
  const marks = marksOf(page);
  wanted = {
    player: document.adoptNode(player),
    marks,
    address: location.pathname,
    left: STUBBORN,
  };
  settle();
};

const moved = async () => {
  if (location.pathname === address) return settle();
  const now = (address = location.pathname);
  wanted?.player.remove();
  wanted = null;
  const answer = await fetch(location.href);
  const text = await answer.text();
  if (answer.ok && now === location.pathname)
    show(new DOMParser().parseFromString(text, "text/html"), answer.url);
};

let since = 0; // when a script was first seen at work, in milliseconds

/** Whether the page's script has drawn it, as far as can be told. @param {any} root */
const taken = (root) => {
  const { hasHydrated } = document.documentElement.dataset;
  if (hasHydrated) return hasHydrated === "true"; // Docusaurus
  if (root._vnode != null) return true; // Vue
  if (
    document.readyState === "complete" &&
    Object.keys(root).some((name) => name.startsWith("__reactContainer$"))
  )
    since ||= performance.now();
  return since > 0 && performance.now() - since > REACT;
};

const begin = () => {
  const root = document.querySelector(drawn);
  if (!root) return;
  if (!taken(root) && performance.now() < PATIENCE) {
    setTimeout(begin, 50);
    return;
  }
  show(document, location.href);
  let due = 0;
  new MutationObserver((changes) => {
    if (due || changes.every(({ target }) => wanted?.player.contains(target))) return;
    due = window.setTimeout(() => {
      due = 0;
      void moved().catch(() => {});
    }, PIECES);
  }).observe(root, { childList: true, subtree: true });
};
begin();
})();
