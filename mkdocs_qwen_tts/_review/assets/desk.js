// @ts-check
// The desk: a list of passages beside the page that they come from. No build step.
(() => {
  "use strict";

  const one = (/** @type {string} */ selector, /** @type {ParentNode} */ within = document) =>
    /** @type {any} */ (within.querySelector(selector));
  const all = (/** @type {string} */ selector, /** @type {ParentNode} */ within = document) =>
    /** @type {any[]} */ ([...within.querySelectorAll(selector)]);

  const said = one(".said");

  function say(/** @type {string} */ text, wrong = false) {
    said.textContent = text;
    said.classList.toggle("wrong", wrong);
  }

  /** Have the server do something; what it has against it is thrown. */
  async function ask(/** @type {string} */ action, /** @type {object} */ facts = {}) {
    const answer = await fetch(`/do/${action}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(facts),
    }).catch(() => {
      throw new Error("The desk does not answer. Does the command still run?");
    });
    const found = answer.headers.get("Content-Type")?.startsWith("application/json")
      ? await answer.json()
      : { error: await answer.text() };
    if (!answer.ok) throw new Error(found.error);
    return found;
  }

  /** Do something, and tell in the status line what it comes to. */
  async function doing(/** @type {string} */ now, /** @type {() => Promise<void>} */ work) {
    say(now);
    try {
      await work();
    } catch (error) {
      say(/** @type {Error} */ (error).message, true);
    }
  }

  for (const button of all("[data-do]"))
    button.addEventListener("click", () => act(button.dataset.do));

  function act(/** @type {string} */ action) {
    const page = one("header[data-page]");
    const facts = page ? { page: page.dataset.page, digest: page.dataset.digest } : {};
    doing(action === "read" ? "Reading the site…" : "Writing…", async () => {
      await ask(action, facts);
      location.reload();
    });
  }

  // ---------------------------------------------------------------- one page

  const head = one("header[data-page]");
  if (head) desk();

  function desk() {
    const audio = one("footer audio");
    const frame = one("iframe");
    const tools = one(".tools");
    const items = all(".passages li");
    let now = items[0];
    let end = Infinity;

    const facts = () => ({
      page: head.dataset.page,
      passage: Number(now.dataset.number),
      said: now.dataset.said,
    });

    // ------------------------------------------------------------ choosing

    function choose(/** @type {any} */ item, focus = true) {
      if (!item) return;
      for (const each of items) {
        each.classList.toggle("now", each === item);
        const button = one(".passage", each);
        button.tabIndex = each === item ? 0 : -1;
        button.setAttribute("aria-current", String(each === item));
      }
      now = item;
      const price = item.dataset.price;
      one("[data-tool=take]", tools).hidden = !price || price === "free";
      one("[data-tool=take]", tools).textContent = `Take it for ${price}`;
      one("[data-tool=take]", tools).disabled = Boolean(head.dataset.whyNot);
      one("[data-tool=take]", tools).title = head.dataset.whyNot;
      item.append(tools);
      tools.hidden = false;
      if (focus) one(".passage", item).focus();
      item.scrollIntoView({ block: "nearest" });
      show(item.dataset.anchor);
    }

    /** Show in the page where the passage is. */
    function show(/** @type {string} */ anchor) {
      const page = frame.contentDocument;
      if (!page) return;
      for (const each of all("[data-narration-reviewed]", page))
        each.removeAttribute("data-narration-reviewed");
      const element = anchor && page.querySelector(`[data-narration="${anchor}"]`);
      if (!element) return;
      element.setAttribute("data-narration-reviewed", "");
      element.scrollIntoView({ block: "nearest" });
    }

    function listen() {
      const page = frame.contentDocument;
      show(now?.dataset.anchor);
      if (!page?.body || page.body.dataset.listening) return;
      page.body.dataset.listening = "yes";
      page.addEventListener("click", (/** @type {any} */ event) => {
        const link = event.target.closest("a[href]");
        event.preventDefault();
        const element = event.target.closest("[data-narration]");
        const number = element?.getAttribute("data-narration");
        const item = items.find((each) => each.dataset.anchor === number);
        if (item) choose(item);
        else if (link) follow(link);
      });
      page.addEventListener("dblclick", (/** @type {any} */ event) => {
        const link = event.target.closest("a[href]");
        if (link) follow(link);
      });
    }

    /** A link to another page of the site leads to that page's desk. */
    function follow(/** @type {any} */ link) {
      const to = new URL(link.href, frame.contentWindow.location.href);
      if (to.origin === location.origin && to.pathname.startsWith("/site/"))
        location.assign(`/at/${to.pathname.slice("/site/".length)}`);
      else say(`The link leads to ${link.href}.`);
    }

    frame.addEventListener("load", listen);
    listen();

    for (const item of items) {
      const button = one(".passage", item);
      button.addEventListener("focus", () => now !== item && choose(item, false));
      button.addEventListener("click", () => {
        choose(item);
        hear();
      });
    }

    one(".passages").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const place = items.indexOf(now);
      /** @type {Record<string, () => void>} */
      const keys = {
        ArrowDown: () => choose(items[place + 1]),
        ArrowUp: () => choose(items[place - 1]),
        Home: () => choose(items[0]),
        End: () => choose(items.at(-1)),
        j: () => choose(items[place + 1]),
        k: () => choose(items[place - 1]),
        h: hear,
        m: () => mend(),
        s: skip,
        t: take,
        a: () => one("[data-do=approve]:not(:disabled)")?.click(),
        n: () => one("[data-key-of=n]")?.click(),
        Escape: () => audio.pause(),
      };
      const does = keys[event.key];
      if (!does) return;
      event.preventDefault();
      does();
    });

    // Who has just come in has chosen nothing: an arrow leads into the list. Letters wait until
    // then: a key that does something wherever one is surprises those who speak to their browser.
    document.addEventListener("keydown", (event) => {
      if (event.target !== document.body || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
      event.preventDefault();
      choose(now);
    });

    // ------------------------------------------------------------ hearing

    audio.addEventListener("timeupdate", () => {
      if (audio.currentTime >= end) {
        audio.pause();
        end = Infinity;
      }
    });

    async function play(/** @type {any} */ heard) {
      audio.pause();
      audio.src = heard.sound;
      end = Infinity;
      await new Promise((done) => audio.addEventListener("loadedmetadata", done, { once: true }));
      audio.currentTime = heard.start;
      end = heard.end;
      say(`Spoken by ${heard.by}.`);
      await audio.play().catch(() => say("Press play: the browser wants to be asked first."));
    }

    function hear() {
      doing("One moment…", async () => play(await ask("hear", facts())));
    }

    /** @type {Record<string, () => void>} */
    const does = { hear, mend: () => mend(), skip, take };
    for (const button of all("[data-tool]", tools))
      button.addEventListener("click", () => does[button.dataset.tool]?.());

    // ------------------------------------------------------------ taking

    function take() {
      const price = now.dataset.price;
      if (!price) return say("It is in the store already.");
      const why = head.dataset.whyNot;
      if (why) return say(`Nothing can be asked for: ${why}.`, true);
      const dialog = one("#take");
      const speaker = head.dataset.speaker;
      one(".effect", dialog).textContent = `${speaker} is asked to speak it: ${price}.`;
      one("[data-then=write]", dialog).onclick = () => {
        dialog.close();
        doing("Asking…", async () => {
          const heard = await ask("take", { ...facts(), price });
          now.dataset.price = "";
          choose(now);
          await play(heard);
        });
      };
      dialog.showModal();
    }

    // ------------------------------------------------------------ changing

    function count(/** @type {number} */ number, /** @type {string} */ noun) {
      return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
    }

    /** What a change does, in a sentence. */
    function told(/** @type {any} */ found) {
      const effect = found.effect;
      const pages = count(effect.pages.length, "page");
      const which = effect.pages.length === 1 ? ` (${effect.pages[0]})` : "";
      if (!effect.pages.length) return "Nothing on the site is spoken otherwise.";
      const { requests, utterances } = effect;
      const some = requests === 1 ? "it" : "them";
      const those = requests < utterances ? `${requests} of them` : some;
      const price = `${count(effect.characters, "character")}, ${effect.price}`;
      const cost = requests
        ? `the next build asks for ${those}: ${price}`
        : "nothing has to be asked for, so it costs nothing";
      const news = count(utterances, "new utterance");
      return `${pages}${which} will be spoken otherwise, ${news}; ${cost}.`;
    }

    /** How many elements a selector selects, and on how many pages. */
    function where(/** @type {any} */ selection) {
      return `${count(selection.elements, "element")} on ${count(selection.pages, "page")}`;
    }

    let turn = 0;

    /** Show what a change would do, and let it be written only then. */
    function preview(
      /** @type {any} */ dialog,
      /** @type {string} */ action,
      /** @type {() => any} */ wanted,
    ) {
      const effect = one(".effect", dialog);
      const write = one("[data-then=write]", dialog);
      const mine = ++turn;
      write.disabled = true;
      effect.classList.remove("wrong");
      if (!wanted()) {
        effect.textContent = "";
        return;
      }
      effect.textContent = "Counting…";
      setTimeout(async () => {
        if (mine !== turn) return;
        try {
          const asked = wanted();
          const found = await ask(action, asked);
          if (mine !== turn) return;
          const places = found.selection ? `${where(found.selection)} left out. ` : "";
          effect.textContent = `${places}${told(found)}`;
          write.textContent = `Write it into ${found.file}`;
          write.disabled = false;
          write.onclick = () => {
            dialog.close();
            doing("Writing…", async () => {
              await ask(action, { ...asked, write: true });
              location.hash = `p${now.dataset.number}`;
              location.reload();
            });
          };
        } catch (error) {
          effect.textContent = /** @type {Error} */ (error).message;
          effect.classList.add("wrong");
        }
      }, 300);
    }

    function mend(/** @type {string} */ term = "") {
      const dialog = one("#mend");
      const form = one("form", dialog);
      const inPage = frame.contentWindow?.getSelection()?.toString().trim();
      const picked = getSelection()?.toString().trim() || inPage;
      const unknown = JSON.parse(head.dataset.unknown);
      const words = now.dataset.said;
      const first = unknown.find((/** @type {string} */ each) => words.includes(each));
      form.term.value = term || picked || first || "";
      form.say.value = "";
      if (form.language) form.language.checked = false;
      const wanted = () =>
        form.term.value.trim() && (form.say.value || form.say.dataset.touched)
          ? {
              term: form.term.value,
              say: form.say.value,
              language: form.language?.checked ? form.language.value : null,
            }
          : null;
      delete form.say.dataset.touched;
      form.oninput = (/** @type {any} */ event) => {
        if (event.target === form.say) form.say.dataset.touched = "yes";
        preview(dialog, "pronunciation", wanted);
      };
      one("[data-then=try]", dialog).onclick = () =>
        doing("One moment…", async () => play(await ask("try", { ...facts(), ...wanted() })));
      preview(dialog, "pronunciation", wanted);
      dialog.showModal();
      (form.term.value ? form.say : form.term).focus();
    }

    for (const button of all(".term"))
      button.addEventListener("click", () => {
        const word = button.textContent;
        const item = items.find((each) => each.dataset.said.includes(word));
        if (item) choose(item, false);
        mend(word);
      });

    function skip() {
      doing("Looking at the element…", async () => {
        const { selectors } = await ask("selectors", facts());
        const dialog = one("#skip");
        const form = one("form", dialog);
        const list = one(".selectors", dialog);
        list.replaceChildren(list.firstElementChild);
        for (const [number, found] of selectors.entries()) {
          const label = document.createElement("label");
          const radio = Object.assign(document.createElement("input"), {
            type: "radio",
            name: "known",
            value: found.selector,
            checked: !number,
          });
          const code = document.createElement("code");
          code.textContent = found.selector;
          label.append(radio, " ", code, ` (${where(found)})`);
          list.append(label);
        }
        form.selector.value = "";
        const wanted = () => {
          const selector = form.selector.value.trim() || form.querySelector(":checked")?.value;
          return selector ? { selector } : null;
        };
        form.oninput = () => preview(dialog, "skip", wanted);
        preview(dialog, "skip", wanted);
        say("");
        dialog.showModal();
      });
    }

    // ------------------------------------------------------------ at the beginning

    const kept = items.find((each) => `#p${each.dataset.number}` === location.hash);
    if (kept) choose(kept);
  }
})();
