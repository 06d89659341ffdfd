import { terminalText } from './terminalText.js';

/** Columns of a terminal that a table may take. */
const WIDTH = 80;

/** The longest cell where a line would not fit: what is longer keeps its two ends. */
const LONGEST = 30;

/** Room between columns. */
const GAP = '  ';

/**
 * Rows as aligned text: the first column to the left, the others to the right. What does not fit a line of 80 characters goes into further
 * tables below, each with the first columns again.
 *
 * @param keys how many columns name a row
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[], keys = 1): string {
  const whole = [head, ...rows].map(row => row.map(terminalText));
  const names = head.slice(0, keys).map((_, k) => k);
  const fits = head.every((_, k) => k < keys || widthOf(widthsOf(whole), [...names, k]) <= WIDTH);
  const lines = fits ? whole : whole.map(row => row.map(shortened));
  const widths = widthsOf(lines);
  const parts: number[][] = [];
  let part = [...names];
  for (let k = keys; k < head.length; k++) {
    if (part.length > keys && widthOf(widths, [...part, k]) > WIDTH) {
      parts.push(part);
      part = [...names];
    }
    part.push(k);
  }
  parts.push(part);
  return parts.map(columns => aligned(lines, widths, columns)).join('\n\n');
}

function widthsOf(lines: readonly (readonly string[])[]): readonly number[] {
  return lines[0].map((_, k) => Math.max(...lines.map(line => line[k].length)));
}

function widthOf(widths: readonly number[], columns: readonly number[]): number {
  return columns.reduce((sum, k) => sum + widths[k] + GAP.length, -GAP.length);
}

function aligned(lines: readonly (readonly string[])[], widths: readonly number[], columns: readonly number[]): string {
  const text = lines.map(line =>
    columns.map(k => (k === 0 ? line[k].padEnd(widths[k]) : line[k].padStart(widths[k]))).join(GAP),
  );
  text.splice(1, 0, columns.map(k => '-'.repeat(widths[k])).join(GAP));
  return text.map(line => line.trimEnd()).join('\n');
}

function shortened(cell: string): string {
  const half = (LONGEST - 3) >> 1;
  return cell.length <= LONGEST ? cell : `${cell.slice(0, half + 1)}...${cell.slice(-half)}`;
}

/** Decibels with two decimals; words where there is no number. */
export function db(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '-';
  return Number.isFinite(value) ? value.toFixed(2) : value > 0 ? 'exact' : '-inf';
}

/** A number with about `digits` significant digits, without an exponent where that is short. */
export function short(value: number, digits = 5): string {
  if (!Number.isFinite(value)) return String(value);
  return String(Number(value.toPrecision(digits)));
}
