// @ts-check
// The one voice of the document. Two things are kept apart: where the listener wants it to be
// (`wanted`, `speaking`) and where the sound is (`audio`). `settle` brings the second to the first
// when the browser can; until then nothing that is shown or kept is taken from the sound.
(() => {
"use strict";

const NEAR = 0.75; // seconds: a place that was reached
const CLOSE = 0.3; // seconds: silence that is heard before a place
const EARLY = 0.005; // seconds: cues are told in hundredths

const { choices } = narration;
const media = navigator.mediaSession;
const audio = new Audio();
audio.preload = "none";

/** @param {TimeRanges} ranges @param {number} at */
const holds = (ranges, at) => {
  for (let index = 0; index < ranges.length; index++)
    if (ranges.start(index) <= at && at <= ranges.end(index) && ranges.end(index)) return true;
  return at < NEAR;
};

/** Firefox asks for what it has not yet, and fails where the server gives no part of a file. */
const reachable = (at = 0) =>
  holds(audio.seekable, at) && (session.whole !== "refused" || holds(audio.buffered, at));

/** @type {Session} */
const session = {
  audio,
  track: narration.SILENCE,
  wanted: null,
  speaking: false,
  started: false,
  failed: false,
  finished: false,
  hurrying: false,
  whole: "no",
  sentence: -1,
  quarter: 0,
  tries: 0,
  timer: 0,
  alarm: 0,
  kept: 0,
  sleeps: null,
  queue: [],

  get position() {
    return this.wanted ?? audio.currentTime;
  },

  get waiting() {
    return this.speaking && !this.failed && (this.wanted !== null || audio.readyState < 3);
  },

  get passage() {
    const now = this.position + EARLY;
    return this.track.passages.findLastIndex(({ start }) => start <= now);
  },

  get chapter() {
    const now = this.position + EARLY;
    return this.track.chapters.findLastIndex(({ start }) => start <= now);
  },

  tell(event, detail) {
    const { page, title, duration, src } = this.track;
    const { player } = narration;
    const init = {
      bubbles: true,
      detail: { page, title, duration, time: this.position, ...detail },
    };
    const here = player && src === player.track.src ? player.root : document;
    here.dispatchEvent(new CustomEvent("narration:" + event, init));
  },

  load(track, at) {
    this.keep();
    audio.pause();
    if (this.whole.startsWith("blob:")) URL.revokeObjectURL(this.whole);
    Object.assign(this, {
      track,
      wanted: at || null,
      speaking: false,
      started: false,
      failed: false,
      finished: false,
      whole: "no",
      sentence: -1,
      quarter: 0,
      tries: 0,
    });
    audio.src = track.src;
    const words = document.createElement("track"); // for programs that show them
    Object.assign(words, {
      kind: "captions",
      src: track.src.replace(/\.\w+$/, ".vtt"),
      srclang: track.lang,
    });
    audio.replaceChildren(words);
    this.pace();
    narration.page.unmark();
  },

  pace() {
    this.hurrying = false;
    audio.defaultPlaybackRate = audio.playbackRate = choices.rate;
    audio.volume = choices.volume;
    audio.muted = choices.muted;
  },

  play() {
    this.learn();
    if (this.finished) this.wanted = 0;
    Object.assign(this, { speaking: true, started: true, finished: false });
    narration.page.trailing = true;
    if (this.failed) this.retry();
    else this.settle();
    this.announce();
    narration.draw();
  },

  async learn() {
    const { track } = this;
    await Promise.all([narration.need("along"), narration.know(track)]);
    const timed = track.passages.some(({ times }) => times.some((words) => words.length > 1));
    if (timed) await narration.need("word");
    if (track !== this.track || !narration.sentences) return; // the next play tries again
    narration.sentences(track);
    this.sentence = -1;
    this.tick();
  },

  pause() {
    this.speaking = false;
    audio.pause();
    narration.draw();
  },

  toggle() {
    if (this.speaking && !this.failed) this.pause();
    else this.play();
  },

  seek(at) {
    this.wanted = Math.min(Math.max(at, 0), Math.max(this.track.duration - 0.05, 0));
    this.tries = 0;
    this.finished = false;
    narration.page.trailing = true;
    this.settle();
    this.tick();
    narration.page.follow();
    narration.draw(true);
  },

  skip(by) {
    this.seek(this.position + by);
  },

  step(by, chapters) {
    const { track } = this;
    const places = chapters
      ? track.chapters
      : track.sentences.length
        ? track.sentences
        : track.passages;
    const starts = places.map(({ start }) => start);
    const now = this.position + EARLY;
    const at = starts.findLastIndex((start) => start <= now);
    // First to the beginning of this one.
    const late = by < 0 && now - starts[at] > (chapters ? 2 : 1);
    this.seek(starts[Math.max(late ? at : at + by, 0)] ?? this.position);
  },

  settle() {
    const { wanted } = this;
    if (this.failed || this.whole === "asked" || !this.track.src) return;
    if (wanted === null || !audio.readyState) {
      // Safari plays only what was told to within a click, so it is told at once; unheard, until
      // the place is reached.
      if (this.speaking && audio.paused) {
        if (wanted) audio.muted = true;
        this.start();
      }
    } else if (!audio.seeking) {
      if (reachable(wanted)) audio.currentTime = wanted;
      else if (this.whole === "no") this.fetch();
      else narration.hurry();
    }
  },

  start() {
    audio.play().catch((error) => {
      if (error.name !== "NotAllowedError") return; // the others come as events
      this.speaking = false;
      narration.draw();
    });
  },

  async fetch() {
    this.whole = "asked";
    audio.pause(); // nothing is heard of the wrong place
    const { track } = this;
    await narration.need("whole");
    if (narration.fetchWhole) return narration.fetchWhole();
    this.whole = "no"; // the connection is gone, and with it the file that would fetch the sound
    if (this.track === track) this.fail();
  },

  fail() {
    this.wanted ??= audio.currentTime;
    this.failed = true;
    audio.pause();
    this.tell("error", { message: audio.error?.message ?? "" });
    narration.status("error");
    narration.draw();
  },

  retry() {
    this.wanted ??= audio.currentTime;
    this.failed = false;
    if (!this.whole.startsWith("blob:")) this.whole = "no";
    audio.load();
    narration.status("");
    this.settle();
  },

  stop() {
    this.keep();
    this.pause();
    narration.page.unmark();
    audio.removeAttribute("src");
    this.track = narration.SILENCE;
    Object.assign(this, { wanted: null, started: false, failed: false, queue: [] });
    narration.status("");
    if (media) media.metadata = null;
    narration.player?.enter();
    narration.draw();
  },

  keep() {
    if (!this.started || this.position < 5) return;
    this.kept = Date.now();
    choices.place(this.track.src, this.finished ? null : this.position);
  },

  /** Find the sentence, and wake up at the next. */
  tick() {
    clearTimeout(this.timer);
    const { track, chapter } = this;
    const { sentences, passages } = track;
    const now = this.position + EARLY;
    const at = sentences.findLastIndex(({ start }) => start <= now);
    if (at !== this.sentence) {
      const before = sentences[this.sentence];
      this.sentence = at;
      const passage = sentences[at]?.passage ?? -1;
      if (choices.skip && this.speaking && passages[passage]?.code) {
        this.seek(passages[passage + 1]?.start ?? track.duration);
        return;
      }
      const last = before
        ? track.chapters.findLastIndex(({ start }) => start <= before.start + EARLY)
        : -1;
      if (chapter !== last) {
        this.tell("chapter", { chapter: track.chapters[chapter]?.title });
        this.announce();
        if (this.sleeps === "chapter" && before && this.wanted === null) this.sleep(null, true);
      }
      this.tell("sentence", { index: at, passage });
      narration.page.mark();
      narration.draw();
    }
    if (at + 1 >= sentences.length || !this.speaking || audio.paused) return;
    const wait = ((sentences[at + 1].start - now) * 1000) / audio.playbackRate;
    this.timer = setTimeout(() => this.tick(), Math.max(wait, 4));
  },

  sleep(when, now) {
    clearTimeout(this.alarm);
    this.sleeps = when;
    if (now) this.pause();
    if (typeof when !== "number") return;
    this.alarm = setTimeout(() => this.sleep(null, true), Math.max(when - Date.now(), 0));
  },

  /** Tell lock screens and headsets. */
  announce: () => void narration.need("lockscreen").then(() => narration.announce?.()),
};

const events = Object.entries({
  loadedmetadata: () => session.settle(),
  canplay: () => session.settle(),
  progress: () => session.settle(),

  seeked() {
    const { wanted } = session;
    if (wanted === null) return session.tick();
    // A browser that lands elsewhere twice knows no better.
    if (Math.abs(audio.currentTime - wanted) < NEAR || ++session.tries > 1) {
      session.wanted = null;
      session.pace(); // it may have hurried there
    }
    session.settle();
    session.tick();
    narration.draw();
  },

  play() {
    if (session.whole === "asked" || session.hurrying) return;
    session.speaking = session.started = true;
    session.tell("play");
    narration.tabs.speak();
    narration.page.mark();
    narration.draw();
  },

  playing() {
    if (session.wanted !== null) return session.settle();
    session.failed = false;
    narration.status("");
    session.tick();
    narration.draw();
  },

  waiting: () => narration.draw(),

  pause() {
    session.keep();
    if (!audio.paused || audio.ended || session.whole === "asked" || session.failed) return;
    session.speaking = false; // a headset, or another program
    session.tell("pause");
    narration.draw();
  },

  ratechange: () => session.tick(),

  timeupdate() {
    const { duration } = session.track;
    const at = audio.currentTime;
    if (session.wanted !== null) {
      if (!session.hurrying) return;
      const { wanted } = session;
      if (at < wanted - CLOSE || narration.missed(at)) return narration.hurry();
      session.pace(); // heard from a moment before, and there only when it is there
      session.hurrying = at < wanted;
      if (!session.hurrying) session.wanted = null;
      return;
    }
    const quarter = Math.floor((4 * at) / duration);
    if (quarter > session.quarter && quarter < 4) {
      session.quarter = quarter;
      session.tell("progress", { percent: quarter * 25 });
    }
    if (Date.now() - session.kept > 5000) session.keep();
    const position = Math.min(at, duration);
    media?.setPositionState({ duration, playbackRate: audio.playbackRate, position });
    session.tick();
    narration.draw();
  },

  ended() {
    Object.assign(session, { finished: true, speaking: false, wanted: null });
    session.tell("progress", { percent: 100 });
    session.keep();
    narration.page.unmark();
    narration.status("finished");
    if (session.sleeps === "page") {
      session.sleep(null);
      session.queue = [];
    }
    session.tell("finished");
    narration.draw();
  },

  error() {
    const { track, whole } = session;
    const { currentTime, paused, readyState } = audio;
    if (whole === "asked") return;
    const broken = () => {
      if (session.track !== track || audio.currentTime > currentTime) return;
      session.wanted ??= currentTime;
      if (whole === "no") session.fetch();
      else session.fail();
    };
    // Firefox goes on, in silence, where the machine has nothing to be heard with.
    if (paused || readyState < 3) broken();
    else setTimeout(broken, 1000);
  },
});
for (const [name, react] of events)
  audio.addEventListener(name, () => session.track.src && react());

addEventListener("online", () => session.failed && session.speaking && session.play());
addEventListener("pagehide", () => session.keep());

Object.assign(narration, { session, reachable, CLOSE, JUMP: 15 });
})();
