/** What the player's script speaks of. */

interface Cue {
  /** Seconds. */
  start: number;
  /** The element `data-narration="N"`, or null where the words do not stand on the page. */
  anchor: number | null;
  /** Words that the element does not say by itself. */
  text: string;
  language: string | undefined;
  /** Which piece of its passage this is, of how many: a passage too long for one request has several. */
  piece: number;
  pieces: number;
}

interface Chapter {
  cue: number;
  title: string;
  level: number;
  id: string | undefined;
}

interface Track {
  /** Absolute address of the audio. */
  src: string;
  /** Absolute address of the page, without query and fragment. */
  page: string;
  title: string;
  /** BCP 47 tag of its text. */
  lang: string;
  /** Seconds. */
  duration: number;
  cues: Cue[];
  chapters: Chapter[];
  /** Settings that are switched off. */
  off: string[];
}

/** A narrated page as the build writes it: which section of the navigation, title, page, audio, seconds. */
type GuidePage = [number, string, string, string, number];

interface GuideTrack extends Track {
  section: number;
}

/** What the player offers to other scripts: `document.querySelector("qwen-narration").player`. */
interface PublicPlayer {
  root: HTMLElement;
  panel: HTMLElement;
  track: Track;
  voice: Voice;
  clock: Time;
  say: Say;
  from(at: number): void;
  /** A button and what it discloses, filled when it is first opened. */
  section(word: string, fill: () => Node[]): Node[];
}

interface HTMLElementTagNameMap {
  "qwen-narration": HTMLElement & { player?: PublicPlayer };
}

interface Choices {
  rate: number;
  volume: number;
  style: string;
  follow: boolean;
  /** Seconds, by name of the audio file. */
  at: Record<string, number>;
}

interface Window {
  narrationWords?: Record<string, Record<string, string>>;
  narrationPages?: GuidePage[];
}

/** The one voice of the document. */
interface Voice {
  /** What it speaks; without an address: nothing. */
  track: Track;
  /** Whether the track has been played since it was loaded. */
  started: boolean;
  failed: boolean;
  /** Index of the cue being spoken, or -1. */
  cue: number;
  /** Quarters of the track that were reported. */
  quarter: number;
  /** Seconds that were last asked for. */
  sought: number;
  timer: number;
  /** When the position was last remembered: milliseconds since the epoch. */
  kept: number;
  /** Whether the page follows the voice, or the reader has gone elsewhere. */
  trailing: boolean;
  /** Whether the page that is open is the one being spoken. */
  readonly here: boolean;
  readonly playing: boolean;
  /** Index of the chapter being spoken, or -1. */
  readonly chapter: number;
  readonly element: Element | null;
  tell(event: string, detail?: object): void;
  load(track: Track, at: number): void;
  play(): void;
  toggle(): void;
  seek(at: number): void;
  fetch(): Promise<void>;
  /** By so many seconds. */
  skip(by: number): void;
  /** By so many passages or chapters. */
  step(by: number, chapters?: boolean): void;
  stop(): void;
  /** Remember the position. */
  keep(): void;
  tick(): void;
  unmark(): void;
  mark(): void;
  follow(anyway?: boolean): void;
  announce(): void;
}

type Time = (seconds: number) => string;
type Say = (key: string, values?: Record<string, string | number>) => string;
type Status = (key: string, values?: Record<string, string | number>) => void;
type Make = <T extends keyof HTMLElementTagNameMap>(
  tag: T,
  className?: string,
  attributes?: Record<string, string>,
  children?: (Node | string)[],
) => HTMLElementTagNameMap[T];
type Face = (element: HTMLElement, icon: string, label: string) => void;
type Press = (label: string, action: () => void, className?: string) => HTMLButtonElement;
type Button = (icon: string, action: () => void, key?: string | null, className?: string) => HTMLButtonElement;
type List = (items: Node[]) => HTMLOListElement;
type Choice = (
  values: string[],
  label: (value: string) => string,
  value: string,
  changed: (value: string) => void,
) => HTMLSelectElement;
type Field = (label: string, input: HTMLElement) => HTMLLabelElement;
type Write = (element: Element, text: string) => void;
type TextOf = (element: Element) => string;
type Anchored = (cue: Cue | undefined) => Element | null;
type Visible = (element: Element) => boolean;
type Sentence = (element: Element, track: Track, index: number) => Range | undefined;
/** `moved`: the reader moved the position. */
type Draw = (moved?: boolean) => void;
