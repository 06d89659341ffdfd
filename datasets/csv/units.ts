/**
 * Splits a unit off a column header: `temp [degC]` is `temp` in degC, `ax (g)` is `ax` in g, `U / V` is `U` in V.
 *
 * Only brackets and parentheses at the end are taken, a slash between spaces, and a known unit behind a comma: `ax_mg` may be a
 * name. Digits alone are a number, not a unit.
 */
export function splitUnit(header: string): { readonly name: string; readonly unit: string } {
  const text = header.trim();
  const found = /^(.*\S)\s*(?:\[([^\][]{1,24})\]|\(((?:[^()]|\([^()]*\)){1,24})\)| \/ (\S{1,24}))$/.exec(text);
  const unit = (found?.[2] ?? found?.[3] ?? found?.[4] ?? '').trim();
  if (found && unit !== '' && !/^\d+$|:/.test(unit)) return { name: found[1].trim(), unit };
  const behind = /^(.*\S), ?([^\s,()]{1,8})(?: \(.*\))?$/.exec(text); // Temp, \u00b0C (S/N: 123)
  return behind && isUnit(behind[2]) ? { name: behind[1], unit: behind[2] } : { name: text, unit: '' };
}

/** A unit without the brackets around it, as rows of units under a header have them. */
export function bareUnit(text: string): string {
  return (/^\((.*)\)$/.exec(text)?.[1] ?? /^\[(.*)\]$/.exec(text)?.[1] ?? text).trim();
}

const PREFIXED =
  /^[pnu\u00b5\u03bcmkMGhcd]?(s|V|A|W|Hz|g|Pa|bar|m|N|T|J|F|H|S|rad|mol|L|l|VA|Wh|Ah|eV|\u03a9|Ohms?|ohms?|Vrms|Vpp)$/;
const WORDS: ReadonlySet<string> = new Set([
  ...[
    'sec',
    'secs',
    'second',
    'seconds',
    'msec',
    'usec',
    'nsec',
    'min',
    'mins',
    'minute',
    'minutes',
    'h',
    'hr',
    'hrs',
    'hour',
  ],
  ...[
    'hours',
    'd',
    'day',
    'days',
    'millis',
    'milliseconds',
    'microseconds',
    'nanoseconds',
    'volt',
    'volts',
    'millivolt',
  ],
  ...[
    'millivolts',
    'microvolts',
    'amp',
    'amps',
    'ampere',
    'amperes',
    'watt',
    'watts',
    'hertz',
    'deg',
    'degree',
    'degrees',
    'dps',
  ],
  ...[
    'degc',
    'degf',
    'celsius',
    'fahrenheit',
    'kelvin',
    'c',
    'f',
    'k',
    'psi',
    'psia',
    'atm',
    'torr',
    'mmhg',
    'inhg',
    'ppm',
    'ppb',
  ],
  ...[
    'lux',
    'lx',
    'lm',
    'cd',
    'dba',
    'db',
    'dbm',
    'dbv',
    'rpm',
    'bpm',
    'gauss',
    'mgauss',
    'mg',
    'kg',
    'lb',
    'lbs',
    'oz',
    'ft',
  ],
  ...[
    'inch',
    'inches',
    'in',
    'mph',
    'knots',
    'kn',
    'count',
    'counts',
    'lsb',
    'adc',
    'raw',
    'unitless',
    'none',
    'no units',
  ],
  ...[
    'no_units',
    'sequence',
    'n/a',
    '-',
    '--',
    '1',
    'ts',
    'rn',
    'rh',
    '%',
    '%rh',
    '\u2030',
    '\u00b0',
    'date',
    'time',
    'utc',
    'bool',
    'boolean',
  ],
  ...[
    'gal',
    'strain',
    'ustrain',
    'ue',
    '\u00b5\u03b5',
    'joule',
    'newton',
    'newtons',
    'pascal',
    'bits',
    'code',
    'codes',
    'au',
    'a.u.',
  ],
  ...[
    'hh:mm:ss',
    'yyyy-mm-dd',
    'dd/mm/yyyy',
    'mm/dd/yyyy',
    'hh:mm',
    'mm:ss',
    'unix',
    'epoch',
    'digital',
    'logical',
    'eu',
  ],
]);

/** Whether a text is a unit, as they stand in a row under the names. */
export function isUnit(text: string): boolean {
  const unit = bareUnit(text);
  if (PREFIXED.test(unit) || WORDS.has(unit.toLowerCase())) return true;
  if (/^(deg(rees?)?\.?|\u00b0)\s?[cfk]?$/i.test(unit)) return true;
  if (/^%\s?\w{0,6}$/.test(unit)) return true;
  const parts = unit
    .split(/[/*\u00b7. ]/)
    .map(part => part.replace(/[()]/g, '').replace(/(\^?[-+]?\d|[\u00b2\u00b3])$/, ''));
  return (
    parts.length > 1 &&
    parts.every(part => part === '' || part === '\u00b0' || PREFIXED.test(part) || WORDS.has(part.toLowerCase()))
  );
}

const PROCESSES =
  /^(avg|average|mean|smp|sample|max|min|std|stdev|tot|total|sum|med|median|wvc|cal|raw|inst|rms|cov|hst|win)$/i;

/** Whether a text names how a logger made a value, as the last line of a Campbell header has it. */
export function isProcess(text: string): boolean {
  return PROCESSES.test(text);
}
