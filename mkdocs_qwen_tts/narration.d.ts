/**
 * What the player offers to a site's own scripts, as types.
 *
 * `window.narration.session` is the one voice of the document. Events bubble up from the player of
 * the page that is spoken, else they come from `document`.
 */

interface NarrationPassage {
  /** Seconds. */
  start: number;
  /**
   * Seconds at which its cues begin: its sentences, where their times are known. Behind the first
   * of each, where they are known, those of its further words.
   */
  times: number[][];
  /** The element `data-narration="N"`, or null where the words do not stand on the page. */
  anchor: number | null;
  /** Words that the element does not say by itself. */
  text: string;
  language: string | undefined;
  /** Whether it announces a block of code. */
  code: boolean;
}

interface NarrationSentence {
  /** Seconds. */
  start: number;
  /** Index into `passages`. */
  passage: number;
  /** Offsets in the words of its passage, end exclusive. */
  from: number;
  to: number;
  /** Seconds at which its words begin; fewer than there are where they are not known. */
  words: number[];
}

interface NarrationChapter {
  /** Seconds. */
  start: number;
  /** Index into `passages`. */
  passage: number;
  title: string;
  /** Of the heading: 1 to 6. */
  level: number;
  id: string | undefined;
}

interface NarrationTrack {
  /** Absolute address of the audio. */
  src: string;
  /** Absolute address of the page, without query and fragment. */
  page: string;
  title: string;
  /** BCP 47 tag of its text. */
  lang: string;
  /** Seconds. */
  duration: number;
  /** Empty until the listener first turns to it, as are the chapters. */
  passages: NarrationPassage[];
  chapters: NarrationChapter[];
  /** Empty until it is first played. */
  sentences: NarrationSentence[];
  /** Settings of the site that are switched off. */
  off: string[];
  /** Absolute address of the script that says what is spoken when, without its ending. */
  sheet: string;
  /** Whether that could not be loaded. */
  unknown: boolean;
}

/** The voice, as a site's own script may use it. */
interface NarrationSession {
  /** What it speaks; without an address: nothing. */
  readonly track: NarrationTrack;
  /** Seconds: where the listener wants to be. The sound may need a moment to get there. */
  readonly position: number;
  /** Whether the listener wants it to speak. */
  readonly speaking: boolean;
  /** Whether the audio could not be played: `play()` tries again. */
  readonly failed: boolean;
  /** Whether it has come to the end. */
  readonly finished: boolean;
  play(): void;
  pause(): void;
  toggle(): void;
  /** To so many seconds from the beginning. */
  seek(at: number): void;
  /** By so many seconds, back where negative. */
  skip(by: number): void;
  /** By so many sentences, or chapters; -1 goes to the beginning of this one first. */
  step(by: number, chapters?: boolean): void;
  /** End it, and forget what is spoken. */
  stop(): void;
}

interface NarrationPlayer {
  readonly root: HTMLElement;
  /** The page's own narration. */
  readonly track: NarrationTrack;
  /** Speak from so many seconds on. */
  from(at: number): void;
  /** The address of a moment, in seconds. */
  link(at: number): string;
}

interface NarrationEventDetail {
  /** Address of the page that is spoken. */
  page: string;
  title: string;
  /** Seconds. */
  duration: number;
  /** Seconds: the position. */
  time: number;
}

interface NarrationEventMap {
  /** The player is there. */
  "narration:ready": CustomEvent<NarrationEventDetail>;
  /** It begins or goes on. */
  "narration:play": CustomEvent<NarrationEventDetail>;
  "narration:pause": CustomEvent<NarrationEventDetail>;
  /** A sentence begins: indices into `sentences` and `passages` of the track. */
  "narration:sentence": CustomEvent<NarrationEventDetail & { index: number; passage: number }>;
  /** A chapter begins. */
  "narration:chapter": CustomEvent<NarrationEventDetail & { chapter: string | undefined }>;
  /** A quarter is through. */
  "narration:progress": CustomEvent<NarrationEventDetail & { percent: 25 | 50 | 75 | 100 }>;
  /** The end is reached. */
  "narration:finished": CustomEvent<NarrationEventDetail>;
  /** The audio could not be played. */
  "narration:error": CustomEvent<NarrationEventDetail & { message: string }>;
}

interface DocumentEventMap extends NarrationEventMap {}
interface HTMLElementEventMap extends NarrationEventMap {}

interface HTMLElementTagNameMap {
  "qwen-narration": HTMLElement & { player?: NarrationPlayer };
}

interface Window {
  narration: { session: NarrationSession; player: NarrationPlayer | null };
}
