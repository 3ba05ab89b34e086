// @ts-check
// The door of the player. It loads the files beside it, in order, as classic scripts: modules do
// not load from a folder (file://). They share one object, `narration`.
(() => {
"use strict";
if (window.narration) return; // loaded twice, by a page that a script put together
if (!("popover" in HTMLElement.prototype)) return; // an old browser keeps the native controls

const FILES = ["elements", "memory", "page", "session", "bar"];

const base = /** @type {HTMLScriptElement} */ (document.currentScript).src;

/** @type {Narration["load"]} */
const load = (file) =>
  new Promise((done) => {
    const script = document.createElement("script");
    script.async = false; // in order
    script.charset = "utf-8"; // whatever the page is in
    script.onload = () => done(true);
    script.onerror = () => done(false);
    script.src = new URL(file, base).href;
    document.head.append(script);
  });

/** @type {Record<string, Promise<unknown>>} */
const loading = {};

window.narration = /** @type {Narration} */ ({
  LINK: /[?&]t=|#listen=/,
  base,
  load,
  player: null,
  words: {},
  language: "",
  need: (name) =>
    (loading[name] ??= load(name + ".js").then((loaded) => {
      if (loaded === false) delete loading[name]; // who needs it next tries again
    })),
  async learn(file, language, own) {
    await this.need("words-" + file);
    const shipped = window.narrationWords?.[file];
    if (!shipped) return false;
    const words = { ...shipped, ...window.narrationPanelWords?.[file], ...own };
    Object.assign(this, { language, words, file, own });
    return true;
  },
});

// A link says how the bar looks first, so that nothing moves.
const linked = narration.LINK.test(location.href) ? ["link"] : [];
const files = Promise.all([...FILES, ...linked].map(narration.need));
files.then(() => {
  narration.tabs.goOn();
  if (narration.choices.keys) narration.need("keys");
});

customElements.define(
  "qwen-narration",
  class extends HTMLElement {
    /** @type {Player | undefined} */
    player;

    async connectedCallback() {
      this.lang ||= this.closest("[lang]")?.getAttribute("lang") || ""; // minified, it has none
      const native = this.querySelector("audio");
      const data = JSON.parse(this.querySelector("template")?.content.textContent ?? "{}");
      const words = narration.learn(data.language ?? this.lang, this.lang, data.words);
      await files;
      // Without words the native controls come back.
      if (!(await words) || !native || !this.isConnected) return;
      this.player ??= narration.bar.inPage(this, native, data);
      this.player.enter();
    }

    disconnectedCallback() {
      this.player?.leave();
    }
  },
);

customElements.define(
  "narration-list",
  class extends HTMLElement {
    async connectedCallback() {
      const language = this.closest("[lang]")?.getAttribute("lang") ?? "";
      const words = narration.learn(this.dataset.words ?? language, language, {});
      await files;
      await narration.need("rows");
      if ((await words) && this.isConnected) narration.rows(this);
    }
  },
);
})();
