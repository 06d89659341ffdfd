/** Texts that stand for "no value", in lower case; a cell of spaces alone is one too. */
export const MISSING = [
  ...['', 'na', 'n/a', 'n.a.', 'n.a', '<na>', '#na', '#n/a', 'nan', '-nan', '+nan', 'nanq', 'null', '(null)', '<null>'],
  ...['none', 'nil', 'undefined', 'missing', 'void', 'blank', 'no data', 'nodata', 'no value', '\\n', 'nat', '<nat>'],
  ...[
    '-',
    '--',
    '---',
    '----',
    '-----',
    '\u2013',
    '\u2014',
    '.',
    '..',
    '...',
    '?',
    '??',
    '???',
    '*',
    '**',
    '***',
    '****',
    '_',
  ],
  // what programs print for a value that is none: C runtimes, spreadsheets
  ...['1.#qnan', '-1.#qnan', '1.#snan', '-1.#snan', '1.#ind', '-1.#ind', '1.#qnan0', '-1.#ind00', '1.#qnb', 'nan(ind)'],
  ...[
    '-nan(ind)',
    '-nan(snan)',
    'nan(snan)',
    '#div/0!',
    '#value!',
    '#ref!',
    '#num!',
    '#name?',
    '#null!',
    '#error',
    '#wert!',
  ],
  // what instruments and historians print for a reading that is none
  ...['ol', '+ol', '-ol', 'o.l', '0.l', 'ofl', 'ovf', 'ovfl', 'ovld', 'ovrflw', 'ovrng', 'over', 'under', 'overload'],
  ...[
    'overflow',
    'underflow',
    'overrange',
    'underrange',
    'over range',
    'under range',
    'open',
    'short',
    'bad',
    'bad input',
  ],
  ...[
    'invalid',
    'error',
    'err',
    'fail',
    'failed',
    'fault',
    'i/o timeout',
    'timeout',
    'calc failed',
    'shutdown',
    'off-line',
  ],
  ...['offline', 'not available', 'unavailable', 'unknown', 'disconnected', 'saturated', '#####', '######', '########'],
] as const;

const missing: ReadonlySet<string> = new Set(MISSING);

/** Whether a trimmed cell stands for "no value". */
export function isMissing(text: string): boolean {
  if (text.length > 13) return false;
  const lead = text.charCodeAt(0);
  const first = lead === 45 || lead === 43 ? text.charCodeAt(1) : lead;
  // what begins like a number is one, but for a few words, and most cells do
  if (first >= 48 && first <= 57 && !text.includes('#') && first !== 48) return false;
  return missing.has(text.toLowerCase());
}

const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

const INFINITE = /^[+-]?(inf(inity)?|1\.#inf(00)?|\u221e)$/i;

/** Whether a trimmed cell spells an infinity. */
export function isInfinite(text: string): boolean {
  return INFINITE.test(text);
}

/**
 * The number a trimmed cell holds, correctly rounded to a double, or undefined when it is none. `inf` and `infinity` count as
 * numbers; hexadecimal and a unit behind the number do not.
 *
 * Thousands may be set apart by the other mark where a fraction follows (`1,200.5`, and `1.200,5` under a decimal comma), by a
 * narrow or fixed space, or by an apostrophe.
 */
export function numberOf(text: string, decimal: '.' | ','): number | undefined {
  if (decimal === '.' && PLAIN.test(text)) return Number(text); // as nearly all are
  if (isInfinite(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (text === '') return undefined;
  if (/[^0-9.,eE+-]/.test(text)) {
    const plain = text.replace(/^\u2212/, '-'); // a typographic minus
    const ungrouped = /^[+-]?\d{1,3}(['\u2019\u00a0\u202f]\d{3})+([.,]\d+)?$/.test(plain)
      ? plain.replace(/['\u2019\u00a0\u202f]/g, '')
      : plain;
    return ungrouped === text || /[^0-9.,eE+-]/.test(ungrouped) ? undefined : numberOf(ungrouped, decimal);
  }
  if (decimal === ',') {
    if (/^[+-]?[1-9]\d{0,2}(\.\d{3})+,\d+$/.test(text)) text = text.replaceAll('.', '');
    if (text.includes('.') || text.endsWith(',')) return undefined;
    text = text.replace(',', '.');
  } else if (/^[+-]?[1-9]\d{0,2}(,\d{3})+\.\d+$/.test(text)) {
    text = text.replaceAll(',', '');
  }
  const value = Number(text);
  return Number.isNaN(value) ? undefined : value;
}

/** Whole thousands set apart by commas, `1,200`: under a decimal comma the same text is 1.2. */
const GROUPED = /^[+-]?[1-9]\d{0,2}(,\d{3})+$/;

/** Whether a cell may be thousands set apart by commas, or a number with a decimal comma. */
export function isGrouped(text: string): boolean {
  return GROUPED.test(text);
}

/** The number a cell holds where the decimal mark is known for certain, so that `1,200` under a point is 1200. */
export function valueOf(text: string, decimal: '.' | ','): number | undefined {
  return numberOf(decimal === '.' && text.includes(',') && isGrouped(text) ? text.replaceAll(',', '') : text, decimal);
}
