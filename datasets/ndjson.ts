import { checkOneOf, show } from '../lib/check.js';
import { OptionTypeError } from '../lib/errors.js';
import type { StampUnit } from '../lib/framing/stamp.js';
import { checkOptions, type OptionKeys } from '../lib/options.js';
import { frameSource, type Opened, type Reading, sourceError } from './bytes/frameSource.js';
import { lineBatches, MAX_LINE } from './bytes/lineBatches.js';
import type { CsvInput } from './csv/byteSource.js';
import { rowsOf } from './ndjson/leaves.js';
import { ndjsonPlan, type NdjsonPlan } from './ndjson/plan.js';
import {
  ROW_SOURCE_OPTIONS,
  type PlacedRow,
  rowFrames,
  rowPolicies,
  type RowPolicies,
  type RowSourceOptions,
} from './rows/rowFrames.js';
import { parseJson } from './rows/parseJson.js';
import type { SignalSource } from './source.js';

/** Options of {@link ndjson}. */
export interface NdjsonOptions extends RowSourceOptions {
  /** Where the time stands in a row, a name or a path such as `meta.t`; false when nowhere. Guessed by name and by how it advances. */
  readonly time?: string | false;
  /** Unit of a numeric time; `samples` counts them. Guessed from the name (`time_ms`), and by magnitude where it is a time since 1970. */
  readonly timeUnit?: StampUnit;
}

const OPTIONS: OptionKeys<NdjsonOptions> = { ...ROW_SOURCE_OPTIONS, time: true, timeUnit: true };

/**
 * Reads rows of JSON, one array or object a line, as a stream of frames: a row is a sample, a field of numbers a channel.
 *
 * Fields inside of objects and arrays have paths as names, `acc.x` and `values.0`. Which fields are channels and which is the time is
 * told from the first 2,000 rows or 256 KiB; `columns` and `time` say otherwise. A line may hold a batch, an array of rows. Blank lines
 * mean nothing. Fields that turn up later are named in the report.
 *
 * @param input a path, a `file:` URL, or `{ name, chunks }`
 * @throws {OptionRangeError | OptionTypeError} at the call on a wrong option; while reading, when there is no such field
 * @throws {FormatError} while reading: no such file, no rows, a line that is not JSON
 * @throws {DataError} while reading: a missing value, a row that is bad or late, where these are errors
 * @see RFC 8259; github.com/ndjson/ndjson-spec; `rowsToFrames` for how rows become frames
 */
export function ndjson(input: CsvInput, options: NdjsonOptions = {}): SignalSource {
  const { time, timeUnit, ...rest } = checkOptions('ndjson', options, OPTIONS);
  if (time !== undefined && time !== false && typeof time !== 'string') {
    throw new OptionTypeError(`ndjson: time must be a path or false, got ${show(time)}`);
  }
  if (timeUnit !== undefined) checkOneOf('ndjson', 'timeUnit', timeUnit, ['s', 'ms', 'us', 'ns', 'samples']);
  const policies = rowPolicies('ndjson', rest);
  return frameSource('ndjson', input, rest, async (reading): Promise<Opened> => {
    const plan = await ndjsonPlan(reading, { time, timeUnit });
    const { sampleRate, names, units } = plan.description.info;
    return {
      description: plan.description,
      frames: () =>
        rowFrames(reading, placedRows(reading, plan, policies), {
          ...policies,
          ...{ fields: plan.fields, names, units },
          ...(sampleRate !== undefined && { sampleRate }),
          ...(plan.time && { time: plan.time.field, timeUnit: plan.time.unit }),
        }),
    };
  });
}

/** Rows with the number of their line. */
async function* placedRows(
  reading: Reading,
  { known }: NdjsonPlan,
  { badRows }: RowPolicies,
): AsyncGenerator<PlacedRow[]> {
  const { unread } = reading;
  let line = 0;
  for await (const texts of lineBatches(reading.bytes)) {
    const rows: PlacedRow[] = [];
    for (const text of texts) {
      line++;
      if (text?.trim() === '') continue;
      const place = `line ${line}`;
      const parsed = parse(text);
      if (parsed instanceof Error) {
        if (badRows === 'skip') {
          rows.push({ row: undefined, place });
          continue;
        }
        yield rows;
        throw sourceError(reading, `${place}: ${parsed.message}; badRows: 'skip' leaves such rows out`, parsed.cause);
      }
      for (const row of rowsOf(parsed)) {
        for (const key of newKeys(row, known)) {
          unread.push({
            what: `field ${show(key)}, from ${place} on`,
            reason: 'was not in the first rows; name it in columns',
          });
        }
        rows.push({ row, place });
      }
    }
    yield rows;
  }
}

function parse(text: string | undefined): unknown {
  if (text === undefined) return new Error(`a line must be at most ${MAX_LINE} bytes long`);
  try {
    return parseJson(text);
  } catch (cause) {
    return new Error('a line must be JSON', { cause });
  }
}

/** Fields of a row that were never seen; each is told once, and no more than there is room for. */
function newKeys(row: unknown, known: Set<string>): string[] {
  if (typeof row !== 'object' || row === null || Array.isArray(row) || known.size > 65536) return [];
  const fresh: string[] = [];
  for (const key in row) {
    if (known.has(key)) continue;
    known.add(key);
    fresh.push(key);
  }
  return fresh;
}
