import { checkNumber, checkStrategy } from '../check.js';
import { DataError } from '../errors.js';
import { type Frame, type RangedFrame, when } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { perRange } from '../ranges/perRange.js';
import { fixedRange, type Range } from '../range.js';
import { type Stage, stateless } from '../stage.js';
import { channelGain } from './channelGain.js';
import { applyGains, type Equalizer, equalizeRange } from './equalizer.js';

/** Options of {@link equalizeStage}. */
export interface EqualizeOptions {
  /** The rule that makes gains. Defaults to {@link channelGain}. */
  readonly equalizer?: Equalizer;
  /** A fixed range, one interval a channel. By default each frame's own, from trackRange or calibrate. */
  readonly range?: Range;
  /**
   * Factor, at least 1, by which the range handed on is wider than the equalized one, about its middle: the crest factor to leave room for where
   * the range is a level below the peak, an rms value or a percentile. Defaults to 1.
   */
  readonly headroom?: number;
}

const OPTIONS: OptionKeys<EqualizeOptions> = { equalizer: true, range: true, headroom: true };

/**
 * Multiplies each channel by its gain. Gains and the equalized range travel with the frame, so the receiver inverts them
 * exactly and a quantizer behind sees the common range.
 */
export function equalizeStage(options: EqualizeOptions = {}): Stage<Frame | RangedFrame, RangedFrame> {
  const { equalizer = channelGain(), range, headroom = 1 } = checkOptions('equalize', options, OPTIONS);
  checkStrategy('equalize', 'equalizer', equalizer, 'design');
  checkNumber('equalize', 'headroom', headroom, 'a finite number of at least 1', x => x >= 1);
  const gainsOf = perRange('equalize', fixedRange(range), r => {
    const gains = equalizer.design(r);
    return { gains, range: equalizeRange(widened(r, headroom), gains) };
  });
  return stateless('equalize', f => {
    const { gains, range: equalized } = gainsOf(f);
    if (f.gains)
      throw new DataError('data-order', `equalize: frame at ${when(f.info, f.start)} has been equalized already`);
    if (gains.length !== f.channels) {
      throw new DataError(
        'data-channels',
        `equalize: frame at ${when(f.info, f.start)} has ${f.channels} channels, the range has ${gains.length}`,
      );
    }
    return { ...applyGains(f, gains), range: equalized };
  });
}

/** A range that is `factor` times as wide, about its middle. */
function widened(r: Range, factor: number): Range {
  if (factor === 1) return r;
  const end = (c: number, side: -1 | 1) => (r.min[c] + r.max[c]) / 2 + (side * factor * (r.max[c] - r.min[c])) / 2;
  return { ...r, min: r.min.map((_, c) => end(c, -1)), max: r.max.map((_, c) => end(c, 1)) };
}
