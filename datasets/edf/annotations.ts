import { parseCount, type Instant } from '../csv/instant.js';

const [END, TEXT, DURATION] = [0, 20, 21];
const DOT = 46;

/** What the annotations of one data record say. */
export interface RecordNotes {
  /** ns from the start of the file to that of the record; undefined where it does not say. */
  readonly onset: number | undefined;
  /** Annotations with a text. */
  readonly texts: number;
}

const at: Instant = { seconds: 0, nanos: 0 };

/**
 * Reads the lists of time-stamped annotations in one signal of a record: `+onset[21 duration]20 text 20 text 20 0`. The first list of the
 * first annotation signal begins with an empty text, and its onset is that of the record.
 *
 * @see Kemp and Olivan 2003, sections 2.2.2 to 2.2.4
 */
export function recordNotes(bytes: Uint8Array): RecordNotes {
  let onset: number | undefined;
  let texts = 0;
  let p = 0;
  for (let first = true; p < bytes.length; first = false) {
    while (p < bytes.length && bytes[p] === END) p++; // unused bytes, and the end of the list before
    let stop = bytes.indexOf(END, p);
    if (stop < 0) stop = bytes.length;
    if (p === stop) break;
    const text = bytes.indexOf(TEXT, p);
    if (text >= 0 && text < stop) {
      const duration = bytes.indexOf(DURATION, p);
      const end = duration >= 0 && duration < text ? duration : text;
      if (first && bytes[text + 1] === TEXT && parseCount(bytes, p, end, 0, DOT, at))
        onset = at.seconds * 1e9 + at.nanos;
      for (let k = text + 1, begin = k; k < stop; k++) {
        if (bytes[k] !== TEXT) continue;
        if (k > begin) texts++;
        begin = k + 1;
      }
    }
    p = stop;
  }
  return { onset, texts };
}
