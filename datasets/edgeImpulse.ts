import { show } from '../lib/check.js';
import { type Frame, MAX_CHANNELS, streamInfo } from '../lib/frame.js';
import { checkOptions } from '../lib/options.js';
import {
  checkFrameSize,
  chosenColumns,
  columnsOf,
  frameSource,
  type Opened,
  type Reading,
  sourceError,
} from './bytes/frameSource.js';
import type { ByteReader } from './bytes/byteReader.js';
import type { CsvInput } from './csv/byteSource.js';
import { JsonReader } from './edgeImpulse/jsonReader.js';
import {
  ROW_SOURCE_OPTIONS,
  type PlacedRow,
  rowFrames,
  rowPolicies,
  type RowPolicies,
  type RowSourceOptions,
} from './rows/rowFrames.js';
import type { SignalSource, UnreadPart } from './source.js';

/** The most bytes of the list of sensors, and of one row. */
const [MAX_SENSORS, MAX_ROW] = [2 ** 20, 2 ** 20];

/** Rows from one look at the consumer to the next. */
const BATCH = 256;

/**
 * Reads a recording in the data acquisition format of Edge Impulse, in JSON, as a stream of frames: the values of its payload, one row a
 * sample and one sensor a channel.
 *
 * The rate is 1000 / interval_ms. The signature is not checked: it speaks of who made the file, not of what it holds. Values are read
 * piece by piece in constant memory; where they stand before the sensors, the file is read twice.
 *
 * @param input a path, a `file:` URL, or `{ name, chunks }`
 * @throws {OptionRangeError | OptionTypeError} at the call on a wrong option; while reading, when there is no such sensor
 * @throws {FormatError} while reading: no such file, no such document
 * @throws {DataError} while reading: a missing value or a bad row, where these are errors
 * @see docs.edgeimpulse.com, Data acquisition format
 */
export function edgeImpulse(input: CsvInput, options: RowSourceOptions = {}): SignalSource {
  checkOptions('edgeImpulse', options, ROW_SOURCE_OPTIONS);
  const policies = rowPolicies('edgeImpulse', options);
  return frameSource('edgeImpulse', input, options, reading => open(reading, policies));
}

/** What a document says of its values. */
interface Head {
  sensors: readonly { readonly name: string; readonly unit: string }[] | undefined;
  /** Samples a second (Hz), absent where the interval is 0. */
  sampleRate: number | undefined;
  interval: boolean;
  details: Record<string, string>;
  readonly unread: UnreadPart[];
}

async function open(reading: Reading, policies: RowPolicies): Promise<Opened> {
  const head: Head = { sensors: undefined, sampleRate: undefined, interval: false, details: {}, unread: [] };
  const found = await walk(reading, reading.bytes, head);
  const { sensors } = head;
  if (found === 'none' || !sensors) {
    const missing = sensors ? 'values' : 'sensors';
    throw sourceError(reading, `must have a payload with sensors, interval_ms and values, got one without ${missing}`);
  }
  const all = sensors.map((sensor, index) => ({ index, ...sensor }));
  const chosen = chosenColumns(reading, all) ?? all;
  checkFrameSize(reading, chosen.length);
  const sampleRate = reading.settings.sampleRate ?? head.sampleRate;
  const [names, units] = [chosen.map(c => c.name), chosen.map(c => c.unit)];

  async function* frames(): AsyncGenerator<Frame> {
    let { bytes } = reading;
    if (found === 'passed') {
      bytes = await reading.reopen();
      await walk(reading, bytes, undefined);
    }
    const fields = chosen.map(c => c.index);
    const options = { ...policies, fields, names, units, ...(sampleRate !== undefined && { sampleRate }) };
    const width = all.length;
    yield* rowFrames(reading, valueRows(reading, bytes), options, row =>
      Array.isArray(row) && row.length === width
        ? undefined
        : `a row must have ${width} values, one per sensor, got ${Array.isArray(row) ? row.length : show(row)}`,
    );
  }

  return {
    description: {
      name: reading.name,
      format: 'edgeImpulse',
      info: streamInfo({ channels: chosen.length, sampleRate, names, units }),
      rateFrom: reading.settings.sampleRate !== undefined ? 'option' : sampleRate === undefined ? 'unknown' : 'file',
      columns: columnsOf(all, chosen),
      unread: head.unread,
      details: head.details,
    },
    frames,
  };
}

/**
 * Goes through the document up to the first of its values.
 *
 * @param head written; without it only the values are looked for
 * @returns `here` where it stands in front of them, `passed` where they came before the head was known, `none` where there are none
 */
async function walk(reading: Reading, bytes: ByteReader, head: Head | undefined): Promise<'here' | 'passed' | 'none'> {
  const json = readerOf(reading, bytes);
  let passed = false;
  const member = async (key: string): Promise<boolean> => {
    switch (key) {
      case 'values':
        if (!head || (head.sensors && head.interval)) return true;
        passed = true;
        break;
      case 'sensors':
        if (head) head.sensors = sensorsOf(reading, await json.small(MAX_SENSORS));
        else break;
        return false;
      case 'interval_ms':
        if (head) setInterval(reading, head, await json.small(64));
        else break;
        return false;
      case 'device_name':
      case 'device_type': {
        const text = await json.small(MAX_SENSORS);
        if (head && typeof text === 'string') head.details[key === 'device_name' ? 'device' : 'type'] = text;
        return false;
      }
      case 'signature':
      case 'protected':
        break;
      default:
        head?.unread.push({ what: `member ${show(key)}`, reason: 'not values' });
    }
    await json.skip();
    return false;
  };
  // the payload may stand alone, without its envelope
  const stopped = await json.members(key => (key === 'payload' ? json.members(member) : member(key)));
  return stopped ? 'here' : passed ? 'passed' : 'none';
}

function readerOf(reading: Reading, bytes: ByteReader): JsonReader {
  return new JsonReader(bytes, rule => {
    throw sourceError(reading, `near byte ${bytes.position}: ${rule}`);
  });
}

function sensorsOf(reading: Reading, list: unknown): Head['sensors'] {
  if (!Array.isArray(list) || list.length === 0 || list.length > MAX_CHANNELS) {
    throw sourceError(reading, `sensors must be a list of 1 to ${MAX_CHANNELS}, got ${show(list)}`);
  }
  return (list as unknown[]).map((sensor, index) => {
    const { name, units } = (sensor ?? {}) as Record<string, unknown>;
    return {
      name: typeof name === 'string' ? name : `ch${index}`,
      unit: typeof units === 'string' && units !== 'N/A' ? units : '',
    };
  });
}

function setInterval(reading: Reading, head: Head, interval: unknown): void {
  if (typeof interval !== 'number' || !(interval >= 0) || (interval > 0 && !Number.isFinite(1000 / interval))) {
    throw sourceError(reading, `interval_ms must be a number of at least 0, got ${show(interval)}`);
  }
  head.interval = true;
  if (interval > 0) head.sampleRate = 1000 / interval;
}

/** The rows of the values that begin here. */
async function* valueRows(reading: Reading, bytes: ByteReader): AsyncGenerator<PlacedRow[]> {
  const json = readerOf(reading, bytes);
  let rows: PlacedRow[] = [];
  if (!(await json.enter())) return;
  for (let index = 0; ; index++) {
    let row: unknown;
    try {
      row = await json.small(MAX_ROW);
    } catch (error) {
      yield rows; // what came before
      throw error;
    }
    if (typeof row === 'string' && row.startsWith('Ref-')) {
      throw sourceError(
        reading,
        `its values lie in another file (${show(row)}); give that one to the source of its format`,
      );
    }
    rows.push({ row: Array.isArray(row) ? row : [row], place: `values[${index}]` });
    const more = await json.another();
    if (rows.length === BATCH || !more) {
      yield rows;
      rows = [];
    }
    if (!more) break;
  }
  await bytes.skip(Infinity);
}
