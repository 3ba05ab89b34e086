// @ts-check
// The one bar: in the page, and in the dock while the one in the page is out of view.
(() => {
"use strict";

const { session, choices, make, say, press, button, write, clock, JUMP } = narration;
const QUIET = 10_000; // milliseconds between two positions that a screen reader is told
const STEPS = [0.75, 1, 1.25, 1.5, 1.75, 2]; // of the speed

/** The position: drawn by us, and a native slider over it for hand, keys and screen readers. */
class Scrubber {
  told = 0;
  second = -1;

  /** @param {Bar} bar */
  constructor(bar) {
    this.bar = bar;
    this.input = make("input", "seek", { type: "range", "aria-label": say("seek") });
    this.hint = make("span", "hint", { "aria-hidden": "true" });
    this.root = make("div", "scrub", {}, [make("div", "rail"), this.input, this.hint]);
    this.input.oninput = () => bar.act(() => session.seek(this.input.valueAsNumber));
    this.root.onpointermove = (event) => narration.hint?.(this, event);
  }

  /** @param {Track} track */
  show(track) {
    this.input.max = String(Math.floor(track.duration));
    const ticks = track.chapters.slice(1).map(({ start }) => {
      const tick = make("i", "tick");
      tick.style.setProperty("--narration-at", `${start / track.duration}`);
      return tick;
    });
    this.root.firstElementChild?.replaceChildren(...ticks);
  }

  draw(now = 0, duration = 0, buffered = 0, moved = false) {
    const { style } = this.root;
    style.setProperty("--narration-played", `${now / duration || 0}`);
    style.setProperty("--narration-loaded", `${buffered}`);
    const second = Math.floor(now);
    if (second === this.second && !moved) return;
    this.second = second;
    write(this.bar.elapsed, clock(now));
    write(this.bar.total, ` / ${clock(Math.round(duration))}`);
    // Screen readers speak every change of a slider that has the focus.
    if (!moved && this.input === document.activeElement && Date.now() - this.told < QUIET) return;
    this.told = Date.now();
    this.input.value = `${second}`;
    const [position, whole] = [now, duration].map(narration.spoken);
    this.input.ariaValueText = say("position", { position, duration: whole });
  }
}

class Bar {
  /** What the scrubber shows. */
  ticks = "";
  /** Seconds at which it begins, while another page is spoken. */
  start = 0;
  notice = "";
  file = "";
  page = "";
  sheet = make("div", "panel", { role: "dialog", popover: "auto", "aria-label": say("controls") });
  /** @type {Panel | undefined} */
  panel;

  /** @param {HTMLElement} root @param {HTMLElement} label */
  constructor(root, label) {
    this.root = root;
    this.label = label;
    this.toggle = button("play", () => this.press(), "k", "button play");
    const jump = (
      /** @type {string} */ name,
      /** @type {number} */ by,
      /** @type {string} */ key,
    ) => {
      const element = button(
        name,
        () => this.act(() => session.skip(by)),
        key,
        "button jump",
        say(name, { s: JUMP }),
      );
      element.append(make("small", "", { "aria-hidden": "true" }, [`${JUMP}`]));
      return element;
    };
    this.status = make("p", "status", { role: "status" });
    this.elapsed = make("span");
    this.total = make("span", "total");
    this.time = make("span", "time", { "aria-hidden": "true" }, [this.elapsed, this.total]);
    this.scrubber = new Scrubber(this);
    this.speed = press("", () => narration.pace(1, STEPS[0]), "button speed");
    this.more = button("controls", () => {}, "", "button more");
    this.more.ariaHasPopup = "dialog";
    this.more.popoverTargetElement = this.sheet;
    this.sheet.addEventListener("toggle", () => {
      const open = this.sheet.matches(":popover-open");
      this.more.ariaExpanded = `${open}`;
      if (open && !this.page) this.open("");
      this.page = "";
    });
    this.row = make("div", "bar", {}, [
      this.toggle,
      jump("back", -JUMP, "j"),
      jump("forward", JUMP, "l"),
      make("div", "center", {}, [
        make("div", "line", {}, [this.label, this.status, this.time]),
        this.scrubber.root,
      ]),
      this.speed,
      this.more,
    ]);
  }

  get track() {
    return session.track;
  }

  get here() {
    return true;
  }

  press() {
    session.toggle();
  }

  /** A page of the panel, whose script comes when it is first asked for. @param {string} page */
  async open(page) {
    const { file, language, own } = narration;
    const files = ["panel", "panel-words-" + file, "keys", "along"].map(narration.need);
    await Promise.all([...files, narration.know(this.track)]);
    const { Panel, keys, sentences } = narration;
    if (!Panel || !keys || !sentences || !window.narrationPanelWords?.[file]) {
      this.sheet.hidePopover(); // the connection is gone: the next press tries again
      return;
    }
    await narration.learn(file, language, own);
    const open = this.sheet.matches(":popover-open");
    this.page = open ? "" : page;
    this.panel ??= new Panel(this);
    if (open || page) this.panel.show(page || "menu");
  }

  act(action = () => {}) {
    action();
  }

  from(at = 0) {
    this.act(() => {
      session.seek(at);
      session.play();
    });
  }

  link(at = 0) {
    const link = new URL(this.track.page);
    link.searchParams.set("t", `${Math.floor(at)}`);
    return link.href;
  }

  draw(moved = false) {
    const { here, track, root } = this;
    const ticks = `${track.src} ${track.chapters.length}`;
    if (this.ticks !== ticks) {
      this.ticks = ticks;
      this.scrubber.show(track);
    }
    const now = here ? session.position : this.start;
    const failed = here && session.failed;
    const verb = failed ? "retry" : here && session.speaking ? "pause" : "play";
    narration.face(this.toggle, verb, say(verb));
    root.classList.toggle("narration-idle", !failed && !(here && session.started) && !this.start);
    root.classList.toggle("narration-failed", failed);
    root.classList.toggle("narration-loading", here && session.waiting);
    const { buffered } = session.audio;
    const loaded = here && buffered.length ? buffered.end(buffered.length - 1) / track.duration : 0;
    this.scrubber.draw(now, track.duration, loaded, moved);
    const rate = narration.rate(choices.rate);
    write(this.speed, rate);
    this.speed.ariaLabel = this.speed.title = `${say("speed")} ${rate}`;
    if (this.panel?.open) this.panel.draw();
  }

  /** What is spoken and stands nowhere in view of the page, else where the voice is. */
  get saying() {
    const { track } = this;
    const { started, passage, chapter } = session;
    const spoken = started && this.here ? track.passages[passage] : undefined;
    const only = spoken?.text && (!narration.page.element || session.speaking) ? spoken.text : "";
    if (started && track.unknown) return say("unmarked");
    return only || track.chapters[chapter]?.title || track.title;
  }
}

class Player extends Bar {
  seen = true;
  /** @type {Track} */
  own;

  /** @param {HTMLElement} host @param {HTMLAudioElement} native @param {any} data */
  constructor(host, native, data) {
    const [heading, notice] = host.querySelectorAll("p");
    super(host, heading ?? make("p"));
    this.own = narration.read(host, native.src, data);
    choices.style ||= data.style ?? "highlight";
    this.label.classList.add("narration-label");
    this.title = make("p", "label");
    this.status.before(this.title);
    this.notice = notice?.textContent?.trim() ?? "";
    notice?.classList.add("narration-notice");
    if (notice) this.scrubber.root.before(notice);
    this.file = native.hasAttribute("controlslist") ? "" : native.src;
    native.hidden = true;
    host.role = "region";
    host.ariaLabel = native.ariaLabel;
    host.append(this.row, this.sheet);
    host.classList.add("narration-ready");
    this.observer = new IntersectionObserver((entries) => {
      this.seen = !!entries.at(-1)?.isIntersecting;
      narration.draw();
    });
  }

  get track() {
    return this.own ?? narration.SILENCE;
  }

  get here() {
    return session.track.src === this.track.src;
  }

  /** The page has been opened, or the voice is done with another. */
  async enter() {
    narration.player = this;
    this.observer.observe(this.root);
    if (dock) dock.dismissed = false;
    this.draw();
    const asked = await narration.page.asked();
    if (narration.player !== this) return;
    this.start = asked ?? choices.left(this.track.src);
    if (this.start) narration.know(this.track);
    if (session.started && this.here) {
      session.track = this.track;
      session.learn();
      if (asked !== null) this.from(asked);
    } else if (!session.started) {
      session.load(this.track, this.start);
      if (this.start) narration.status("resume", { position: clock(this.start) });
    }
    narration.draw(true);
    session.tell("ready");
  }

  leave() {
    this.observer.disconnect();
    if (narration.player !== this) return;
    narration.page.unmark();
    narration.player = null;
    if (!session.started || this.track.off.includes("dock")) session.stop();
    narration.draw();
  }

  press() {
    this.act(() => session.toggle());
  }

  act(action = () => {}) {
    if (!this.here) session.load(this.track, this.start);
    this.start = 0;
    action();
    narration.draw();
  }

  /** @param {Element} element */
  startOf(element) {
    const anchor = Number(element.getAttribute("data-narration"));
    return this.track.passages.find((passage) => passage.anchor === anchor)?.start;
  }

  draw(moved = false) {
    if (this.here && session.started) this.start = 0;
    super.draw(moved);
    write(this.title, this.saying);
  }
}

class Dock extends Bar {
  height = 0;
  dismissed = false;

  constructor() {
    const link = make("a", "label", { title: say("open_page") });
    super(
      make("div", "dock", { role: "region", lang: narration.language, popover: "manual" }),
      link,
    );
    this.link_ = link;
    this.toVoice = press(say("to_voice"), () => narration.page.follow(true), "to-voice");
    this.toVoice.prepend(narration.icon("to_voice"));
    this.row.append(button("close", () => this.close()));
    this.root.append(this.toVoice, this.row, this.sheet);
    document.body.prepend(this.root); // first in the order of focus
    // No focus ends up behind the dock.
    new ResizeObserver(() => {
      this.height = this.root.offsetHeight;
      document.documentElement.style.setProperty("--narration-dock", this.height + "px");
    }).observe(this.root);
    link.onclick = (event) => {
      if (!narration.page.element) return;
      event.preventDefault();
      narration.page.follow(true);
    };
  }

  close() {
    this.dismissed = true;
    session.stop();
    this.dismissed = true;
    this.show(false);
    narration.player?.toggle.focus({ preventScroll: true });
  }

  show(wanted = false) {
    const open = this.root.matches(":popover-open");
    if (open === wanted) return;
    if (wanted) this.root.showPopover();
    else {
      if (this.root.contains(document.activeElement))
        narration.player?.toggle.focus({ preventScroll: true });
      this.root.hidePopover();
    }
  }

  draw(moved = false) {
    const { track } = session;
    const chapter = track.chapters[session.chapter];
    const href = track.page + (chapter?.id ? "#" + chapter.id : "");
    if (this.link_.href !== href) this.link_.href = href;
    const { saying } = this;
    write(
      this.label,
      narration.page.passage || saying === track.title ? saying : `${track.title} · ${saying}`,
    );
    this.root.ariaLabel = track.title;
    const { player } = narration;
    // Themes shrink it.
    if (player) this.root.style.fontSize = getComputedStyle(player.root).fontSize;
    this.file = player?.here ? player.file : "";
    this.notice = player?.here ? player.notice : "";
    this.toVoice.hidden = narration.page.trailing || !narration.page.element || !session.speaking;
    super.draw(moved);
  }
}

/** @type {Dock | null} */
let dock = null;

/** @type {Narration["draw"]} */
const draw = (moved) => {
  const { player } = narration;
  player?.draw(moved);
  const { started, failed, track } = session;
  const wanted =
    !!track.src &&
    (started || failed || session.wanted !== null) &&
    !(player?.seen && player.here) &&
    !track.off.includes("dock") &&
    !(dock?.dismissed && !started);
  if (wanted && dock?.root.lang !== narration.language) {
    dock?.root.remove();
    dock = new Dock();
  }
  if (wanted) dock?.draw(moved);
  dock?.show(wanted);
  tell();
};

// The keys come with the first that is pressed.
document.addEventListener(
  "keydown",
  (event) => {
    const { target, ctrlKey, altKey, metaKey } = event;
    if (narration.keys || ctrlKey || altKey || metaKey || !(target instanceof Element)) return;
    const ours = target.closest("qwen-narration, .narration-dock");
    if (!ours && !session.started) return;
    if (ours) event.stopPropagation(); // a theme may have the same key for something else
    narration.need("keys").then(() => ours && narration.keys?.press(event));
  },
  { capture: true },
);

let message = "";

/** In the bar in view alone. */
const tell = () => {
  const loud = narration.view();
  for (const one of [narration.player, dock])
    if (one) write(one.status, one === loud ? message : "");
};

Object.assign(narration, {
  draw,

  /** By a step, or to `rate`; beyond the last step to `wrap`. @type {Narration["pace"]} */
  pace(by, wrap) {
    const { rate } = choices;
    const steps =
      by > 0 ? STEPS.filter((one) => one > rate) : STEPS.filter((one) => one < rate).reverse();
    choices.choose("rate", steps[0] ?? wrap ?? rate);
    session.pace();
    draw();
  },

  dockHeight: () => (dock?.root.matches(":popover-open") ? dock.height : 0),
  view: () => (dock?.root.matches(":popover-open") ? dock : (narration.player ?? dock)),

  /** Say something once, without moving the focus. @type {Narration["status"]} */
  status(key, values) {
    message = key && say(key, values);
    tell();
  },

  bar: {
    inPage: (/** @type {any} */ host, /** @type {any} */ native, /** @type {any} */ data) =>
      new Player(host, native, data),
  },
});
})();
