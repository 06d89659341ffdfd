import { show } from '../check.js';
import { DataError, OptionRangeError, OptionTypeError } from '../errors.js';
import { type Frame, type RangedFrame, type StreamInfo, streamInfo } from '../frame.js';
import { isMarked, marks, newMarks, setMark } from '../marks.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { intervalOf, type Range, rangeNotes } from '../range.js';
import { carriedRange } from '../sensorDomain.js';
import { type Stage, stateless } from '../stage.js';

/** Options of {@link selectChannelsStage}. */
export interface SelectChannelsOptions {
  /** Names or places (from 0) of the channels to keep, in their new order; one may come twice under two names. */
  readonly channels: readonly (string | number)[];
  /** New names, one per chosen channel. Defaults to their own. */
  readonly names?: readonly string[] | undefined;
  /** New units, one per chosen channel; samples are not converted. Defaults to their own. */
  readonly units?: readonly string[] | undefined;
}

const WHO = 'selectChannels';
const OPTIONS: OptionKeys<SelectChannelsOptions> = { channels: true, names: true, units: true };

/**
 * Chooses, reorders and renames channels. Range, gains, centres and marks of the chosen ones ride on.
 *
 * @throws {DataError} from `process` at a stream without such a channel
 */
export function selectChannelsStage(options: SelectChannelsOptions): Stage<Frame, Frame> {
  const { channels, names, units } = checkOptions(WHO, options, OPTIONS);
  if (!Array.isArray(channels) || !channels.every(one => typeof one === 'string' || Number.isInteger(one))) {
    throw new OptionTypeError(`${WHO}: channels must be names or places, got ${show(channels)}`);
  }
  for (const [option, list] of Object.entries({ channels, names, units })) {
    if (list !== undefined && (list.length === 0 || list.length !== channels.length)) {
      throw new OptionRangeError(`${WHO}: ${option} must be one per chosen channel, got ${list.length}`);
    }
  }
  const known = new WeakMap<StreamInfo, Selection>();

  function selectionOf(info: StreamInfo): Selection {
    const found = known.get(info);
    if (found) return found;
    const places = channels.map(one => placeOf(one, info));
    const made = {
      places,
      info: streamInfo({
        ...info,
        channels: places.length,
        names: names ?? places.map(c => info.names[c]),
        units: units ?? places.map(c => info.units[c]),
      }),
    };
    known.set(info, made);
    return made;
  }

  return stateless(WHO, f => select(f, selectionOf(f.info)));
}

interface Selection {
  readonly places: readonly number[];
  readonly info: StreamInfo;
}

function placeOf(channel: string | number, { names }: StreamInfo): number {
  const at = typeof channel === 'number' ? channel : names.indexOf(channel);
  if (at >= 0 && at < names.length) return at;
  throw new DataError(
    'data-channels',
    `${WHO}: there is no channel ${show(channel)}; the stream has ${names.length}: ${names.slice(0, 8).join(', ')}`,
  );
}

function select(f: Frame | RangedFrame, { places, info }: Selection): Frame {
  const { length, start, gains, centres } = f;
  const data = new Float32Array(places.length * length);
  places.forEach((c, k) => data.set(f.data.subarray(c * length, (c + 1) * length), k * length));
  const rows = (bits: Uint8Array | undefined) => {
    if (!bits) return undefined;
    const chosen = newMarks(data.length);
    places.forEach((c, k) => {
      for (let i = 0; i < length; i++) if (isMarked(bits, c * length + i)) setMark(chosen, k * length + i);
    });
    return chosen;
  };
  const { range } = carriedRange(f);
  return {
    ...{ data, channels: places.length, length, start, info },
    ...(gains && { gains: Object.freeze(places.map(c => gains[c])) }),
    ...(centres && { centres: Object.freeze(places.map(c => centres[c])) }),
    ...(range && { range: chosenRange(range, places) }),
    ...marks(rows(f.missing), rows(f.filled)),
  };
}

function chosenRange(range: Range, places: readonly number[]): Range {
  const ends = (k: 0 | 1) => Object.freeze(places.map(c => intervalOf(range, c)[k]));
  return Object.freeze({ min: ends(0), max: ends(1), ...rangeNotes(range) });
}
