/** What the player's script speaks of. */

interface Cue {
  /** Seconds. */
  start: number;
  /** The element `data-narration="N"`, or null where the words do not stand on the page. */
  anchor: number | null;
  /** Words that the element does not say by itself. */
  text: string;
  language: string;
  /** Which piece of its passage this is, of how many: a passage too long for one request has several. */
  piece: number;
  pieces: number;
}

interface Chapter {
  cue: number;
  title: string;
  level: number;
  id: string;
}

interface Track {
  /** Absolute address of the audio. */
  src: string;
  /** Absolute address of the page, without query and fragment. */
  page: string;
  title: string;
  /** Seconds. */
  duration: number;
  cues: Cue[];
  chapters: Chapter[];
  /** Settings that are switched off. */
  off: string[];
}

/** A page of the guide: which section of the navigation, title, page, audio, seconds. */
type GuidePage = [number, string, string, string, number];

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
  narrationGuide?: GuidePage[];
}
