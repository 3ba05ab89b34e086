// @ts-check
// The text of the page while it is spoken: what is marked, shown and scrolled to, the places to
// listen from, and links to a place. No element is added to the text.
(() => {
"use strict";

const { session, choices, elementOf } = narration;
const root = document.documentElement;
/** What hides a part of a page, and what shows it again: Material, sphinx-design, and others. */
const PANES = ".tabbed-block, .sd-tab-content, [role=tabpanel]";

/** @type {Narration["page"]} */
const page = {
  trailing: true,

  get passage() {
    const { track } = session;
    return track.src === narration.player?.track.src ? track.passages[session.passage] : undefined;
  },

  get element() {
    return elementOf(this.passage);
  },

  unmark() {
    document.querySelector(".narration-now")?.classList.remove("narration-now");
    root.classList.remove("narration-dim");
    CSS.highlights?.delete("narration");
  },

  mark() {
    this.unmark();
    const { element, passage } = this;
    if (!element || !passage || !session.started || choices.style === "off") return;
    if (this.trailing && choices.follow && session.speaking) reveal(element);
    element.classList.add("narration-now");
    root.classList.toggle("narration-dim", choices.style === "dim");
    const sentence = session.track.sentences[session.sentence];
    const range = !passage.text && sentence && narration.rangeOf(element, sentence.from, sentence.to);
    if (range) CSS.highlights?.set("narration", new Highlight(range));
    this.follow();
  },

  follow(anyway) {
    const { element } = this;
    const wanted = session.speaking && choices.follow && this.trailing;
    if (!element || (!anyway && (!wanted || visible(element)))) return;
    this.trailing = true;
    if (anyway) reveal(element);
    const block = element.clientHeight > innerHeight / 2 ? "start" : "center";
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    element.scrollIntoView({ block, behavior });
    narration.draw();
  },

  asked(again) {
    const { player } = narration;
    if (!player) return null;
    const hash = /^#listen=(.+)/.exec(location.hash)?.[1];
    const heading = hash && document.getElementById(decoded(hash));
    const place = heading && (heading.closest("[data-narration]") ?? heading.querySelector("[data-narration]"));
    if (heading) heading.scrollIntoView();
    const at = place ? player.startOf(place) : again || hash ? null : seconds(location.search);
    return at != null && at < player.track.duration ? at : null;
  },
};

/** Where a link asks for with `?t=90`, `?t=1:30` or `?t=1m30s`. @param {string} query */
const seconds = (query) => {
  const told = new URLSearchParams(query).get("t") ?? "";
  const [, h = 0, m = 0, s = 0] =
    /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?$/.exec(told) ??
    /^(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(told) ?? [];
  return told && [h, m, s].some((one) => one !== 0) ? Number(h) * 3600 + Number(m) * 60 + Number(s) : null;
};

const decoded = (text = "") => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a per cent sign of its own, or not UTF-8
  }
};

/** Open what the element is in: folded details, and tabs of which another is shown. @param {Element} element */
const reveal = (element) => {
  for (let one = element.parentElement; one; one = one.parentElement) {
    if (one instanceof HTMLDetailsElement) one.open = true;
    if (!one.matches(PANES) || one.checkVisibility()) continue;
    const siblings = [...(one.parentElement?.children ?? [])].filter((each) => each.matches(PANES));
    const set = one.closest(".tabbed-set, .sd-tab-set, .tabs-container");
    const name = one.getAttribute("aria-labelledby");
    const controls = set?.querySelectorAll(":scope > input, :scope > [role=tablist] > [role=tab]");
    const tab = name ? document.getElementById(name) : controls?.[siblings.indexOf(one)];
    if (tab instanceof HTMLElement) tab.click();
  }
};

/** @param {Element} element */
const visible = (element) => {
  const { top, bottom } = element.getBoundingClientRect();
  const end = innerHeight - narration.dockHeight();
  return top >= innerHeight / 12 && top < end && (bottom <= end || top < innerHeight / 4);
};

/** Beside the pointer; the keyboard has the transcript. @type {HTMLButtonElement | null} */
let beside = null;

const offer = ({ target } = new Event("")) => {
  const { player } = narration;
  if (!player || !(target instanceof Element) || beside?.contains(target)) return;
  const element = target.closest("[data-narration]");
  const at = element ? player.startOf(element) : undefined;
  if (beside && !player.root.parentElement?.contains(target)) beside.hidden = true;
  if (!element || at === undefined || player.track.off.includes("from_here")) return;
  if (beside?.parentNode !== player.root) {
    beside = narration.button("play", () => {}, "", "button beside", narration.say("from_here"));
    beside.tabIndex = -1;
    player.root.append(beside);
  }
  beside.onclick = () => player.from(at);
  beside.hidden = false;
  const { top, height } = element.getBoundingClientRect();
  const above = player.root.getBoundingClientRect().top;
  beside.style.top = `${top - above + Math.min(height / 2, 16) - 22}px`;
};

document.addEventListener("pointerover", (event) => event.pointerType === "mouse" && offer(event));
document.addEventListener("click", (event) => getSelection()?.isCollapsed && offer(event));

// The reader's own scrolling ends the following.
let scrolled = 0;
for (const event of ["wheel", "touchmove", "pointerdown", "keydown"])
  addEventListener(event, ({ target }) => {
    const ours = target instanceof Element && target.closest("qwen-narration, .narration-dock");
    if (!ours) scrolled = Date.now();
  }, { passive: true });
addEventListener("scroll", () => {
  if (!session.speaking || Date.now() - scrolled > 1000) return;
  const { element } = page;
  if (!element) return;
  page.trailing = visible(element);
  narration.draw();
}, { passive: true });

addEventListener("hashchange", () => {
  const at = page.asked(true);
  if (at === null) return;
  if (navigator.userActivation?.isActive) narration.player?.from(at);
  else narration.player?.enter();
});

narration.page = page;
})();
