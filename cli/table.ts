import { terminalText } from './terminalText.js';

/** Rows as aligned text: the first column to the left, the others to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows].map(row => row.map(terminalText));
  const widths = head.map((_, k) => Math.max(...lines.map(line => line[k].length)));
  const text = lines.map(line =>
    line.map((cell, k) => (k === 0 ? cell.padEnd(widths[k]) : cell.padStart(widths[k]))).join('  '),
  );
  text.splice(1, 0, widths.map(w => '-'.repeat(w)).join('  '));
  return text.map(line => line.trimEnd()).join('\n');
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
