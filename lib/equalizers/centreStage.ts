import { checkInteger, checkNumber, checkOneOf, checkPositive } from '../check.js';
import { DataError, OptionTypeError } from '../errors.js';
import type { Frame, RangedFrame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { intervalOf, type Range, range as rangeOf } from '../range.js';
import { type Stage, stateless } from '../stage.js';
import { calibratedCentre } from './calibratedCentre.js';
import { applyCentres, exactCentre } from './centring.js';
import { slowCentre } from './slowCentre.js';

/** Options of {@link centreStage}: one of four ways to find the centres. */
export type CentreOptions =
  | {
      /** The centres themselves, finite, in the sensor's unit, one for all channels or one per channel; rounded to float32. */
      readonly centres: readonly number[];
    }
  | {
      /** The middle of this range: an ADC's mid-scale, say. */
      readonly range: Range | readonly [min: number, max: number];
    }
  | {
      /** Samples of each channel that the centres are taken from, an integer in [1, 2^24]; frames are held until then. */
      readonly samples: number;
      /** What of those samples: their `mean`, or their `median`, which single spikes do not move. Defaults to `mean`. */
      readonly statistic?: 'mean' | 'median';
    }
  | {
      /** Corner in Hz, > 0, of the high-pass that takes a drifting offset off. */
      readonly corner: number;
      /** Samples for which a centre is held, counted in absolute indices, an integer of at least 1. Defaults to 64. */
      readonly every?: number;
    };

const OPTIONS: OptionKeys<CentreOptions> = {
  centres: true,
  range: true,
  samples: true,
  statistic: true,
  corner: true,
  every: true,
};

/**
 * Takes each channel's offset off, so that what follows works on the signal's variation: laws about zero (mu-law, logarithmic, NF4,
 * symmetric codes), levels, gains. Centres are constant inside a frame and travel with it: sensor value = data / gain + centre, and
 * `uncentre` puts them back.
 *
 * Centres found here are multiples of 2^-20 of the channel's largest magnitude, rounded up to a power of two, so float32 differences
 * with ADC codes are exact: integers up to 2^23 come back bit for bit, and so does any sample of the centre's sign between
 * half of it and twice it. Elsewhere a sample x comes back within 2^-24 (|x - c| + |x|).
 *
 * - `centres`, `range`: known beforehand, no delay;
 * - `samples`: the mean or median of the first samples, for good; the frames until then are held and then emitted too. A shorter
 *   stream is centred by what there is;
 * - `corner`: m[n] = m[n-1] + (1 - exp(-2 pi corner / rate)) (x[n] - m[n-1]), a one-pole low-pass, from the mean of the first block on;
 *   each block of `every` samples is less the m of its last sample. So the output is a one-pole high-pass, -3 dB at the corner, as
 *   far as a block is short beside its time constant. Delay: at most `every` samples.
 *
 * @throws {DataError} from `process` at a NaN or an infinity while centres are sought, when there are not as many centres as channels,
 *   or when `corner` meets a stream without sample rate or blocks longer than its time constant rate / (2 pi corner)
 */
export function centreStage(options: CentreOptions): Stage<Frame | RangedFrame, Frame | RangedFrame> {
  checkOptions('centre', options, OPTIONS);
  const ways = ['centres', 'range', 'samples', 'corner'].filter(way => way in options);
  if (ways.length !== 1) {
    throw new OptionTypeError(
      `centre: give one of centres, range, samples and corner, got ${ways.length === 0 ? 'none' : ways.join(' and ')}`,
    );
  }
  if ('corner' in options) {
    const { corner, every = 64 } = options;
    checkPositive('centre', 'corner', corner);
    checkInteger('centre', 'every', every, 1, 2 ** 24);
    return slowCentre(corner, every);
  }
  if ('samples' in options) {
    const { samples, statistic = 'mean' } = options;
    checkInteger('centre', 'samples', samples, 1, 2 ** 24);
    checkOneOf('centre', 'statistic', statistic, ['mean', 'median']);
    return calibratedCentre(samples, statistic);
  }
  const known = 'centres' in options ? givenCentres(options.centres) : middles(options.range);
  return stateless('centre', f => {
    if (known.length !== 1 && known.length !== f.channels) {
      throw new DataError(
        'data-channels',
        `centre: there are ${known.length} centres, the frame has ${f.channels} channels`,
      );
    }
    const centres = known.length === f.channels ? known : new Array<number>(f.channels).fill(known[0]);
    return applyCentres(f, centres);
  });
}

function givenCentres(centres: readonly number[]): readonly number[] {
  if (!Array.isArray(centres) || centres.length === 0) {
    throw new OptionTypeError('centre: centres must be a list of numbers, one per channel, or one for all');
  }
  return centres.map((centre, c) => Math.fround(checkNumber('centre', `centres[${c}]`, centre)));
}

function middles(given: Range | readonly [min: number, max: number]): readonly number[] {
  const r = 'min' in given ? rangeOf(given.min, given.max) : rangeOf(...given);
  return r.min.map((_, c) => {
    const [min, max] = intervalOf(r, c);
    return exactCentre(min + (max - min) / 2, Math.max(-min, max));
  });
}
