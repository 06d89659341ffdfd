import { checkStrategy } from '../check.js';
import { DataError } from '../errors.js';
import { type Frame, type RangedFrame, when } from '../frame.js';
import { perRange } from '../ranges/perRange.js';
import { type Range, range as rangeOf } from '../ranges/range.js';
import { type Stage, stateless } from '../stage.js';
import { channelGain } from './channelGain.js';
import { applyGains, type Equalizer, equalizeRange } from './equalizer.js';

/** Options of {@link equalizeStage}. */
export interface EqualizeOptions {
  /** The rule that makes gains. Defaults to {@link channelGain}. */
  readonly equalizer?: Equalizer;
  /** A fixed range, one interval a channel. By default each frame's own, from trackRange or calibrate. */
  readonly range?: Range;
}

/**
 * Multiplies each channel by its gain. Gains and the equalized range travel with the frame, so the receiver inverts them
 * exactly and a quantizer behind sees the common range.
 */
export function equalizeStage({ equalizer = channelGain(), range }: EqualizeOptions = {}): Stage<
  Frame | RangedFrame,
  RangedFrame
> {
  checkStrategy('equalize', 'equalizer', equalizer, 'design');
  const gainsOf = perRange('equalize', range && rangeOf(range.min, range.max), r => {
    const gains = equalizer.design(r);
    return { gains, range: equalizeRange(r, gains) };
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
