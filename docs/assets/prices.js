// Counts what a text would cost. The prices are those of the table in the page, which is complete
// without this script.
(() => {
  "use strict";

  // As the service counts: Han ideographs twice, everything else once. A test compares this
  // with mkdocs_qwen_tts/_speech/catalogue/billing.py.
  // eslint-disable-next-line max-len
  const HAN = /[\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{323af}]/gu;
  const WORDS = {
    en: {
      paste: "Paste a text",
      or: "or give the number of characters",
      yours: "your text",
      counted: "{} billing characters",
    },
    zh: {
      paste: "粘贴一段文字",
      or: "或者输入字符数",
      yours: "您的文字",
      counted: "计费 {} 个字符",
    },
  };

  /** @param {string} text @returns {number} Billing characters. */
  const billed = (text) => [...text].length + (text.match(HAN) || []).length;

  const place = document.getElementById("price-calculator");
  const table = place && place.parentElement && place.parentElement.querySelector("table");
  if (!place || !table || place.childElementCount) return;
  const language = place.closest("[lang]")?.getAttribute("lang") || "";
  const words = language.startsWith("zh") ? WORDS.zh : WORDS.en;

  /** @param {string} name @param {string} type @param {string} says */
  const field = (name, type, says) => {
    const label = document.createElement("label");
    const input = document.createElement(name);
    if (type) input.setAttribute("type", type);
    label.append(says, document.createElement("br"), input);
    label.style.cssText = "display: block; margin-block: .6em";
    input.style.cssText =
      "width: 100%; max-width: 40em; font: inherit; border: 1px solid; padding: .3em; " +
      "color: inherit; background: transparent";
    place.append(label);
    return /** @type {HTMLInputElement} */ (input);
  };
  const text = field("textarea", "", words.paste);
  const number = field("input", "number", words.or);
  number.min = "0";
  const said = document.createElement("output");
  said.setAttribute("aria-live", "polite");
  // Its line is there before it says anything, so that the table stays where it is.
  said.style.cssText = "display: block; min-height: 1lh; margin-block: .6em 1em";
  place.append(said);

  const heads = table.querySelectorAll("thead tr");
  heads.forEach((row) => {
    const cell = document.createElement("th");
    cell.textContent = words.yours;
    row.insertBefore(cell, row.children[2]);
  });
  const rows = [...table.querySelectorAll("tbody tr")].map((row) => {
    // The third column is the price of a million characters, such as `≈ 80.00 CNY`.
    const told = (row.children[2].textContent || "").trim();
    const [, about, price, currency] = /^(≈ )?([\d.,]+) (\w+)$/.exec(told) || [];
    const cell = document.createElement("td");
    row.insertBefore(cell, row.children[2]);
    const each = Number((price || "").replaceAll(",", "")) / 1e6;
    return { cell, about: about || "", currency, each };
  });

  const count = () => {
    const given = Math.max(0, Math.floor(Number(number.value) || 0));
    const characters = text.value ? billed(text.value) : given;
    const counted = words.counted.replace("{}", characters.toLocaleString("en"));
    said.textContent = characters ? counted : "";
    for (const one of rows) {
      const price = one.each * characters;
      const shown = `${one.about}${price.toFixed(price < 1 ? 4 : 2)} ${one.currency}`;
      one.cell.textContent = characters && one.currency ? shown : "";
    }
  };
  text.addEventListener("input", count);
  number.addEventListener("input", () => {
    text.value = "";
    count();
  });
  count();
})();
