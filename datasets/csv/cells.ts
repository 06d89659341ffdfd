/** Texts that stand for "no value", whatever their case; a cell of spaces alone is one too. */
export const MISSING = ['', 'na', 'n/a', '#n/a', 'nan', '-nan', '+nan', 'null', 'none', '-', '?'] as const;

const missing: ReadonlySet<string> = new Set(MISSING);

/** Whether a trimmed cell stands for "no value". */
export function isMissing(text: string): boolean {
  return text.length <= 4 && missing.has(text.toLowerCase());
}

const INFINITE = /^[+-]?inf(inity)?$/i;

/** Whether a trimmed cell spells an infinity. */
export function isInfinite(text: string): boolean {
  return INFINITE.test(text);
}

/**
 * The number a trimmed cell holds, correctly rounded to a double, or undefined when it is none. `inf` and `infinity` count as
 * numbers; hexadecimal, thousands separators and a unit behind the number do not.
 */
export function numberOf(text: string, decimal: '.' | ','): number | undefined {
  if (isInfinite(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (text === '' || /[^0-9.,eE+-]/.test(text)) return undefined;
  if (decimal === ',') {
    if (text.includes('.') || text.endsWith(',')) return undefined;
    text = text.replace(',', '.');
  }
  const value = Number(text);
  return Number.isNaN(value) ? undefined : value;
}
