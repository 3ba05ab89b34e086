/** What the files of the player's script share. What is public stands in `narration.d.ts`. */

type Passage = NarrationPassage;
type Chapter = NarrationChapter;
type Track = NarrationTrack;

/** A narrated page as the build writes it: section of the navigation, title, page, audio, seconds. */
type GuidePage = [number, string, string, string, number];

interface GuideTrack extends Track {
  section: number;
}

interface Choices {
  rate: number;
  /** 0 to 1. */
  volume: number;
  muted: boolean;
  /** `highlight`, `dim` or `off`; empty until the site or the listener says. */
  style: string;
  /** Whether the page scrolls along. */
  follow: boolean;
  /** Whether announcements of code are skipped. */
  skip: boolean;
  /** Whether keys work on the whole page. */
  keys: boolean;
  /** Whether the page is turned with the voice. */
  turn: boolean;
  /** Seconds, by name of the audio file. */
  at: Record<string, number>;
}

interface KeptChoices extends Choices {
  choose<T extends keyof Choices>(name: T, value: Choices[T]): void;
  /** Keep where a page was left; null: it was heard to its end. */
  place(src: string, at: number | null): void;
  /** Seconds at which a page resumes. */
  left(src: string): number;
  write(values: Partial<Choices>): void;
}

interface Session extends NarrationSession {
  audio: HTMLAudioElement;
  track: Track;
  /** Seconds where the listener wants to be and the sound is not yet; null: it is there. */
  wanted: number | null;
  speaking: boolean;
  /** Whether the listener has had it play this track. */
  started: boolean;
  failed: boolean;
  finished: boolean;
  /** Whether it plays, unheard and fast, to where the listener wants to be. */
  hurrying: boolean;
  /** How a file is had of which no part could be: `no`, `asked`, `cached`, `refused`, `blob:…`. */
  whole: string;
  /** Index of the sentence being spoken, or -1. */
  sentence: number;
  /** Quarters of the track that were reported. */
  quarter: number;
  /** How often the browser landed elsewhere. */
  tries: number;
  timer: ReturnType<typeof setTimeout> | number;
  alarm: ReturnType<typeof setTimeout> | number;
  /** When the position was last kept: milliseconds since the epoch. */
  kept: number;
  /** When it falls silent: milliseconds since the epoch, or at the end of something. */
  sleeps: number | "chapter" | "page" | null;
  /** The pages of the guide that is played. */
  queue: Track[];
  /** Whether the listener wants it to speak and it cannot yet. */
  readonly waiting: boolean;
  /** Index of the passage at the position, or -1. */
  readonly passage: number;
  readonly chapter: number;
  tell(event: string, detail?: object): void;
  load(track: Track, at: number): void;
  /** Speed and volume as the listener chose them. */
  pace(): void;
  /** Find the sentences of the track. */
  learn(): Promise<void>;
  settle(): void;
  start(): void;
  fetch(): Promise<void>;
  fail(): void;
  retry(): void;
  keep(): void;
  tick(): void;
  sleep(when: Session["sleeps"], now?: boolean): void;
  announce(): void;
}

interface Guide {
  open(): Promise<void>;
  /** The pages of the section of this one. */
  section(): GuideTrack[];
  /** The pages before and after the one that is spoken, in the queue. */
  neighbours(): (Track | undefined)[];
  play(track: Track): void;
  list(): Node[];
}

/** A bar in the page or in the dock. */
interface Bar {
  root: HTMLElement;
  row: HTMLElement;
  sheet: HTMLElement;
  time: HTMLElement;
  elapsed: HTMLElement;
  total: HTMLElement;
  status: HTMLElement;
  more: HTMLElement;
  toggle: HTMLElement;
  start: number;
  /** What the page says about the narration. */
  notice: string;
  /** Address of what is offered for download, or nothing. */
  file: string;
  readonly track: Track;
  /** Whether its track is the one being spoken. */
  readonly here: boolean;
  press(): void;
  act(action: () => void): void;
  from(at: number): void;
  link(at: number): string;
  open(page: string): Promise<void>;
  draw(moved?: boolean): void;
}

interface Player extends Bar {
  /** Whether it is in view. */
  seen: boolean;
  enter(): Promise<void>;
  leave(): void;
  /** Seconds at which an element is spoken. */
  startOf(element: Element): number | undefined;
}

interface Panel {
  bar: Bar;
  root: HTMLElement;
  body: HTMLElement;
  readonly open: boolean;
  show(page: string): void;
  row(page: string, value?: string): HTMLElement;
  copy(text: string): Promise<void>;
  draw(): void;
}

interface Narration {
  /** What an address has that asks for a place in the page. */
  LINK: RegExp;
  /** Address of `player.js`. */
  base: string;
  player: Player | null;
  words: Record<string, string>;
  language: string;
  /** The language of the file of words, and those of the site's own. */
  file: string;
  own: Record<string, string> | undefined;
  session: Session;
  choices: KeptChoices;
  guide?: Guide;
  JUMP: number;
  SILENCE: Track;
  Panel: new (bar: Bar) => Panel;
  /** Load a script that lies beside `player.js`. */
  load(file: string): Promise<unknown>;
  /** The same, once, by its name. */
  need(name: string): Promise<unknown>;
  /** Load the words of a language; false: there are none. */
  learn(file: string, language: string, own?: Record<string, string>): Promise<boolean>;

  make<T extends keyof HTMLElementTagNameMap>(
    tag: T,
    className?: string,
    attributes?: Record<string, string>,
    children?: (Node | string)[],
  ): HTMLElementTagNameMap[T];
  say(key: string, values?: Record<string, string | number>): string;
  icon(name: string): Element;
  face(element: HTMLElement, name: string, label: string): void;
  press(label: string, action: () => void, className?: string): HTMLButtonElement;
  button(
    name: string,
    action: () => void,
    key?: string,
    className?: string,
    label?: string,
  ): HTMLButtonElement;
  list(items: Node[], className?: string): HTMLOListElement;
  write(element: Element, text: string): void;
  clock(seconds: number): string;
  spoken(seconds: number): string;
  count(count: number, unit: string): string;
  rate(rate: number): string;

  /** The page's narration, as `_player/render.py` wrote it. */
  read(host: HTMLElement, src: string, data: any): Track;
  /** Load what is spoken in a track and when, unless it is known. */
  know(track: Track): Promise<void>;
  elementOf(passage: Passage | undefined): Element | null;
  /** An element's own words, without the marks that themes put there. */
  textOf(element: Element): string;
  sentences(track: Track): NarrationSentence[];
  /** The same with its white space, in which offsets count. */
  rawText(element: Element): string;
  rangeOf(element: Element, from: number, to: number): Range | null;
  /** Mark the word that is being spoken in a sentence; without one, unmark it. */
  markWord?(element?: Element, sentence?: NarrationSentence): void;

  /** Whether the sound can be moved to so many seconds. */
  reachable(at: number): boolean;
  /** Seconds of silence that are heard before a place. */
  CLOSE: number;
  fetchWhole(): Promise<void>;
  hurry(): void;
  missed(at: number): boolean;
  announce?(): void;

  tabs: {
    /** Silence the other tabs. */
    speak(): void;
    /** Leave the voice to the next page of this tab. */
    leave(): void;
    goOn(): Promise<void>;
  };

  page: {
    /** Whether the page follows the voice, or the reader has gone elsewhere. */
    trailing: boolean;
    readonly passage: Passage | undefined;
    readonly element: Element | null;
    unmark(): void;
    mark(): void;
    /** Scroll to the voice when it has left the view. */
    follow(anyway?: boolean): void;
    /** Seconds that a link asks for; `again`: the page is open already. */
    asked(again?: boolean): Promise<number | null>;
  };
  linked?: Narration["page"]["asked"];

  keys: {
    /** Key, word and what it does. */
    actions: [string, string, () => void][];
    volume(by: number): void;
    mute(): void;
    press(event: KeyboardEvent): void;
  };

  bar: {
    inPage(host: HTMLElement, native: HTMLAudioElement, data: any): Player;
  };
  rows(element: HTMLElement): void;
  hint?: (
    scrubber: { root: HTMLElement; hint: HTMLElement; bar: Bar },
    event: PointerEvent,
  ) => void;
  ICONS: Record<string, string>;
  nodesOf(element: Element): Text[];
  draw(moved?: boolean): void;
  pace(by: number, wrap?: number): void;
  dockHeight(): number;
  /** The bar in view. */
  view(): Bar;
  status(key: string, values?: Record<string, string | number>): void;
}

declare const narration: Narration;

/** What is spoken in a track, and when, as `_player/cue_sheet.py` writes it. */
interface CueSheet {
  passages: {
    times: number[][];
    anchor?: number;
    text?: string;
    language?: string;
    /** Whether it announces what stands there. */
    announces?: boolean;
  }[];
  chapters: Omit<Chapter, "start">[];
}

interface Window {
  narrationCues?: Record<string, CueSheet>;
  narrationWords?: Record<string, Record<string, string>>;
  narrationPanelWords?: Record<string, Record<string, string>>;
  narrationPages?: GuidePage[];
}
