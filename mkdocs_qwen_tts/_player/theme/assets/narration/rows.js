// @ts-check
// The rows of a list of pages, each with a button of the player.
(() => {
"use strict";

const { session, choices, button, say } = narration;

/** @type {Narration["rows"]} */
narration.rows = (element) => {
  for (const native of element.querySelectorAll("audio")) {
    const item = native.parentElement;
    const link = item?.querySelector("a");
    if (!item || !link) continue;
    const track = {
      ...narration.SILENCE,
      src: native.src,
      page: link.href,
      title: link.textContent ?? "",
      lang: narration.language,
      duration: parseFloat(item.querySelector("time")?.dateTime.slice(2) ?? ""),
    };
    const toggle = button(
      "play",
      () => {
        if (session.track.src !== track.src) session.load(track, choices.left(track.src));
        session.toggle();
        narration.draw();
      },
      "",
      "button play",
    );
    const show = () => {
      const verb = session.track.src === track.src && session.speaking ? "pause" : "play";
      narration.face(toggle, verb, `${say(verb)}: ${track.title}`);
    };
    for (const event of ["play", "pause", "finished", "error"])
      document.addEventListener("narration:" + event, show);
    show();
    native.replaceWith(toggle);
    item.prepend(toggle);
  }
};
})();
