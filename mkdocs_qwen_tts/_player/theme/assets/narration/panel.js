// @ts-check
// What the bar's "…" opens: one panel in the top layer, so that no text moves and nothing of the
// theme's lies on it. It shows a menu, or one of the pages below.
(() => {
"use strict";

const { session, choices, make, say, press, button, list, clock, elementOf } = narration;
const RATES = [0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];
const MINUTES = [5, 15, 30, 60];
const GAP = 8; // pixels between bar and panel
const SHEET = "(max-width: 40em)"; // the style sheet has the same

Object.assign(narration.ICONS, {
  previous: "M15.4 7.4 14 6l-6 6 6 6 1.4-1.4L10.8 12z",
  next: "M8.6 7.4 10 6l6 6-6 6-1.4-1.4 4.6-4.6z",
  previous_chapter: "M6 6h2v12H6zm3.5 6 8.5 6V6z",
  next_chapter: "M16 6h2v12h-2zM6 18l8.5-6L6 6z",
  chapters: "M4 6h2v2H4zm4 0h12v2H8zm-4 5h2v2H4zm4 0h12v2H8zm-4 5h2v2H4zm4 0h12v2H8z",
  transcript: "M4 5h16v2H4zm0 4h16v2H4zm0 4h16v2H4zm0 4h10v2H4z",
  speed: "M12 4a9 9 0 0 0-7.8 13.5h15.6A9 9 0 0 0 12 4m1.4 11.4a2 2 0 0 1-2.8-2.8L17 8.5z",
  settings: "M4 7h8v2H4zm14 0h2v2h-2zm-5-3h3v8h-3zM4 15h3v2H4zm9 0h7v2h-7zm-5-3h3v8H8z",
  share:
    "M18 16a3 3 0 0 0-2 .8l-7.1-4.1a3 3 0 0 0 0-1.4L16 7.2A3 3 0 1 0 15 5v.7" +
  "L8 9.8a3 3 0 1 0 0 4.4l7.1 4.1A3 3 0 1 0 18 16",
  download: "M5 18h14v2H5zm14-8h-4V4H9v6H5l7 7z",
  guide: "M3 6h12v2H3zm0 4h12v2H3zm0 4h8v2H3zm14-8v8.2a3 3 0 1 0 2 2.8V8h3V6z",
  keys: "M3 6h18v12H3zm2 2v8h14V8zm1 1h2v2H6zm3 0h2v2H9zm3 0h2v2h-2zm3 0h2v2h-2zm-7 4h8v2H8z",
  sleep: "M12.3 3a9 9 0 1 0 8.6 11.6A7.5 7.5 0 0 1 12.3 3",
  device: "M3 5h18v14h-7v-2h5V7H5v2H3zm0 6a8 8 0 0 1 8 8H9a6 6 0 0 0-6-6zm0 4a4 4 0 0 1 4 4H3z",
});

/** @param {string} name @param {HTMLElement} input */
const field = (name, input) =>
  make("label", "field", {}, [make("span", "", {}, [say(name)]), input]);

/** @param {"follow" | "skip" | "keys" | "turn"} choice @param {string} name */
const check = (choice, name) => {
  const input = make("input", "check", { type: "checkbox" });
  input.checked = choices[choice];
  input.onchange = () => choices.choose(choice, input.checked);
  return field(name, input);
};

/** One of several, as a list. @param {[string, boolean, () => void][]} options */
const choose = (options) =>
  list(
    options.map(([label, chosen, action]) => {
      const element = press(label, action);
      element.ariaPressed = `${chosen}`;
      return element;
    }),
  );

/** @type {Record<string, (panel: Panel) => (Node | string)[]>} */
const PAGES = {
  menu(panel) {
    const { bar } = panel;
    const { track } = bar;
    const rows = [
      track.chapters.length > 1 && panel.row("chapters"),
      track.passages.length && bar.here && panel.row("transcript"),
      panel.row("speed", narration.rate(choices.rate)),
      panel.row("sleep", sleeping()),
      narration.guide && panel.row("guide"),
      panel.row("settings"),
      panel.row("share"),
      panel.row("keys"),
      bar.file && download(bar),
    ].filter((row) => row instanceof HTMLElement);
    const steps = /** @type {[string, number, boolean][]} */ ([
      ["previous_chapter", -1, true],
      ["previous", -1, false],
      ["next", 1, false],
      ["next_chapter", 1, true],
    ]).map(([name, by, chapters]) => {
      const act = () => bar.act(() => session.step(by, chapters));
      const step = button(name, act, "", "step");
      step.append(make("small", "", {}, [say(name)]));
      return step;
    });
    const device = button(
      "device",
      () => remote?.prompt().catch(() => {}),
      "",
      "entry",
      say("device"),
    );
    device.append(say("device"));
    device.hidden = true;
    const { remote } = session.audio;
    remote?.watchAvailability?.((available) => (device.hidden = !available)).catch(() => {});
    const to = press(say("to_voice"), () => narration.page.follow(true));
    to.prepend(narration.icon("to_voice"));
    to.hidden = !narration.page.element || narration.page.trailing;
    return [
      make("div", "steps", { role: "group", "aria-label": say("passages") }, steps),
      to,
      ...rows,
      device,
      ...(bar.notice ? [make("p", "notice", {}, [bar.notice])] : []),
    ];
  },

  chapters({ bar }) {
    const { chapters } = bar.track;
    const top = Math.min(...chapters.map(({ level }) => level));
    return [
      list(
        chapters.map(({ title, level, start }) => {
          const element = press(title, () => bar.from(start), "entry chapter");
          element.dataset.depth = `${level - top}`;
          element.append(make("span", "", {}, [clock(start)]));
          return element;
        }),
      ),
    ];
  },

  /** The page's own words and, marked as such, what only the voice says. */
  transcript({ bar }) {
    const { track } = bar;
    const sentences = narration.sentences(track);
    let next = 0;
    return [
      list(
        track.passages.map((passage, index) => {
          const { start, text, language } = passage;
          const element = elementOf(passage);
          const lang =
            language || element?.closest("[lang]:not(html)")?.getAttribute("lang") || track.lang;
          const from = press(clock(start), () => bar.from(start), "moment");
          from.ariaLabel = `${clock(start)} ${say("from_here")}`;
          const said = make("p", "", { lang });
          for (; sentences[next]?.passage === index; next++) {
            const sentence = sentences[next];
            const part = make("span", "sentence", {}, [wordsOf(passage, sentence)]);
            part.onclick = () => bar.from(sentence.start);
            said.append(part);
          }
          if (text && element) said.append(make("em", "", {}, [` (${say("spoken_only")})`]));
          return make("div", "passage", {}, [from, said]);
        }),
      ),
    ];
  },

  speed: (panel) => [
    choose(
      RATES.map((rate) => [
        narration.rate(rate),
        rate === choices.rate,
        () => {
          choices.choose("rate", rate);
          session.pace();
          narration.draw();
          panel.show("speed");
        },
      ]),
    ),
  ],

  sleep(panel) {
    /** @param {Session["sleeps"]} when */
    const set = (when) => () => {
      session.sleep(when);
      panel.show("menu");
    };
    const { sleeps } = session;
    return [
      choose([
        [say("sleep_off"), sleeps === null, set(null)],
        ...MINUTES.map(
          (count) =>
            /** @type {[string, boolean, () => void]} */ ([
              narration.count(count, "minute"),
              false,
              () => set(Date.now() + count * 60_000)(),
            ]),
        ),
        [say("sleep_chapter"), sleeps === "chapter", set("chapter")],
        [say("sleep_page"), sleeps === "page", set("page")],
      ]),
    ];
  },

  settings({ bar }) {
    const volume = make("input", "range", {
      type: "range",
      step: "5",
      value: `${choices.volume * 100}`,
    });
    volume.oninput = () => {
      choices.choose("volume", volume.valueAsNumber / 100);
      volume.ariaValueText = volume.value + "%";
      session.pace();
    };
    const mute = make("input", "check", { type: "checkbox" });
    mute.checked = choices.muted;
    mute.onchange = () => narration.keys.mute();
    const style = make(
      "select",
      "",
      {},
      ["highlight", "dim", "off"].map((one) =>
        make("option", "", { value: one }, [say("style_" + one)]),
      ),
    );
    style.value = choices.style;
    style.onchange = () => {
      choices.choose("style", style.value);
      narration.page.mark();
    };
    return [
      ...(bar.track.off.includes("read_along")
        ? []
        : [field("highlight", style), check("follow", "follow")]),
      check("skip", "skip_code"),
      ...(narration.guide ? [check("turn", "turn")] : []),
      check("keys", "keys_everywhere"),
      field("volume", volume),
      field("mute", mute),
    ];
  },

  share(panel) {
    const { bar } = panel;
    const at = bar.here ? session.position : bar.start;
    const sentences = narration.sentences(bar.track);
    const sentence = sentences.findLast(({ start }) => start <= at + 0.005);
    const passage = bar.track.passages[sentence?.passage ?? -1];
    const words = sentence ? wordsOf(passage, sentence).trim() : "";
    const link = bar.link(at);
    const quoted = `“${words}”\n${bar.link(sentence?.start ?? at)}`;
    const rows = [press(say("copy"), () => panel.copy(link))];
    if (words) rows.push(press(say("copy_sentence"), () => panel.copy(quoted)));
    if (navigator.share)
      rows.push(
        press(say("share_other"), () => {
          navigator
            .share({ title: bar.track.title, url: link, ...(words && { text: words }) })
            .catch(() => {});
        }),
      );
    return rows;
  },

  keys: () => [
    make(
      "dl",
      "keymap",
      {},
      narration.keys.actions.flatMap(([key, name]) => [
        make("dt", "", {}, [make("kbd", "", {}, [key.toUpperCase()])]),
        make("dd", "", {}, [say(name, { s: narration.JUMP })]),
      ]),
    ),
    check("keys", "keys_everywhere"),
  ],

  guide: () => narration.guide?.list() ?? [],
};

/** @param {Passage} passage @param {NarrationSentence} sentence */
const wordsOf = (passage, { from, to }) => {
  const element = elementOf(passage);
  if (passage.text) return passage.text.slice(from, to);
  return element ? `${narration.rangeOf(element, from, to) ?? ""} ` : "";
};

/** @param {Bar} bar */
const download = ({ file, track }) => {
  const name = track.title + file.replace(/.*\./, ".");
  const element = make("a", "entry", { href: file, download: name }, [say("download")]);
  element.prepend(narration.icon("download"));
  return element;
};

const sleeping = () => {
  const { sleeps } = session;
  if (typeof sleeps !== "number") return sleeps ? say("sleep_" + sleeps) : "";
  return narration.count(Math.ceil((sleeps - Date.now()) / 60_000), "minute");
};

class Panel {
  page = "menu";

  /** @param {Bar} bar */
  constructor(bar) {
    this.bar = bar;
    this.root = bar.sheet;
    this.back = button("previous", () => this.show("menu"), "", "button", say("controls"));
    this.title = make("b");
    this.body = make("div", "body");
    const close = button("close", () => this.root.hidePopover(), "", "button", say("close_panel"));
    const head = make("div", "head", {}, [this.back, this.title, close]);
    this.root.append(head, this.body);
    const place = () => this.open && this.place();
    addEventListener("resize", place);
    addEventListener("scroll", place, { passive: true });
  }

  get open() {
    return this.root.matches(":popover-open");
  }

  /** @param {string} page */
  show(page) {
    this.fill(page);
    if (!this.open) this.root.showPopover();
    this.place();
    const first = this.body.querySelector("button, input, select");
    if (first instanceof HTMLElement) first.focus({ preventScroll: true });
  }

  /** @param {string} page */
  fill(page) {
    this.page = page;
    this.back.hidden = page === "menu";
    const title = page === "menu" ? say("controls") : say(page);
    this.root.ariaLabel = title;
    narration.write(this.title, title);
    this.body.replaceChildren(...PAGES[page](this));
    this.draw();
  }

  /** A row of the menu that leads to a page. @param {string} page @param {string} [value] */
  row(page, value = "") {
    const element = press(say(page), () => this.show(page));
    element.prepend(narration.icon(page));
    element.append(make("span", "", {}, [value]));
    return element;
  }

  /** Beside the bar, on the side where there is more room. */
  place() {
    const { style } = this.root;
    if (matchMedia(SHEET).matches) {
      style.cssText = "";
      return;
    }
    const { top, bottom, left, right } = this.bar.row.getBoundingClientRect();
    const above = top > innerHeight - bottom;
    const room = Math.max(above ? top : innerHeight - bottom, 200) - 2 * GAP;
    style.maxHeight = `${Math.min(room, innerHeight - 2 * GAP)}px`;
    style.bottom = above ? `${Math.min(innerHeight - top + GAP, innerHeight - 200)}px` : "auto";
    style.top = above ? "auto" : `${Math.max(bottom + GAP, GAP)}px`;
    const rtl = this.root.matches(":dir(rtl)");
    style.left = rtl ? `${Math.max(left, GAP)}px` : "auto";
    style.right = rtl ? "auto" : `${Math.max(document.documentElement.clientWidth - right, GAP)}px`;
  }

  /** Where the clipboard is forbidden, the words are there to be copied. @param {string} text */
  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.root.hidePopover();
      narration.status("copied");
    } catch {
      const input = make(
        "textarea",
        "copy",
        { readonly: "", rows: "3", "aria-label": say("share") },
        [text],
      );
      this.body.append(input);
      input.select();
    }
  }

  /** Where the voice is in the list that is shown. */
  draw() {
    if (!this.bar.here) return;
    const mark = (selector = "", at = -1) =>
      this.body.querySelectorAll(selector).forEach((one, index) => {
        const now = `${index === at}`;
        if (one.ariaCurrent === now) return;
        one.ariaCurrent = now;
        if (index !== at || !this.open) return;
        const { top, bottom } = one.getBoundingClientRect();
        const frame = this.body.getBoundingClientRect();
        if (top < frame.top || bottom > frame.bottom)
          this.body.scrollTop += top - frame.top - frame.height / 3;
      });
    if (this.page === "chapters") mark(".narration-chapter", session.chapter);
    if (this.page === "transcript")
      mark(".narration-sentence", session.started ? session.sentence : -1);
  }
}

narration.Panel = Panel;
})();
