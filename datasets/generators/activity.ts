import { checkNumber, checkOneOf, checkPositive, show } from '../../lib/check.js';
import { OptionRangeError, OptionTypeError } from '../../lib/errors.js';
import type { Frame } from '../../lib/frame.js';
import { checkOptions, type OptionKeys } from '../../lib/options.js';
import { halfEven } from '../../lib/rounding.js';
import { bodyMotion } from './bodyMotion.js';
import { activities, type Activity, gaitsOf } from './gait.js';
import { checkSeed, generate, type GeneratorOptions, streamOf } from './generator.js';
import { randomRotation } from './randomRotation.js';

/** A part of a recording. */
export interface ActivitySegment {
  readonly activity: Activity;
  /** Length, s, > 0; Infinity is allowed in the last segment. */
  readonly seconds: number;
}

/** Options of {@link activity}. */
export interface ActivityOptions extends Omit<GeneratorOptions, 'samples'> {
  /** What happens, one segment after the other; its lengths are the length of the recording. */
  readonly script: readonly ActivitySegment[];
  /** Hz, > 0. Defaults to 50. */
  readonly sampleRate?: number;
  /** The person and how the sensor is worn, an integer in [0, 2^32). Defaults to 1. */
  readonly seed?: number;
  /** Standard deviation of the sensor's white noise, g, >= 0. Defaults to 0.01. */
  readonly noise?: number;
}

const OPTIONS: OptionKeys<ActivityOptions> = {
  script: true,
  sampleRate: true,
  seed: true,
  noise: true,
  frameLength: true,
  epoch: true,
  signal: true,
};

/**
 * A worn 3-axis accelerometer in g: gravity and the gait of one person, seen from a sensor that hangs in any direction.
 *
 * The seed draws a person (see {@link gaitsOf}) and how the sensor hangs, both constant in the recording. {@link activityAt} gives the label of each sample.
 */
export function activity(given: ActivityOptions): Iterable<Frame> {
  const { script, sampleRate = 50, seed = 1, noise = 0.01, ...rest } = checkOptions('activity', given, OPTIONS);
  const ends = segmentEnds('activity', script, sampleRate);
  const names = script.map(segment => segment.activity);
  checkSeed('activity', seed);
  checkNumber('activity', 'noise', noise, 'a finite number of at least 0', x => x >= 0);
  const options = { ...rest, samples: ends[ends.length - 1] };
  const description = { channels: 3, sampleRate, names: ['ax', 'ay', 'az'], units: ['g', 'g', 'g'] };

  return generate('activity', description, options, () => {
    const person = streamOf(seed, 0);
    const gaits = gaitsOf(person);
    const m = randomRotation(person); // (sensor, body)
    const sensor = streamOf(seed, 1);
    const motion = bodyMotion(sampleRate, gaits[names[0]], streamOf(seed, 2));
    const body = new Float64Array(3); // up, forward, sideways
    let segment = -1;
    let end = 0;
    return (data, length, start) => {
      for (let i = 0; i < length; i++) {
        while (start + i >= end) {
          end = ends[++segment];
          motion.change(gaits[names[segment]]);
        }
        motion.next(body);
        for (let c = 0; c < 3; c++) {
          data[c * length + i] =
            m[3 * c] * body[0] + m[3 * c + 1] * body[1] + m[3 * c + 2] * body[2] + noise * sensor.normal();
        }
      }
    };
  });
}

/**
 * The label of a sample of a recording; undefined behind its end.
 *
 * @param index absolute sample index
 * @param sampleRate Hz; the one given to {@link activity}
 */
export function activityAt(script: readonly ActivitySegment[], index: number, sampleRate = 50): Activity | undefined {
  const segment = segmentEnds('activityAt', script, sampleRate).findIndex(end => index < end);
  return index < 0 ? undefined : script[segment]?.activity;
}

/** Absolute index behind the last sample of each segment, after checking the script. */
function segmentEnds(who: string, script: readonly ActivitySegment[], sampleRate: number): number[] {
  if (!Array.isArray(script))
    throw new OptionTypeError(`${who}: script must be a list of segments, got ${show(script)}`);
  if (script.length === 0) throw new OptionRangeError(`${who}: script must have at least one segment, got none`);
  checkPositive(who, 'sampleRate', sampleRate);
  let seconds = 0;
  return script.map((segment: ActivitySegment, k) => {
    if (typeof segment !== 'object' || segment === null) {
      throw new OptionTypeError(`${who}: script[${k}] must be { activity, seconds }, got ${show(segment)}`);
    }
    checkOneOf(who, `script[${k}].activity`, segment.activity, activities);
    if (segment.seconds !== Infinity || k < script.length - 1) {
      checkPositive(who, `script[${k}].seconds`, segment.seconds);
    }
    seconds += segment.seconds;
    return seconds === Infinity ? Infinity : halfEven(seconds * sampleRate);
  });
}
