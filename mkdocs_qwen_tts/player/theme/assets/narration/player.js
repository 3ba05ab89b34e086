// @ts-check
/*
 * The player. There is one voice, and it belongs to the document, not to a page: it speaks on while instant
 * navigation changes the page. Two views show it, the player in the page and the dock.
 * Nothing is added to the page's text. What is being spoken gets a class, by the `data-narration` of the build.
 */
(() => {
  "use strict";

  const JUMP = 15; // seconds
  const REWIND = 5; // seconds that a page resumes earlier than it was left
  const REMEMBERED = 100; // pages
  const QUIET = 10_000; // milliseconds between two spoken changes of the position
  const RATES = [0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];
  const SHIPPED = ["de", "en", "es", "fr", "it", "ja", "ko", "pt", "ru", "zh"];
  /** @type {Record<string, string>} */
  const ICONS = {
    play: "M7 4v16l13-8z",
    pause: "M6 4h4v16H6zm8 0h4v16h-4z",
    back: "M12 5 3 12l9 7zm9 0-9 7 9 7z",
    forward: "M12 5l9 7-9 7zM3 5l9 7-9 7z",
    previous: "M12 7l8 8-2 2-6-6-6 6-2-2z",
    next: "M12 17l8-8-2-2-6 6-6-6-2 2z",
    previous_chapter: "M5 5h3v14H5zm15 0L9 12l11 7z",
    next_chapter: "M16 5h3v14h-3zM4 5l11 7-11 7z",
    close: "M6 4 4 6l6 6-6 6 2 2 6-6 6 6 2-2-6-6 6-6-2-2-6 6z",
  };

  const root = document.documentElement;
  const base = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  const media = navigator.mediaSession;
  const marked = "highlights" in CSS ? CSS.highlights : null;

  /** @param {string | undefined} address */
  const fileOf = (address = "") => address.replace(/.*\//, "");

  /** @param {string} file beside this one */
  const load = (file) =>
    new Promise((done, failed) => {
      const script = make("script");
      script.onload = done;
      script.onerror = failed;
      script.src = new URL(file, base).href;
      document.head.append(script);
    });

  // ---------------------------------------------------------------- words

  /** @type {Record<string, string>} */
  let words = {};
  let language = "en";

  /** @param {string} key @param {Record<string, string | number>} [values] */
  const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, value) => String(values[value]));

  /** @param {number} seconds */
  const clock = (seconds) => {
    const [hours, ...rest] = [3600, 60, 1].map((unit) => Math.floor(seconds / unit) % (unit < 3600 ? 60 : 1e6));
    return (hours ? [hours, ...rest] : rest).map((n, i) => String(n).padStart(i && 2, "0")).join(":");
  };

  /** As a screen reader should say it. @param {number} seconds */
  const spoken = (seconds) =>
    Object.entries({ minute: Math.floor(seconds / 60), second: Math.floor(seconds) % 60 })
      .filter(([unit, count]) => count || unit === "second")
      .map(([unit, count]) => count.toLocaleString(language, { style: "unit", unit, unitDisplay: "long" }))
      .join(" ");

  // ---------------------------------------------------------------- what the reader chose

  /** @type {Choices} */
  const choices = { rate: 1, volume: 1, style: "", follow: true, at: {} };
  try {
    Object.assign(choices, JSON.parse(localStorage.narration));
  } catch {
    // Storage may be empty, forbidden, or hold something else: then nothing was chosen.
  }

  const remember = () => {
    choices.at = Object.fromEntries(Object.entries(choices.at).slice(-REMEMBERED));
    try {
      localStorage.narration = JSON.stringify(choices);
    } catch {
      // As above.
    }
  };

  // ---------------------------------------------------------------- elements

  /**
   * @template {keyof HTMLElementTagNameMap} T
   * @param {T} tag @param {string} [className] @param {Record<string, string>} [attributes]
   * @param {(Node | string)[]} [children] @returns {HTMLElementTagNameMap[T]}
   */
  const make = (tag, className = "", attributes = {}, children = []) => {
    const element = document.createElement(tag);
    if (className) element.className = className.replace(/\S+/g, "narration-$&");
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    element.append(...children);
    return element;
  };

  /** @param {HTMLElement} element @param {string} icon @param {string} label */
  const face = (element, icon, label) => {
    if (element.title === label) return;
    element.title = label;
    element.setAttribute("aria-label", label);
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.append(document.createElementNS(svg.namespaceURI, "path"));
    svg.firstElementChild?.setAttribute("d", ICONS[icon]);
    element.replaceChildren(svg);
  };

  /** @param {string} icon @param {() => void} action @param {string} [key] @param {string} [className] */
  const button = (icon, action, key, className = "button") => {
    const element = make("button", className, { type: "button", ...(key && { "aria-keyshortcuts": key }) });
    face(element, icon, say(icon, { s: JUMP }));
    element.onclick = action;
    return element;
  };

  /** @param {string} label @param {() => void} action @param {string} [className] */
  const textButton = (label, action, className = "text") => {
    const element = make("button", className, { type: "button" }, [label]);
    element.onclick = action;
    return element;
  };

  /** @param {string} title @param {number} seconds @param {() => void} action */
  const entry = (title, seconds, action) => {
    const element = textButton(title, action, "entry");
    element.append(make("span", "at", {}, [clock(seconds)]));
    return element;
  };

  /** @param {Node[]} items */
  const list = (items) => make("ol", "list", { role: "list" }, items.map((item) => make("li", "", {}, [item])));

  /** @param {[string, string][]} options @param {string} value @param {(value: string) => void} changed */
  const select = (options, value, changed) => {
    const element = make("select", "", {}, options.map(([key, label]) => make("option", "", { value: key }, [label])));
    element.value = value;
    element.onchange = () => changed(element.value);
    return element;
  };

  /** @param {string} label @param {HTMLElement} input */
  const field = (label, input) => make("label", "field", {}, [make("span", "", {}, [say(label)]), input]);

  /** @param {Element} element @param {boolean} is */
  const current = (element, is) => element.setAttribute("aria-current", `${is}`);

  /** @param {Element} element @param {string} text */
  const write = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };

  /** An element's own words, without the marks that themes put there. @param {Element | null} element */
  const textOf = (element) => {
    const copy = /** @type {Element | undefined} */ (element?.cloneNode(true));
    for (const mark of copy?.querySelectorAll(".headerlink, sup, script, style, button") ?? []) mark.remove();
    return (copy?.textContent ?? "").replace(/\s+/g, " ").trim();
  };

  /** @param {number | null | undefined} anchor */
  const anchored = (anchor) => (anchor == null ? null : document.querySelector(`[data-narration="${anchor}"]`));

  /** @param {Element} element */
  const visible = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    const end = innerHeight - (dock?.height ?? 0);
    return top >= innerHeight / 12 && top < end && (bottom <= end || top < innerHeight / 4);
  };

  // ---------------------------------------------------------------- the voice

  const audio = new Audio();
  audio.preload = "none";

  const voice = {
    /** @type {Track | null} */
    track: null,
    started: false,
    failed: false,
    cue: -1,
    quarter: 0,
    sought: 0,
    timer: 0,
    kept: 0,
    trailing: true,
    /** @type {GuidePage[]} */
    queue: [],

    /** Whether the page that is open is the one being spoken. */
    get here() {
      return !!player && this.track?.src === player.track.src;
    },

    get playing() {
      return this.started && !audio.paused;
    },

    get chapter() {
      return (this.track?.chapters.filter((chapter) => chapter.cue <= this.cue).length ?? 0) - 1;
    },

    get element() {
      return this.here ? anchored(this.track?.cues[this.cue]?.anchor) : null;
    },

    /** @param {string} event @param {object} [detail] */
    tell(event, detail) {
      const { page, title, duration } = this.track ?? {};
      const init = { bubbles: true, detail: { page, title, duration, time: audio.currentTime, ...detail } };
      (this.here && player ? player : document).dispatchEvent(new CustomEvent("narration:" + event, init));
    },

    /** @param {Track} track @param {number} at seconds */
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
      const at = audio.ended ? 0 : audio.currentTime;
      if (this.failed) audio.load();
      if (this.failed || audio.ended) audio.currentTime = at;
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

    /** @param {number} at seconds */
    seek(at) {
      if (!this.track) return;
      this.sought = audio.currentTime = Math.min(Math.max(at, 0), this.track.duration - 0.05);
      this.trailing = true;
      this.fetch();
      this.tick();
      this.follow();
      draw(true);
    },

    /** Where the server knows no byte ranges, as `mkdocs serve`, only a whole file can be sought in. */
    async fetch() {
      const { track } = this;
      if (!track || !this.sought || !audio.readyState || audio.seekable.end(0)) return;
      const whole = URL.createObjectURL(await (await fetch(track.src)).blob());
      const { playing } = this;
      if (this.track !== track) return;
      audio.src = whole;
      audio.currentTime = this.sought;
      if (playing) audio.play();
    },

    /** By so many seconds. @param {number} by */
    skip(by) {
      this.seek(audio.currentTime + by);
    },

    /** By so many passages or chapters. Back from a place goes to its beginning first.
     * @param {number} by @param {boolean} [chapters] */
    step(by, chapters) {
      const { track } = this;
      if (!track) return;
      const starts = (chapters ? track.chapters.map(({ cue }) => track.cues[cue]) : track.cues).map((to) => to?.start ?? 0);
      const at = chapters ? this.chapter : this.cue;
      const late = by < 0 && audio.currentTime - starts[at] > 2;
      const to = starts[Math.max(late ? at : at + by, 0)];
      if (to !== undefined) this.seek(to);
    },

    stop() {
      audio.pause();
      this.keep();
      this.unmark();
      Object.assign(this, { track: null, started: false, queue: [] });
      audio.removeAttribute("src");
      status("");
      if (player) player.start = player.resumes;
      draw();
    },

    /** Remember the position. */
    keep() {
      const { currentTime, ended } = audio;
      if (!this.track || !this.started || currentTime < REWIND) return;
      this.kept = Date.now();
      delete choices.at[fileOf(this.track.src)]; // so that it becomes the newest
      if (!ended) choices.at[fileOf(this.track.src)] = Math.round(currentTime);
      remember();
    },

    // -------- reading along

    /** Find the cue of this moment, and wake up again at the next: neither a poll nor a late `timeupdate`. */
    tick() {
      clearTimeout(this.timer);
      const cues = this.track?.cues ?? [];
      const now = audio.currentTime + 0.005;
      const cue = cues.findLastIndex(({ start }) => start <= now);
      if (cue !== this.cue) {
        const before = this.chapter;
        this.cue = cue;
        this.mark();
        if (this.chapter !== before) {
          this.tell("chapter", { chapter: this.track?.chapters[this.chapter]?.title });
          this.announce();
        }
        draw();
      }
      const next = cues[cue + 1];
      if (!next || !this.playing) return;
      this.timer = setTimeout(() => this.tick(), Math.max(((next.start - now) * 1000) / audio.playbackRate, 4));
    },

    unmark() {
      document.querySelector(".narration-now")?.classList.remove("narration-now");
      root.classList.remove("narration-dim");
      marked?.delete("narration");
    },

    mark() {
      this.unmark();
      const { element, track } = this;
      if (!element || !track || !this.started || choices.style === "off" || track.off.includes("read_along")) return;
      element.classList.add("narration-now");
      root.classList.toggle("narration-dim", choices.style === "dim");
      const range = sentence(element, track, this.cue);
      if (range) marked?.set("narration", new Highlight(range));
      this.follow();
    },

    /** Scroll to the voice, but only when it has left the view and the reader has not. @param {boolean} [anyway] */
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
      if (!media || !track) return;
      const title = track.chapters[this.chapter]?.title ?? track.title;
      media.metadata = new MediaMetadata({ title, album: track.title, artist: location.hostname });
      const actions = /** @type {Record<string, MediaSessionActionHandler>} */ ({
        play: () => this.play(),
        pause: () => audio.pause(),
        stop: () => this.stop(),
        seekbackward: () => this.skip(-JUMP),
        seekforward: () => this.skip(JUMP),
        seekto: ({ seekTime = 0 }) => this.seek(seekTime),
        previoustrack: () => this.step(-1, true),
        nexttrack: () => this.step(1, true),
      });
      for (const action in actions) media.setActionHandler(/** @type {MediaSessionAction} */ (action), actions[action]);
    },

    /** Play on through these pages. @param {GuidePage[]} queue @param {number} index */
    playQueue(queue, index) {
      const [, title, page, src, duration] = queue[index];
      if (player?.track.src === src) player.from(0);
      else {
        this.load({ src, page, title, duration, cues: [], chapters: [], off: [] }, 0);
        this.play();
      }
      this.queue = queue;
    },
  };

  /** The part of an element's text that one of several cues speaks: by share of time, to the nearest sentence.
   * @param {Element} element @param {Track} track @param {number} index */
  const sentence = (element, track, index) => {
    const { piece, pieces } = track.cues[index];
    if (pieces < 2 || !("Segmenter" in Intl)) return;
    const times = [...track.cues, { start: track.duration }].slice(index - piece, index - piece + pieces + 1);
    const text = element.textContent ?? "";
    const segments = [...new Intl.Segmenter(language, { granularity: "sentence" }).segment(text), { index: text.length }];
    const [from, to] = [piece, piece + 1].map((one) => {
      const share = (times[one].start - times[0].start) / (times[pieces].start - times[0].start);
      const off = (/** @type {{index: number}} */ segment) => Math.abs(segment.index - share * text.length);
      return segments.reduce((best, segment) => (off(segment) < off(best) ? segment : best)).index;
    });
    const range = document.createRange();
    const nodes = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node, seen = 0; (node = nodes.nextNode()); ) {
      const length = node.nodeValue?.length ?? 0;
      if (from >= seen && from < seen + length) range.setStart(node, from - seen);
      if (to > seen && to <= seen + length) range.setEnd(node, to - seen);
      seen += length;
    }
    return range;
  };

  // ---------------------------------------------------------------- views

  /** @type {Player | null} the player in the page */
  let player = null;
  /** @type {Dock | null} */
  let dock = null;

  /** Say something without moving the focus. @param {string} key of a word @param {Record<string, string>} [values] */
  const status = (key, values) => {
    for (const view of [player?.view, dock]) view && write(view.status, key && say(key, values));
  };

  /** @param {boolean} [moved] whether the reader moved the position */
  const draw = (moved) => {
    player?.view?.draw(moved);
    const wanted = !!voice.track && voice.started && !voice.track.off.includes("dock") && !(voice.here && player?.seen);
    if (dock && dock.root.lang !== language) dock = dock.remove();
    if (wanted) dock ??= new Dock();
    dock?.draw(wanted);
  };

  /** What both views have. */
  class View {
    /** @param {HTMLElement} element */
    constructor(element) {
      this.root = element;
      this.toggle = button("play", () => this.press(), "k", "button play");
      this.time = make("span", "time", { "aria-hidden": "true" });
      this.status = make("p", "status", { role: "status" });
      this.back = textButton(say("to_voice"), () => voice.follow(true));
      this.retry = textButton(say("retry"), () => voice.play());
      element.addEventListener("keydown", (event) => this.key(event));
    }

    press() {
      voice.toggle();
    }

    /** @param {() => void} action */
    act(action) {
      action();
    }

    /** Keys work inside a player only, where they cannot get in the way of a screen reader's. @param {KeyboardEvent} event */
    key(event) {
      /** @type {Record<string, () => void>} */
      const actions = {
        k: () => this.press(),
        j: () => voice.skip(-JUMP),
        l: () => voice.skip(JUMP),
        ",": () => voice.step(-1),
        ".": () => voice.step(1),
      };
      const plain = !event.ctrlKey && !event.altKey && !event.metaKey && !(event.target instanceof HTMLSelectElement);
      if (!plain || !actions[event.key]) return;
      event.preventDefault();
      this.act(actions[event.key]);
    }

    jumps() {
      return ["back", "forward"].map((icon, i) => button(icon, () => this.act(() => voice.skip(i ? JUMP : -JUMP)), i ? "l" : "j"));
    }

    /** @param {boolean} here whether it shows what is being spoken @param {number} now @param {number} duration */
    show(here, now, duration) {
      const verb = here && voice.playing ? "pause" : "play";
      face(this.toggle, verb, say(verb));
      write(this.time, `${clock(now)} / ${clock(duration)}`);
      this.back.hidden = !here || !voice.here || voice.trailing;
      this.retry.hidden = !here || !voice.failed;
    }
  }

  /** The controls in the page. */
  class Controls extends View {
    told = 0;
    /** @type {HTMLElement[]} */
    chapters = [];
    /** @type {HTMLElement[]} */
    pages = [];

    /** @param {Player} host @param {boolean} guide */
    constructor(host, guide) {
      super(host);
      this.host = host;
      const { duration, off } = host.track;
      this.more = button("next", () => this.open(this.panel.hidden), "", "button more");
      face(this.more, "next", say("controls"));
      const max = String(Math.floor(duration));
      this.seek = make("input", "seek", { type: "range", max, "aria-label": say("seek") });
      this.seek.oninput = () => this.act(() => voice.seek(Number(this.seek.value)));
      const rates = RATES.map((rate) => /** @type {[string, string]} */ ([`${rate}`, rate.toLocaleString(language) + "×"]));
      const speed = select(rates, `${choices.rate}`, (value) => {
        choices.rate = audio.defaultPlaybackRate = audio.playbackRate = Number(value);
        remember();
      });
      const [back, forward] = this.jumps();
      const row = [
        button("previous_chapter", () => this.act(() => voice.step(-1, true))),
        back,
        button("previous", () => this.act(() => voice.step(-1)), ","),
        button("next", () => this.act(() => voice.step(1)), "."),
        forward,
        button("next_chapter", () => this.act(() => voice.step(1, true))),
      ];
      this.panel = make("div", "panel", {}, [
        make("div", "row", {}, [this.seek, this.time]),
        make("div", "row", {}, [make("div", "row", { dir: "ltr" }, row), field("speed", speed)]),
        make("div", "row", {}, [
          this.retry,
          this.back,
          ...this.section("chapters", () => this.listChapters()),
          ...this.section("transcript", () => this.transcript()),
          ...(guide ? this.section("guide", () => this.guide()) : []),
          ...this.section("settings", () => this.settings(!off.includes("read_along"))),
          textButton(say("copy"), () => this.copy()),
        ]),
      ]);
      this.open(false);
      host.append(this.toggle, this.more, this.status, this.panel);
    }

    /** @param {boolean} wanted */
    open(wanted) {
      this.disclose(this.more, this.panel, wanted);
    }

    press() {
      if (voice.here) voice.toggle();
      else this.host.from(this.host.start);
    }

    /** A control of this page has been used: make the voice this page's. @param {() => void} action */
    act(action) {
      if (!voice.here) voice.load(this.host.track, this.host.start);
      voice.tick();
      action();
    }

    /** A button and what it discloses. @param {string} title @param {() => (Node[] | Promise<Node[]>)} fill */
    section(title, fill) {
      const body = make("div", "body", { role: "group", "aria-label": say(title) });
      const toggle = textButton(say(title), async () => {
        if (!body.firstChild) body.append(...(await fill()));
        this.disclose(toggle, body, body.hidden);
      });
      this.disclose(toggle, body, false);
      return [toggle, body];
    }

    /** @param {Element} toggle @param {HTMLElement} body @param {boolean} open */
    disclose(toggle, body, open) {
      toggle.setAttribute("aria-expanded", `${open}`);
      body.hidden = !open;
    }

    listChapters() {
      const { cues, chapters } = this.host.track;
      const top = Math.min(...chapters.map(({ level }) => level));
      this.chapters = chapters.map(({ title, level, cue }) => {
        const start = cues[cue]?.start ?? 0;
        const element = entry(title, start, () => this.host.from(start));
        element.dataset.depth = `${level - top}`;
        return element;
      });
      this.draw();
      return [list(this.chapters)];
    }

    /** What is spoken, in the page's own words; and, marked as such, what only the voice says. */
    transcript() {
      const passages = this.host.track.cues.filter(({ piece }) => !piece);
      return [
        list(
          passages.map(({ start, anchor, text, language: tongue }) => {
            const element = anchored(anchor);
            const lang = tongue || ((element ?? root).closest("[lang]")?.getAttribute("lang") ?? "");
            const from = textButton(clock(start), () => this.host.from(start), "text");
            from.setAttribute("aria-label", `${clock(start)} ${say("from_here")}`);
            const only = text && element ? [make("em", "", {}, [` (${say("spoken_only")})`])] : [];
            const said = make("span", "", { lang }, [text || textOf(element)]);
            return make("div", "passage", {}, [from, make("p", "", {}, [said, ...only])]);
          }),
        ),
      ];
    }

    /** The pages of this section of the navigation. */
    async guide() {
      if (!window.narrationGuide) await load("guide.js");
      const all = window.narrationGuide ?? [];
      const own = all.find((page) => fileOf(page[3]) === fileOf(this.host.track.src));
      const site = (/** @type {string} */ path) => new URL("../../" + path, base).href;
      const queue = all
        .filter(([section]) => section === own?.[0])
        .map(([section, title, page, src, seconds]) => /** @type {GuidePage} */ ([section, title, site(page), site(src), seconds]));
      this.pages = queue.map(([, title, , src, seconds], index) => {
        const element = entry(title, seconds, () => voice.playQueue(queue, index));
        element.dataset.src = src;
        return element;
      });
      this.draw();
      return [list(this.pages)];
    }

    /** @param {boolean} along */
    settings(along) {
      const volume = make("input", "", { type: "range", step: "5", value: `${choices.volume * 100}` });
      volume.oninput = () => {
        choices.volume = audio.volume = Number(volume.value) / 100;
        volume.setAttribute("aria-valuetext", volume.value + "%");
        remember();
      };
      const follow = make("input", "", { type: "checkbox" });
      follow.checked = choices.follow;
      follow.onchange = () => {
        choices.follow = follow.checked;
        remember();
      };
      const styles = ["highlight", "dim", "off"].map((style) =>
        /** @type {[string, string]} */ ([style, say("highlight_" + style.replace("highlight", "on"))]));
      const style = select(styles, choices.style, (value) => {
        choices.style = value;
        remember();
        voice.mark();
      });
      return [field("volume", volume), ...(along ? [field("highlight", style), field("follow", follow)] : [])];
    }

    async copy() {
      const link = new URL(this.host.track.page);
      link.searchParams.set("t", `${Math.floor(voice.here ? audio.currentTime : this.host.start)}`);
      try {
        await navigator.clipboard.writeText(link.href);
        status("copied");
      } catch {
        history.replaceState(history.state, "", link); // no clipboard here: the address bar can be copied from
      }
    }

    /** @param {boolean} [moved] */
    draw(moved) {
      const { track, start } = this.host;
      const { here } = voice;
      const now = here ? audio.currentTime : start;
      this.show(here, now, track.duration);
      // A screen reader speaks every change of the slider that has the focus, so there it changes seldom.
      if (moved || this.seek !== document.activeElement || Date.now() - this.told > QUIET) {
        this.told = Date.now();
        this.seek.value = `${Math.floor(now)}`;
        const position = { position: spoken(now), duration: spoken(track.duration) };
        this.seek.setAttribute("aria-valuetext", say("position", position));
      }
      this.chapters.forEach((chapter, index) => current(chapter, here && index === voice.chapter));
      this.pages.forEach((page) => current(page, page.dataset.src === voice.track?.src));
    }
  }

  /** The small player at the bottom, while the one in the page is out of view. */
  class Dock extends View {
    height = 0;

    constructor() {
      super(make("div", "dock", { role: "region", lang: language, "data-search-exclude": "" }));
      this.title = make("a", "title");
      this.root.append(
        this.toggle,
        make("div", "what", {}, [this.title, this.status]),
        this.time,
        this.retry,
        this.back,
        make("div", "row", { dir: "ltr" }, this.jumps()),
        button("close", () => this.close()),
      );
      new ResizeObserver(() => this.measure()).observe(this.root);
    }

    close() {
      voice.stop();
      player?.view?.toggle.focus({ preventScroll: true });
    }

    remove() {
      this.root.remove();
      return null;
    }

    /** Leave room, so that nothing that gets the focus ends up behind the dock. */
    measure() {
      this.height = this.root.offsetHeight;
      root.style.setProperty("--narration-dock", this.height + "px");
    }

    /** @param {boolean} wanted */
    draw(wanted) {
      const { track } = voice;
      const focused = this.root.contains(document.activeElement);
      this.root.hidden = !wanted;
      if (focused && !wanted) player?.view?.toggle.focus({ preventScroll: true });
      if (!this.root.isConnected) document.body.append(this.root);
      if (!wanted || !track) return;
      const chapter = track.chapters[voice.chapter];
      const href = track.page + (chapter?.id ? "#" + chapter.id : "");
      if (this.title.href !== href) this.title.href = href;
      write(this.title, [...new Set([track.title, chapter?.title])].filter(Boolean).join(" · "));
      this.root.setAttribute("aria-label", track.title);
      if (player) this.root.style.fontSize = getComputedStyle(player).fontSize; // the text's: a theme may shrink its body's
      this.show(true, audio.currentTime, track.duration);
    }
  }

  /** The element in the page. */
  class Player extends HTMLElement {
    /** @type {Track} */
    track = { src: "", page: "", title: "", duration: 0, cues: [], chapters: [], off: [] };
    /** Seconds at which it begins. */
    start = 0;
    seen = true;
    /** @type {Controls | null} */
    view = null;
    observer = new IntersectionObserver((entries) => {
      this.seen = !!entries.at(-1)?.isIntersecting;
      draw();
    });

    async connectedCallback() {
      const native = this.querySelector("audio");
      const data = JSON.parse(this.querySelector("script")?.textContent ?? "{}");
      const wanted = data.language ?? this.lang;
      const file = SHIPPED.includes(wanted) ? wanted : "en";
      try {
        if (!window.narrationWords?.[file]) await load(`words-${file}.js`);
      } catch {
        return this.classList.add("narration-plain"); // without words, the native controls stay
      }
      if (!native || !this.isConnected) return;
      words = { ...window.narrationWords?.[file], ...data.words };
      language = this.lang;
      choices.style ||= data.style ?? "highlight";
      this.read(native.src, data);
      player = this;
      if (!this.view) {
        native.hidden = true;
        this.setAttribute("role", "region");
        this.setAttribute("aria-label", native.ariaLabel ?? "");
        this.view = new Controls(this, data.guide);
        this.classList.add("narration-ready");
      }
      this.start = this.resumes;
      if (voice.here) {
        voice.track = this.track; // this page has been speaking all along
        voice.cue = -1;
        voice.tick();
      }
      this.observer.observe(this);
      this.goTo();
      if (this.start && !voice.here) status("resume", { position: clock(this.start) });
      draw();
    }

    disconnectedCallback() {
      this.observer.disconnect();
      if (player !== this) return;
      player = null;
      voice.unmark();
      if (this.track.off.includes("dock")) voice.stop();
      draw();
    }

    /** @param {string} src @param {any} data as the build wrote it: see `_cues` and `_chapters` there */
    read(src, { title, cues: written, chapters, off = [] }) {
      /** @type {Cue[]} */
      const cues = [];
      let time = 0;
      let last = -1;
      for (const one of written) {
        const [wait, to, text = "", tongue = ""] = typeof one === "number" ? [one, last + 1] : one;
        const before = to === undefined && cues.at(-1);
        time += wait;
        const anchor = before ? before.anchor : to;
        const piece = before ? before.piece + 1 : 0;
        cues.push({ start: time / 1000, anchor, text, language: tongue, piece, pieces: 1 });
        for (const cue of cues.slice(-1 - piece)) cue.pieces = piece + 1;
        last = anchor ?? last;
      }
      this.track = {
        src,
        page: location.href.replace(/[?#].*/, ""),
        title,
        duration: Number(this.dataset.duration),
        cues,
        off,
        chapters: chapters.map((/** @type {any} */ one) => {
          const [cue, name, level, id] = [one].flat();
          const heading = anchored(cues[cue]?.anchor);
          return {
            cue,
            title: name ?? textOf(heading),
            level: level ?? Number(heading?.tagName[1] ?? 1),
            id: id ?? heading?.id,
          };
        }),
      };
    }

    get resumes() {
      return Math.max((choices.at[fileOf(this.track.src)] ?? 0) - REWIND, 0);
    }

    /** Speak this page. @param {number} at seconds */
    from(at) {
      if (!voice.here) voice.load(this.track, at);
      voice.queue = [];
      this.view?.open(true);
      voice.seek(at);
      voice.play();
    }

    /** Follow `#listen=heading-id`, `?t=90` or `?t=1m30s`. Nothing speaks by itself, unless a click in this page asks.
     * @param {boolean} [asked] */
    goTo(asked) {
      const id = /^#listen=(.+)/.exec(location.hash)?.[1];
      const heading = id && document.getElementById(decodeURIComponent(id));
      const place = heading && (heading.closest("[data-narration]") ?? heading.querySelector("[data-narration]"));
      const units = /[?&]t=([\dhms.]+)/.exec(asked ? "" : location.search)?.[1].match(/[\d.]+[hms]?/g);
      const seconds = units?.reduce((sum, unit) => sum + parseFloat(unit) * ({ h: 3600, m: 60 }[unit.slice(-1)] ?? 1), 0);
      const cue = place && this.track.cues.find(({ anchor }) => anchor === Number(place.getAttribute("data-narration")));
      const at = cue ? cue.start : seconds;
      if (heading) heading.scrollIntoView();
      if (at === undefined || !(at < this.track.duration)) return;
      if (asked || voice.here) this.from(at);
      else this.start = at;
    }
  }

  // ---------------------------------------------------------------- listen from here

  /** One button in the margin, beside the element that the pointer is at. It is no part of the text, and clicks there
   * stay clicks. The transcript does the same for the keyboard, without a stop at every paragraph.
   * @type {HTMLButtonElement | null} */
  let beside = null;

  /** @param {EventTarget | null} target */
  const offer = (target) => {
    if (!player?.view || !(target instanceof Element) || beside?.contains(target)) return;
    const host = player;
    const element = target.closest("[data-narration]");
    const cue = element && host.track.cues.find(({ anchor }) => anchor === Number(element.getAttribute("data-narration")));
    if (!cue || host.track.off.includes("from_here")) {
      if (beside && !host.parentElement?.contains(target)) beside.hidden = true;
      return;
    }
    if (beside?.parentNode !== host) {
      beside = button("play", () => {}, "", "button beside");
      face(beside, "play", say("from_here"));
      beside.tabIndex = -1;
      host.append(beside);
    }
    beside.onclick = () => host.from(cue.start);
    beside.hidden = false;
    const { top, height } = element.getBoundingClientRect();
    const edge = host.getBoundingClientRect();
    const rtl = getComputedStyle(host).direction === "rtl";
    const margin = rtl ? root.clientWidth - edge.right : edge.left;
    beside.style.insetInlineStart = margin < 50 ? "calc(100% - 44px)" : "-50px";
    beside.style.top = `${top - edge.top + Math.min(height / 2, 16) - 22}px`;
  };

  document.addEventListener("pointerover", (event) => event.pointerType === "mouse" && offer(event.target));
  document.addEventListener("click", ({ target }) => {
    const busy = target instanceof Element && target.closest("a, button, input, label, summary, select");
    if (!busy && getSelection()?.isCollapsed) offer(target);
  });

  // ---------------------------------------------------------------- what happens

  /** @type {Record<string, () => void>} */
  const events = {
    play() {
      voice.tell("play");
      voice.mark();
      draw();
    },
    playing() {
      status("");
      voice.tick();
    },
    waiting: () => status("loading"),
    loadedmetadata: () => voice.fetch(),
    seeked: () => voice.tick(),
    ratechange: () => voice.tick(),
    pause() {
      voice.keep();
      if (voice.track && !audio.ended) voice.tell("pause");
      draw();
    },
    timeupdate() {
      const { track } = voice;
      if (!track) return;
      const quarter = Math.floor((4 * audio.currentTime) / track.duration);
      if (quarter > voice.quarter && quarter < 4) voice.tell("progress", { percent: (voice.quarter = quarter) * 25 });
      if (Date.now() - voice.kept > REWIND * 1000) voice.keep();
      const position = Math.min(audio.currentTime, track.duration);
      media?.setPositionState({ duration: track.duration, playbackRate: audio.playbackRate, position });
      voice.tick();
      draw();
    },
    ended() {
      voice.tell("progress", { percent: 100 });
      voice.tell("finished");
      voice.keep();
      voice.unmark();
      const next = voice.queue.findIndex((page) => page[3] === voice.track?.src) + 1;
      if (voice.queue[next]) return voice.playQueue(voice.queue, next);
      status("finished");
      draw();
    },
    error() {
      if (!voice.track) return;
      voice.failed = true;
      voice.tell("error", { message: audio.error?.message });
      status("error");
      draw();
    },
  };
  for (const event in events) audio.addEventListener(event, events[event]);

  // The reader's own scrolling ends the following, until the voice is in view again.
  let scrolled = 0;
  for (const event of ["wheel", "touchmove", "pointerdown", "keydown"])
    addEventListener(event, ({ target }) => {
      if (!(target instanceof Element && target.closest("qwen-narration, .narration-dock"))) scrolled = Date.now();
    }, { passive: true });
  addEventListener("scroll", () => {
    if (beside) beside.hidden = true;
    const { element } = voice;
    if (!element || !voice.playing || Date.now() - scrolled > 1000) return;
    voice.trailing = visible(element);
    draw();
  }, { passive: true });

  addEventListener("hashchange", () => player?.goTo(navigator.userActivation?.isActive));
  addEventListener("pagehide", () => voice.keep());

  customElements.define("qwen-narration", Player);
})();
