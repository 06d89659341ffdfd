/** A unit of time that a column can count in. */
export type TimeUnit = 's' | 'ms' | 'us' | 'ns' | 'min' | 'h' | 'd';

const UNITS: ReadonlyMap<string, TimeUnit> = new Map([
  ...['s', 'sec', 'secs', 'second', 'seconds', 'sekunden', 'sek', 'secondes', 'segundos'].map(word => [word, 's']),
  ...['ms', 'msec', 'msecs', 'milli', 'millis', 'millisec', 'millisecs', 'millisecond', 'milliseconds'].map(word => [
    word,
    'ms',
  ]),
  ...['us', 'usec', 'usecs', 'micros', 'microsec', 'microsecs', 'microsecond', 'microseconds'].map(word => [
    word,
    'us',
  ]),
  ...['ns', 'nsec', 'nsecs', 'nanos', 'nanosec', 'nanosecs', 'nanosecond', 'nanoseconds'].map(word => [word, 'ns']),
  ...['min', 'mins', 'minute', 'minutes', 'minuten'].map(word => [word, 'min']),
  ...['h', 'hr', 'hrs', 'hour', 'hours', 'std', 'stunden'].map(word => [word, 'h']),
  ...['d', 'day', 'days', 'tage'].map(word => [word, 'd']),
] as [string, TimeUnit][]);

/** The unit that a text spells, as it stands in brackets behind a name or in a row of units. */
export function timeUnitOf(text: string): TimeUnit | undefined {
  const word = text
    .trim()
    .toLowerCase()
    .replace(/[\u00b5\u03bc]/g, 'u')
    .replace(/\.$/, '');
  return UNITS.get(word) ?? UNITS.get(/^(?:unix|epoch|elapsed|relative)?[ _-]?(\w+)$/.exec(word)?.[1] ?? '');
}

const TIMES: ReadonlySet<string> = new Set([
  ...[
    'time',
    'times',
    'timestamp',
    'timestamps',
    'datetime',
    'date',
    'clock',
    'elapsed',
    'epoch',
    'utc',
    'ts',
    'tstamp',
  ],
  ...[
    'unixtime',
    'posix',
    'timer',
    'tick',
    'ticks',
    'uptime',
    'datenum',
    'julian',
    'jd',
    'mjd',
    'gmt',
    'unix',
    'posixtime',
  ],
  ...[
    'zeit',
    'zeitstempel',
    'datum',
    'uhrzeit',
    'messzeit',
    'laufzeit',
    'temps',
    'heure',
    'horodatage',
    'tiempo',
    'fecha',
  ],
  ...[
    'hora',
    'tempo',
    'ora',
    'tijd',
    'czas',
    '\u010das',
    'tid',
    'aika',
    '\u0432\u0440\u0435\u043c\u044f',
    'dato',
    'dt',
  ],
  ...[
    '\u65f6\u95f4',
    '\u6642\u9593',
    '\u65e5\u6642',
    '\u6642\u523b',
    'seconds',
    'millis',
    'micros',
    'nanos',
    'milliseconds',
  ],
  ...[
    'microseconds',
    'nanoseconds',
    'secs',
    'msec',
    'usec',
    'sampletimefine',
    'timestampms',
    'timestampns',
    'timestampus',
    'timems',
  ],
]);

/** The words of a name, in lower case: `Arrival_Time` and `arrivalTime` have two. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[\u00b5\u03bc]s\b/g, 'us')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '');
}

/** Whether a column is called by a time: `time`, `t_ms`, `Elapsed`, `Arrival_Time`, `Time Stamp`, `Zeit`. */
export function isTimeName(name: string): boolean {
  const words = wordsOf(name);
  if (words.some(word => TIMES.has(word))) return true;
  if (words[0] === 't' && (words.length === 1 || (words.length === 2 && UNITS.has(words[1])))) return true;
  return words.length === 1 && (UNITS.get(words[0]) === 's' || UNITS.get(words[0]) === 'ms') && words[0].length > 1;
}

/** The unit that a name says itself: `time_ms`, `seconds_elapsed`, `millis`. */
export function unitInName(name: string): TimeUnit | undefined {
  const words = wordsOf(name);
  const glued = words.map(word => /^(?:time|timestamp|t|ts|epoch)(ms|us|ns)$/.exec(word)?.[1]).find(unit => unit);
  const last = words.length > 1 || (words[0]?.length ?? 0) > 1 ? UNITS.get(words[words.length - 1]) : undefined;
  const long = words.find(word => word.length > 2 && UNITS.has(word));
  return last ?? UNITS.get(long ?? '') ?? UNITS.get(glued ?? '');
}

/** Whether a column is called by a count of rows: `index`, `sample`, `RECORD`, `nSeq`, `No.`, or nothing as a data frame's index. */
export function isCounterName(name: string): boolean {
  const words = wordsOf(name);
  if (words.length === 0) return true;
  if (/^unnamed \d+( level \d)?$/.test(words.join(' ')) || /^ch\d+$/.test(name)) return true;
  return words.every(word => COUNTERS.has(word));
}

const COUNTERS: ReadonlySet<string> = new Set([
  ...[
    'index',
    'idx',
    'sample',
    'samples',
    'sampleindex',
    'number',
    'no',
    'nr',
    'num',
    'n',
    'id',
    'seq',
    'sequence',
    'nseq',
  ],
  ...[
    'counter',
    'count',
    'packet',
    'packetcounter',
    'packets',
    'frame',
    'frames',
    'record',
    'records',
    'rec',
    'recno',
    'recnbr',
  ],
  ...['row', 'rows', 'line', 'point', 'points', 'scan', 'scans', 'obs', 'entry', 'lfd', 'reading', 'readings', 'rn'],
  ...['seqno', 'samplenumber', 'sampleno', 'framenumber', 'messung', 'nummer', 'pkt'],
]);

const PARTS =
  /^(year|yr|yyyy|month|mon|mm|mo|day|dy|dd|hour|hr|hh|minute|mn|second|sec|ss|doy|weekday|jahr|monat|tag|stunde|sekunde|millisecond|milliseconds|msec|ms|millis|us|usec|microseconds?)s?$/i;

/** Whether a column is called by a part of a date or time: `year`, `hour`, `ms`. */
export function isTimePart(name: string): boolean {
  return PARTS.test(name.trim());
}
