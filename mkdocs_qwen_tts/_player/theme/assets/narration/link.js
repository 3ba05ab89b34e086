// @ts-check
// Links to a place in a page: `?t=90`, `?t=1:30` or `?t=1m30s`, and `#listen=` with the id of a
// heading. Loaded where a page is opened by one.
(() => {
"use strict";

const { choices, know } = narration;

/** @param {string} query */
const seconds = (query) => {
  const told = new URLSearchParams(query).get("t") ?? "";
  const [, h = 0, m = 0, s = 0] =
    /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?$/.exec(told) ??
    /^(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(told) ??
    [];
  return told && [h, m, s].some((one) => one !== 0)
    ? Number(h) * 3600 + Number(m) * 60 + Number(s)
    : null;
};

const decoded = (text = "") => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a per cent sign of its own, or not UTF-8
  }
};

/** What the tab keeps: the last link whose page was listened to. */
const followed = {
  get: () => {
    try {
      return sessionStorage.narrationLink;
    } catch {
      return null; // storage is forbidden
    }
  },
  set: () => {
    try {
      sessionStorage.narrationLink = location.href;
    } catch {
      // then a reload goes by the link again
    }
  },
};

/** Whether the link is that of a document that came by a reload or from the history. */
const link = location.href;
let returned = performance.getEntriesByType("navigation").some((one) => {
  const { type, name } = /** @type {PerformanceNavigationTiming} */ (one);
  return type !== "navigate" && name.split("#")[0] === link.split("#")[0];
});

narration.linked = async (again) => {
  const { player } = narration;
  if (!player) return null;
  returned &&= !again && location.href === link; // later links are new
  // Where the listener has got to since counts.
  if (returned && followed.get() === link && choices.left(player.track.src)) return null;
  const hash = /^#listen=(.+)/.exec(location.hash)?.[1];
  const heading = hash && document.getElementById(decoded(hash));
  const place =
    heading && (heading.closest("[data-narration]") ?? heading.querySelector("[data-narration]"));
  if (heading) heading.scrollIntoView();
  if (place) await know(player.track);
  const at = place ? player.startOf(place) : again || hash ? null : seconds(location.search);
  return at != null && at < player.track.duration ? at : null;
};

document.addEventListener("narration:play", () => narration.player?.here && followed.set());
})();
