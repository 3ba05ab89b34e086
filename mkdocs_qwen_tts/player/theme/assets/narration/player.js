// @ts-check
"use strict";

customElements.define("qwen-narration", class extends HTMLElement {});
