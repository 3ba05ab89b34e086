// @ts-check
// One voice, which belongs to the document, so instant navigation does not end it, and two views of it: the player in
// the page and the dock. No element is added to the text.
(() => {
"use strict";

const JUMP = 15; // seconds
const REWIND = 5; // seconds that a page resumes earlier
const REMEMBERED = 100; // pages
const QUIET = 10_000; // milliseconds between two spoken positions
const CUE = /(_*)([^_]{2})(-?)(?:\((\d*)\))?(\.?)(?:(\d?)#)?/g;
const SPOTS = "h1,h2,h3,h4,h5,h6,p,li,tr,label,.highlight,pre:not(.highlight pre)";
const RATES = "0.5 0.75 0.9 1 1.1 1.25 1.5 1.75 2 2.5 3".split(" ");

const root = document.documentElement;
const base = /** @type {HTMLScriptElement} */ (document.currentScript).src;
const media = navigator.mediaSession;
const audio = new Audio();
audio.preload = "none";

/** @type {Player | null} the player in the page */
let player = null;
/** @type {Dock | null} */
let dock = null;
/** @type {Record<string, string>} */
let words = {};
let language = "";

/** @type {Say} */
const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

const clock = (seconds = 0) => new Date(seconds * 1000).toISOString().slice(11, 19).replace(/^0(0:0?)?/, "");

/** As a screen reader should say it. */
const spoken = (seconds = 0) =>
  Object.entries({ minute: Math.floor(seconds / 60), second: Math.floor(seconds) % 60 })
    .filter(([unit, count]) => count || unit === "second")
    .map(([unit, count]) => count.toLocaleString(language, { style: "unit", unit, unitDisplay: "long" }))
    .join(" ");

/** @type {Choices} */
const choices = { rate: 1, volume: 1, style: "", follow: true, at: {} };
const attempt = (action = () => {}) => {
  try {
    action();
  } catch {
    // Storage may be forbidden, or not ours.
  }
};
attempt(() => Object.assign(choices, JSON.parse(localStorage.narration)));
const remember = () => attempt(() => (localStorage.narration = JSON.stringify(choices)));

/** @type {Make} */
const make = (tag, className = "", attributes = {}, children = []) => {
  const element = document.createElement(tag);
  element.className = className.replace(/\S+/g, "narration-$&");
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  element.append(...children);
  return element;
};

const press = (label = "", action = () => {}, className = "text") => {
  const element = make("button", className, {}, [label]);
  element.onclick = action;
  return element;
};

/** Icons are the style sheet's. @type {Face} */
const face = (element, icon, label) => {
  if (element.title === label) return;
  element.ariaLabel = element.title = label;
  element.dataset.narrationIcon = icon;
};

const button = (icon = "", action = () => {}, key = "", className = "button") => {
  const element = press("", action, className);
  if (key) element.ariaKeyShortcuts = key;
  face(element, icon, say(icon, { s: JUMP }));
  return element;
};

/** @type {List} */
const list = (items) => make("ol", "list", { role: "list" }, items.map((item) => make("li", "", {}, [item])));

/** @type {Choice} */
const choice = (values, label, value, changed) => {
  const element = make("select", "", {}, values.map((one) => make("option", "", { value: one }, [label(one)])));
  element.value = value;
  element.onchange = () => {
    changed(element.value);
    remember();
  };
  return element;
};

/** @type {Field} */
const field = (label, input) => make("label", "field", {}, [make("span", "", {}, [say(label)]), input]);

const write = (element = root, text = "") => {
  if (element.textContent !== text) element.textContent = text;
};

/** An element's own words, without the marks that themes put there. @type {TextOf} */
const textOf = (element) => {
  const copy = document.importNode(element, true);
  for (const mark of copy.querySelectorAll(".headerlink, sup, script, style, button")) mark.remove();
  return (copy.textContent ?? "").replace(/\s+/g, " ").trim();
};

/** @type {Anchored} */
const anchored = (cue) => (cue?.anchor == null ? null : document.querySelector(`[data-narration="${cue.anchor}"]`));

/** Number what the build's `annotate` left to be told. */
const number = () => {
  let next = 0;
  /** @type {Element[]} */
  let run = [];
  for (const element of document.querySelectorAll("[data-narration]," + SPOTS)) {
    const own = parseInt(element.getAttribute("data-narration") ?? "");
    if (own >= 0) {
      if (own === next + run.length) for (const one of run) one.setAttribute("data-narration", `${next++}`);
      next = own + 1;
      run = [];
    } else if (element.matches(SPOTS) && !element.querySelector("p") && !element.closest("qwen-narration")) run.push(element);
  }
};

/** @type {Visible} */
const visible = (element) => {
  const { top, bottom } = element.getBoundingClientRect();
  const end = innerHeight - (dock?.height ?? 0);
  return top >= innerHeight / 12 && top < end && (bottom <= end || top < innerHeight / 4);
};

/** @type {Track} */
const SILENCE = { src: "", page: "", title: "", lang: "", duration: 0, cues: [], chapters: [], off: [] };

/** @type {Voice} */
const voice = {
  track: SILENCE,
  started: false,
  failed: false,
  cue: -1,
  quarter: 0,
  sought: 0,
  timer: 0,
  kept: 0,
  trailing: true,

  get here() {
    return this.track.src === player?.track.src;
  },

  get playing() {
    return this.started && !audio.paused;
  },

  get chapter() {
    return this.track.chapters.filter((chapter) => chapter.cue <= this.cue).length - 1;
  },

  get element() {
    return this.here ? anchored(this.track.cues[this.cue]) : null;
  },

  tell(event, detail) {
    const { page, title, duration } = this.track;
    const init = { bubbles: true, detail: { page, title, duration, time: audio.currentTime, ...detail } };
    (this.here && player ? player.root : document).dispatchEvent(new CustomEvent("narration:" + event, init));
  },

  load(track, at) {
    this.keep();
    this.unmark();
    Object.assign(this, { track, started: false, failed: false, cue: -1, quarter: 0 });
    audio.src = track.src;
    audio.currentTime = this.sought = at;
    audio.defaultPlaybackRate = audio.playbackRate = choices.rate;
    audio.volume = choices.volume;
  },

  play() {
    if (this.failed) {
      audio.load();
      audio.currentTime = this.sought;
    }
    this.failed = false;
    this.started = this.trailing = true;
    status("loading");
    audio.play().catch(() => audio.error || status(""));
    this.announce();
    draw();
  },

  toggle() {
    if (this.playing) audio.pause();
    else this.play();
  },

  seek(at) {
    this.sought = audio.currentTime = Math.min(Math.max(at, 0), this.track.duration - 0.05);
    this.trailing = true;
    this.fetch();
    this.tick();
    this.follow();
    draw(true);
  },

  /** Without byte ranges, as `mkdocs serve` is, only a whole file can be sought in. */
  async fetch() {
    const { track, playing } = this;
    if (!this.sought || !audio.readyState || audio.seekable.length !== 1 || audio.seekable.end(0)) return;
    const whole = URL.createObjectURL(await (await fetch(track.src)).blob());
    if (this.track !== track) return;
    audio.src = whole;
    audio.currentTime = this.sought;
    if (playing) audio.play();
  },

  skip(by) {
    this.seek(audio.currentTime + by);
  },

  /** Back goes to the beginning of this one first. */
  step(by, chapters) {
    const { cues } = this.track;
    const starts = chapters ? this.track.chapters.map(({ cue }) => cues[cue].start) : cues.map(({ start }) => start);
    const at = chapters ? this.chapter : this.cue;
    const late = by < 0 && audio.currentTime - starts[at] > 2;
    this.seek(starts[Math.max(late ? at : at + by, 0)] ?? audio.currentTime);
  },

  stop() {
    audio.pause();
    this.keep();
    this.unmark();
    Object.assign(this, { track: SILENCE, started: false });
    audio.removeAttribute("src");
    status("");
    if (player) player.start = player.resumes;
    draw();
  },

  keep() {
    const { currentTime, ended } = audio;
    if (!this.started || currentTime < REWIND) return;
    this.kept = Date.now();
    const file = this.track.src.replace(/.*\//, "");
    delete choices.at[file]; // so that it is the newest
    if (!ended) choices.at[file] = Math.round(currentTime);
    choices.at = Object.fromEntries(Object.entries(choices.at).slice(-REMEMBERED));
    remember();
  },

  /** Find the cue, and wake up at the next. */
  tick() {
    clearTimeout(this.timer);
    const { cues, chapters } = this.track;
    const now = audio.currentTime + 0.005;
    const cue = cues.findLastIndex(({ start }) => start <= now);
    if (cue !== this.cue) {
      const before = this.chapter;
      this.cue = cue;
      this.mark();
      if (this.chapter !== before) {
        this.tell("chapter", { chapter: chapters[this.chapter]?.title });
        this.announce();
      }
      draw();
    }
    if (cue + 1 === cues.length || !this.playing) return;
    this.timer = setTimeout(() => this.tick(), Math.max(((cues[cue + 1].start - now) * 1000) / audio.playbackRate, 4));
  },

  unmark() {
    document.querySelector(".narration-now")?.classList.remove("narration-now");
    root.classList.remove("narration-dim");
    CSS.highlights?.delete("narration");
  },

  mark() {
    this.unmark();
    const { element, track } = this;
    if (!element || !this.started || choices.style === "off") return;
    element.classList.add("narration-now");
    root.classList.toggle("narration-dim", choices.style === "dim");
    const range = sentence(element, track, this.cue);
    if (range) CSS.highlights?.set("narration", new Highlight(range));
    this.follow();
  },

  /** Scroll to the voice when it has left the view, unless the reader has. */
  follow(anyway) {
    const { element } = this;
    const wanted = this.playing && choices.follow && this.trailing;
    if (!element || (!anyway && (!wanted || visible(element)))) return;
    this.trailing = true;
    const block = element.clientHeight > innerHeight / 2 ? "start" : "center";
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    element.scrollIntoView({ block, behavior });
    draw();
  },

  /** Tell lock screens and headsets. */
  announce() {
    const { track } = this;
    if (!media) return;
    const title = track.chapters[this.chapter]?.title ?? track.title;
    media.metadata = new MediaMetadata({ title, album: track.title, artist: location.hostname });
    const actions = Object.entries({
      play: () => this.play(),
      pause: () => audio.pause(),
      stop: () => this.stop(),
      seekbackward: () => this.skip(-JUMP),
      seekforward: () => this.skip(JUMP),
      seekto: ({ seekTime = 0 } = {}) => this.seek(seekTime),
      previoustrack: () => this.step(-1, true),
      nexttrack: () => this.step(1, true),
    });
    for (const [name, action] of actions) media.setActionHandler(/** @type {any} */ (name), action);
  },
};

/** One of several cues' share of an element, to the nearest sentence. @type {Sentence} */
const sentence = (element, track, index) => {
  const { piece, pieces } = track.cues[index];
  if (pieces < 2) return;
  const text = element.textContent ?? "";
  const ends = [0, ...Array.from(text.matchAll(/[.!?。！？]\s*/g), (end) => end.index + end[0].length), text.length];
  const times = [...track.cues.map(({ start }) => start), track.duration].slice(index - piece);
  const [from, to] = [piece, piece + 1].map((one) => {
    const place = ((times[one] - times[0]) / (times[pieces] - times[0])) * text.length;
    return ends.reduce((best, end) => (Math.abs(end - place) < Math.abs(best - place) ? end : best));
  });
  const range = document.createRange();
  const nodes = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node, seen = 0; (node = /** @type {Text} */ (nodes.nextNode())); seen += node.length) {
    if (from >= seen && from < seen + node.length) range.setStart(node, from - seen);
    if (to > seen && to <= seen + node.length) range.setEnd(node, to - seen);
  }
  return range;
};

/** Say something once, without moving the focus. @type {Status} */
const status = (key, values) => {
  const [quiet, loud] = dock && !dock.root.hidden ? [player, dock] : [dock, player];
  if (quiet) write(quiet.status, "");
  if (loud) write(loud.status, key && say(key, values));
};

const draw = (moved = false) => {
  player?.draw(moved);
  const wanted = voice.started && !voice.track.off.includes("dock") && !(voice.here && player?.seen);
  if (wanted && dock?.root.lang !== language) {
    dock?.root.remove();
    dock = new Dock();
  }
  dock?.draw(wanted);
};

/** What both views have. */
class View {
  voice = voice;
  clock = clock;
  say = say;

  constructor(element = root) {
    this.root = element;
    this.toggle = button("play", () => this.press(), "k", "button play");
    this.time = make("span", "time", { "aria-hidden": "true" });
    this.status = make("p", "status", { role: "status" });
    this.back = press(say("to_voice"), () => voice.follow(true));
    this.retry = press(say("retry"), () => voice.play());
    const keys = new Map(Object.entries({
      k: () => this.press(),
      j: () => voice.skip(-JUMP),
      l: () => voice.skip(JUMP),
      ",": () => voice.step(-1),
      ".": () => voice.step(1),
    }));
    // Inside a player only: elsewhere keys are a screen reader's.
    element.addEventListener("keydown", ({ key, ctrlKey, altKey, metaKey, target }) => {
      const action = keys.get(key);
      if (action && !ctrlKey && !altKey && !metaKey && !(target instanceof HTMLSelectElement)) this.act(action);
    });
  }

  press() {
    voice.toggle();
  }

  act(action = () => {}) {
    action();
  }

  control = (icon = "", action = () => {}, key = "") => button(icon, () => this.act(action), key);
  rewind = this.control("back", () => voice.skip(-JUMP), "j");
  skip = this.control("forward", () => voice.skip(JUMP), "l");

  show(here = false, now = 0, duration = 0) {
    const verb = here && voice.playing ? "pause" : "play";
    face(this.toggle, verb, say(verb));
    write(this.time, `${clock(now)} / ${clock(Math.round(duration))}`);
    this.back.hidden = !here || !voice.here || voice.trailing;
    this.retry.hidden = !here || !voice.failed;
  }
}

/** The player in the page. */
class Player extends View {
  told = 0;
  seen = true;
  /** Seconds at which it begins. */
  start = 0;
  /** @type {HTMLElement[]} */
  chapters = [];

  /** @param {HTMLElement} host @param {HTMLAudioElement} native @param {any} data */
  constructor(host, native, data) {
    super(host);
    this.track = this.read(data, native.src);
    native.hidden = true;
    host.role = "region";
    host.ariaLabel = native.ariaLabel;
    this.more = button("next", () => this.open(this.panel.hidden), "", "button more");
    face(this.more, "next", say("controls"));
    const max = String(Math.floor(this.track.duration));
    const file = this.track.title + native.src.replace(/.*\./, ".");
    this.seek = make("input", "seek", { type: "range", max, "aria-label": say("seek") });
    this.seek.oninput = () => this.act(() => voice.seek(this.seek.valueAsNumber));
    const speed = choice(RATES, (rate) => Number(rate).toLocaleString(language) + "×", `${choices.rate}`, (rate) => {
      choices.rate = audio.defaultPlaybackRate = audio.playbackRate = Number(rate);
    });
    this.panel = make("div", "panel", {}, [
      make("div", "row", {}, [this.seek, this.time]),
      make("div", "row", {}, [
        make("div", "row keys", {}, [
          this.control("previous_chapter", () => voice.step(-1, true)),
          this.rewind,
          this.control("previous", () => voice.step(-1), ","),
          this.control("next", () => voice.step(1), "."),
          this.skip,
          this.control("next_chapter", () => voice.step(1, true)),
        ]),
        field("speed", speed),
      ]),
      make("div", "row", {}, [
        this.retry,
        this.back,
        ...this.section("chapters", () => this.list()),
        ...this.section("transcript", () => this.transcript()),
        ...this.section("settings", () => this.settings()),
        press(say("copy"), () => this.copy()),
        ...(native.hasAttribute("controlslist") ? [] : [make("a", "text", { href: native.src, download: file }, [say("download")])]),
      ]),
    ]);
    this.open(false);
    host.prepend(this.toggle);
    host.append(this.more, this.status, this.panel);
    host.classList.add("narration-ready");
  }

  /** As the build's `shorthand` wrote it. @param {any} data @param {string} src */
  read({ title, cues, texts = "", lang = language, off = [] }, src) {
    const page = location.href.replace(/[?#].*/, "");
    const duration = Number(this.root.dataset.duration);
    const track = { ...SILENCE, src, page, title, lang, duration, off, cues: /** @type {Cue[]} */ ([]), chapters: /** @type {Chapter[]} */ ([]) };
    let said = "";
    for (const [, place, length, own] of texts.matchAll(/~([^~]{2})(.)|~?([^])/g))
      said += own ?? said.substr(parseInt(place, 36), parseInt(length, 36));
    const lines = said.split("\n");
    let time = 0;
    let last = -1;
    for (const [, long, wait, on, other, only, level] of cues.matchAll(CUE)) {
      const before = on && track.cues.at(-1);
      const piece = before ? before.piece + 1 : 0;
      const anchor = before ? before.anchor : other ? Number(other) : other == null ? last + 1 : null;
      const [text, tongue, id] = only ? (lines.shift() ?? "").split("\t") : [""];
      time += parseInt(wait, 36) + 1296 * long.length;
      const cue = { start: time / 100, anchor, text, language: tongue, piece, pieces: 1 };
      const count = track.cues.push(cue);
      for (const one of track.cues.slice(-1 - piece)) one.pieces = piece + 1;
      last = anchor ?? last;
      if (level == null) continue;
      const heading = anchored(cue);
      title = text || (heading && textOf(heading)) || title;
      track.title ??= title;
      track.chapters.push({ cue: count - 1, title, level: level || heading?.tagName[1], id: id || heading?.id });
    }
    return track;
  }

  /** A button and what it discloses. @param {() => Node[]} fill */
  section(title = "", fill) {
    const body = make("div", "body", { role: "group", "aria-label": say(title) });
    const toggle = press(say(title), () => {
      if (!body.firstChild) body.append(...fill());
      this.disclose(toggle, body, body.hidden);
    });
    this.disclose(toggle, body, false);
    return [toggle, body];
  }

  disclose(toggle = this.more, body = this.panel, open = false) {
    toggle.ariaExpanded = `${open}`;
    body.hidden = !open;
  }

  open(wanted = false) {
    this.disclose(this.more, this.panel, wanted);
  }

  list() {
    const { cues, chapters } = this.track;
    const top = Math.min(...chapters.map(({ level }) => level));
    this.chapters = chapters.map(({ title, level, cue }) => {
      const { start } = cues[cue];
      const element = press(title, () => this.from(start), "entry");
      element.dataset.depth = `${level - top}`;
      element.append(make("span", "", {}, [clock(start)]));
      return element;
    });
    this.draw();
    return [list(this.chapters)];
  }

  /** The page's own words and, marked as such, what only the voice says. */
  transcript() {
    const passages = this.track.cues.filter(({ piece }) => !piece);
    return [
      list(
        passages.map((cue) => {
          const { start, text, language: tongue } = cue;
          const element = anchored(cue);
          const lang = tongue || element?.closest("[lang]:not(html)")?.getAttribute("lang") || this.track.lang;
          const from = press(clock(start), () => this.from(start));
          from.ariaLabel = `${clock(start)} ${say("from_here")}`;
          const said = make("span", "", { lang }, [text || (element ? textOf(element) : "")]);
          const only = text && element ? [make("em", "", {}, [` (${say("spoken_only")})`])] : [];
          return make("div", "passage", {}, [from, make("p", "", {}, [said, ...only])]);
        }),
      ),
    ];
  }

  settings() {
    const volume = make("input", "", { type: "range", step: "5", value: `${choices.volume * 100}` });
    const follow = make("input", "", { type: "checkbox" });
    follow.checked = choices.follow;
    volume.oninput = follow.oninput = () => {
      choices.follow = follow.checked;
      choices.volume = audio.volume = volume.valueAsNumber / 100;
      volume.ariaValueText = volume.value + "%";
      remember();
    };
    const style = choice(["highlight", "dim", "off"], (one) => say("style_" + one), choices.style, (one) => {
      choices.style = one;
      voice.mark();
    });
    const along = this.track.off.includes("read_along") ? [] : [field("highlight", style), field("follow", follow)];
    return [field("volume", volume), ...along];
  }

  async copy() {
    const link = new URL(this.track.page);
    link.searchParams.set("t", `${Math.floor(voice.here ? audio.currentTime : this.start)}`);
    try {
      await navigator.clipboard.writeText(link.href);
      status("copied");
    } catch {
      history.replaceState(history.state, "", link); // for the address bar, too
    }
  }

  /** The page has been opened. */
  enter() {
    player = this;
    this.start = this.resumes;
    if (voice.here) {
      voice.track = this.track; // it has been speaking all along
      voice.cue = -1;
      voice.tick();
    }
    this.goTo();
    if (this.start && !voice.here) status("resume", { position: clock(this.start) });
    draw();
    voice.tell("ready");
  }

  get resumes() {
    return Math.max((choices.at[this.track.src.replace(/.*\//, "")] ?? 0) - REWIND, 0);
  }

  press() {
    if (voice.here) voice.toggle();
    else this.from(this.start);
  }

  act(action = () => {}) {
    if (!voice.here) voice.load(this.track, this.start);
    voice.tick();
    action();
  }

  from(at = 0) {
    if (!voice.here) voice.load(this.track, at);
    this.open(true);
    voice.seek(at);
    voice.play();
  }

  /** `#listen=heading-id` or `?t=seconds`. Only a click in this page makes it speak. */
  goTo(asked = false) {
    const id = /^#listen=(.+)/.exec(location.hash)?.[1];
    const heading = id && document.getElementById(decodeURIComponent(id));
    const place = heading && (heading.closest("[data-narration]") ?? heading.querySelector("[data-narration]"));
    const seconds = asked || id ? undefined : /[?&]t=([\d.]+)/.exec(location.search)?.[1];
    const at = place ? this.startOf(place) : Number(seconds);
    if (heading) heading.scrollIntoView();
    if (at === undefined || !(at < this.track.duration)) return;
    if (asked || voice.here) this.from(at);
    else this.start = at;
  }

  /** @param {Element} element */
  startOf(element) {
    const anchor = Number(element.getAttribute("data-narration"));
    return this.track.cues.find((cue) => cue.anchor === anchor)?.start;
  }

  draw(moved = false) {
    const { here } = voice;
    const { duration } = this.track;
    const now = here ? audio.currentTime : this.start;
    this.show(here, now, duration);
    // Screen readers speak every change of a focused slider.
    if (moved || this.seek !== document.activeElement || Date.now() - this.told > QUIET) {
      this.told = Date.now();
      this.seek.value = `${Math.floor(now)}`;
      this.seek.ariaValueText = say("position", { position: spoken(now), duration: spoken(duration) });
    }
    this.chapters.forEach((chapter, index) => (chapter.ariaCurrent = `${here && index === voice.chapter}`));
  }
}

/** The small player at the bottom, while the one in the page is out of view. */
class Dock extends View {
  height = 0;

  constructor() {
    super(make("div", "dock", { role: "region", lang: language }));
    this.title = make("a", "title", { title: say("open_page") });
    this.root.append(
      this.toggle,
      make("div", "what", {}, [this.title, this.status]),
      this.time,
      this.retry,
      this.back,
      make("div", "row keys", {}, [this.rewind, this.skip]),
      button("close", () => {
        voice.stop();
        player?.toggle.focus({ preventScroll: true });
      }),
    );
    // Room, so that no focus ends up behind the dock.
    new ResizeObserver(() => {
      this.height = this.root.offsetHeight;
      root.style.setProperty("--narration-dock", this.height + "px");
    }).observe(this.root);
  }

  draw(wanted = false) {
    const { track } = voice;
    if (!wanted && this.root.contains(document.activeElement)) player?.toggle.focus({ preventScroll: true });
    this.root.hidden = !wanted;
    if (!this.root.isConnected) document.body.append(this.root);
    if (!wanted) return;
    const chapter = track.chapters[voice.chapter];
    const href = track.page + (chapter?.id ? "#" + chapter.id : "");
    if (this.title.href !== href) this.title.href = href;
    write(this.title, [...new Set([track.title, chapter?.title])].filter(Boolean).join(" · "));
    this.root.ariaLabel = track.title;
    if (player) this.root.style.fontSize = getComputedStyle(player.root).fontSize; // themes shrink the body's
    this.show(true, audio.currentTime, track.duration);
  }
}

customElements.define(
  "qwen-narration",
  class extends HTMLElement {
    /** @type {Player | undefined} */
    player;

    observer = new IntersectionObserver((entries) => {
      if (this.player) this.player.seen = !!entries.at(-1)?.isIntersecting;
      draw();
    });

    async connectedCallback() {
      this.lang ||= this.closest("[lang]")?.getAttribute("lang") || ""; // minified, it has none
      number();
      const native = this.querySelector("audio");
      const data = JSON.parse(this.querySelector("template")?.content.textContent ?? "{}");
      const file = data.language ?? this.lang;
      if (!window.narrationWords?.[file])
        await new Promise((done) => {
          const script = make("script", "", { src: new URL(`words-${file}.js`, base).href });
          script.onload = script.onerror = done;
          document.head.append(script);
        });
      const shipped = window.narrationWords?.[file];
      if (!shipped || !native || !this.isConnected) return; // without words, the native controls come back
      words = { ...shipped, ...data.words };
      language = this.lang;
      choices.style ||= data.style ?? "highlight";
      this.player ??= new Player(this, native, data);
      this.player.enter();
      this.observer.observe(this);
    }

    disconnectedCallback() {
      this.observer.disconnect();
      if (!player || player !== this.player) return;
      voice.unmark();
      player = null;
      if (this.player.track.off.includes("dock")) voice.stop();
      draw();
    }
  },
);

/** Beside the pointer; the keyboard has the transcript. @type {HTMLButtonElement | null} */
let beside = null;

const offer = ({ target } = new Event("")) => {
  if (!player || !(target instanceof Element) || beside?.contains(target)) return;
  const host = player;
  const element = target.closest("[data-narration]");
  const at = element ? host.startOf(element) : undefined;
  if (beside && !host.root.parentElement?.contains(target)) beside.hidden = true;
  if (!element || at === undefined || host.track.off.includes("from_here")) return;
  if (beside?.parentNode !== host.root) {
    beside = press("", () => {}, "button beside");
    face(beside, "play", say("from_here"));
    beside.tabIndex = -1;
    host.root.append(beside);
  }
  beside.onclick = () => host.from(at);
  beside.hidden = false;
  const { top, height } = element.getBoundingClientRect();
  beside.style.top = `${top - host.root.getBoundingClientRect().top + Math.min(height / 2, 16) - 22}px`;
};

document.addEventListener("pointerover", (event) => event.pointerType === "mouse" && offer(event));
document.addEventListener("click", (event) => getSelection()?.isCollapsed && offer(event));

const events = Object.entries({
  play() {
    voice.tell("play");
    voice.mark();
    draw();
  },
  playing() {
    voice.failed = false;
    status("");
    voice.tick();
  },
  waiting: () => status("loading"),
  loadedmetadata: () => voice.fetch(),
  seeked: () => voice.tick(),
  ratechange: () => voice.tick(),
  pause() {
    voice.keep();
    if (!audio.ended) voice.tell("pause");
    draw();
  },
  timeupdate() {
    const { duration } = voice.track;
    const position = Math.min((voice.sought = audio.currentTime), duration);
    const quarter = Math.floor((4 * position) / duration);
    if (quarter > voice.quarter && quarter < 4) voice.tell("progress", { percent: (voice.quarter = quarter) * 25 });
    if (Date.now() - voice.kept > REWIND * 1000) voice.keep();
    media?.setPositionState({ duration, playbackRate: audio.playbackRate, position });
    voice.tick();
    draw();
  },
  ended() {
    voice.tell("progress", { percent: 100 });
    voice.tell("finished");
    voice.keep();
    voice.unmark();
    status("finished");
    draw();
  },
  error() {
    voice.failed = true;
    voice.tell("error", { message: audio.error?.message });
    status("error");
    draw();
  },
});
for (const [name, react] of events) audio.addEventListener(name, () => voice.track.src && react());

// The reader's own scrolling ends the following.
let scrolled = 0;
for (const event of ["wheel", "touchmove", "pointerdown", "keydown"])
  addEventListener(event, ({ target }) => {
    if (!(target instanceof Element && target.closest("qwen-narration, .narration-dock"))) scrolled = Date.now();
  }, { passive: true });
addEventListener("scroll", () => {
  const { element } = voice;
  if (!element || !voice.playing || Date.now() - scrolled > 1000) return;
  voice.trailing = visible(element);
  draw();
}, { passive: true });

addEventListener("hashchange", () => player?.goTo(navigator.userActivation?.isActive));
addEventListener("pagehide", () => voice.keep());
})();
