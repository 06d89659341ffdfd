import { checkNumber, show } from '../check.js';
import { DataError, OptionTypeError } from '../errors.js';
import type { Frame, SensorMap } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { centreOf, gainOf, sensorMap } from '../sensorDomain.js';
import { type Stage, stateless } from '../stage.js';

/** One number for all channels, or one per channel. */
export type PerChannel = number | readonly number[];

/** Options of {@link normalizeStage}. */
export interface NormalizeOptions {
  /** Factor from the unit of the samples to the one that `mean` and `std` are in, finite, not 0. Defaults to 1. */
  readonly gain?: PerChannel;
  /** What is then taken off, finite. Defaults to 0. */
  readonly mean?: PerChannel;
  /** What is then divided by, finite, above 0. Defaults to 1. */
  readonly std?: PerChannel;
}

const OPTIONS: OptionKeys<NormalizeOptions> = { gain: true, mean: true, std: true };

/**
 * Brings samples to what a network was trained on: (gain x - mean) / std, in double, rounded to float32 once. Gains and centres travel with
 * the frame, so that meters behind it speak of the sensor's unit; behind a gain below 0 they do not.
 *
 * @throws {DataError} from `process` when a list does not have as many numbers as the frame has channels
 */
export function normalizeStage(options: NormalizeOptions = {}): Stage<Frame, Frame> {
  const { gain = 1, mean = 0, std = 1 } = checkOptions('normalize', options, OPTIONS);
  const gains = listOf('gain', gain, 'a finite number other than 0', x => x !== 0);
  const means = listOf('mean', mean, 'a finite number', () => true);
  const stds = listOf('std', std, 'a finite number above 0', x => x > 0);
  const plain = [...gains, ...stds].every(x => x === 1) && means.every(x => x === 0);
  return stateless('normalize', f => {
    for (const [option, list] of [
      ['gain', gains],
      ['mean', means],
      ['std', stds],
    ] as const) {
      if (list.length === 1 || list.length === f.channels) continue;
      const rule = `${option} must be one number, or one per channel`;
      throw new DataError('data-channels', `normalize: ${rule}, got ${list.length} for ${f.channels} channels`);
    }
    return plain ? f : normalized(f, c => [at(gains, c), at(means, c), at(stds, c)]);
  });
}

function listOf(option: string, given: PerChannel, rule: string, holds: (x: number) => boolean): readonly number[] {
  const list: unknown = typeof given === 'number' ? [given] : given;
  if (!Array.isArray(list) || list.length === 0) {
    throw new OptionTypeError(
      `normalize: ${option} must be a number, or a list of one per channel, got ${show(given)}`,
    );
  }
  return list.map((x: number) => checkNumber('normalize', option, x, rule, holds));
}

function at(list: readonly number[], c: number): number {
  return list.length === 1 ? list[0] : list[c];
}

function normalized(f: Frame, of: (c: number) => readonly [gain: number, mean: number, std: number]): Frame {
  const { channels, length, start, info } = f;
  const data = new Float32Array(f.data.length);
  const [gains, centres] = [new Array<number>(channels), new Array<number>(channels)];
  for (let c = 0; c < channels; c++) {
    const [gain, mean, std] = of(c);
    for (let i = c * length; i < (c + 1) * length; i++) data[i] = (gain * f.data[i] - mean) / std;
    gains[c] = (gainOf(f, c) * gain) / std;
    centres[c] = centreOf(f, c) + mean / (gain * gainOf(f, c));
  }
  const map: SensorMap = gains.every(x => x > 0)
    ? sensorMap({ gains: Object.freeze(gains), centres: Object.freeze(centres) })
    : {};
  return { data, channels, length, start, info, ...map };
}
