import type { LabelChange } from '../../lib/labelChange.js';

/** Reads a column of labels, and tells where they change. */
export interface LabelColumn {
  /** The cell of a row, as bytes. */
  bytes(bytes: Uint8Array, begin: number, end: number): void;
  /** The cell of a row, as text. */
  text(cell: string): void;
  /** The row of the last cell became this sample. */
  taken(index: number): void;
}

/** What stands for no label; other words of missing values may be names of classes. */
const NONE = /^(?:nan|na|n\/a|null)?$/i;

/**
 * A reader of labels. A cell that repeats the one before costs a comparison of bytes, no string.
 *
 * @param decode gives the text of bytes
 * @param missing texts that stand for no label too, in lower case
 * @internal
 */
export function labelColumn(
  decode: (begin: number, end: number) => string,
  missing: ReadonlySet<string>,
  onLabel: (change: LabelChange) => void,
): LabelColumn {
  const last = new Uint8Array(64); // the bytes of the label, where they are no more than that
  let length = -1;
  let label: string | undefined;
  let told: LabelChange | undefined;
  const take = (cell: string): void => {
    label = NONE.test(cell) || missing.has(cell.toLowerCase()) ? undefined : cell;
  };
  return {
    bytes(bytes, begin, end) {
      let same = end - begin === length;
      for (let k = 0; same && k < length; k++) same = bytes[begin + k] === last[k];
      if (same) return;
      length = end - begin <= last.length ? end - begin : -1;
      for (let k = 0; k < length; k++) last[k] = bytes[begin + k];
      take(decode(begin, end));
    },
    text(cell) {
      length = -1;
      take(cell);
    },
    taken(index) {
      if (told && told.label === label) return;
      told = { start: index, label };
      onLabel(told);
    },
  };
}
