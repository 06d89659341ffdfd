import type { OptionKeys } from '../../lib/options.js';
import { checkPositive } from '../../lib/check.js';
import type { Frame } from '../../lib/frame.js';
import type { Random } from '../../lib/random.js';
import { checkSeed, generate, GENERATOR_OPTIONS, type SeededOptions, streamOf } from './generator.js';

/** Options that the generators of white noise share. */
export interface NoiseOptions extends SeededOptions {
  /** Number of channels, in [1, 65536]; each has a random stream of its own. Defaults to 1. */
  readonly channels?: number;
  /** Hz, > 0; absent by default, the samples do not depend on it. */
  readonly sampleRate?: number;
  /** One name a channel; `ch0`, `ch1`, ... by default. */
  readonly names?: readonly string[];
  /** One unit a channel; '' by default. */
  readonly units?: readonly string[];
}

/** Names of the options that all noises have. */
export const NOISE_OPTIONS: OptionKeys<NoiseOptions> = {
  ...GENERATOR_OPTIONS,
  channels: true,
  sampleRate: true,
  names: true,
  units: true,
  seed: true,
};

/**
 * White noise: each sample of channel c is `draw` of that channel's random stream.
 *
 * @internal
 */
export function noise(
  who: string,
  channels: number,
  { seed = 1, sampleRate, names, units, ...rest }: NoiseOptions,
  draw: (random: Random, c: number) => number,
): Iterable<Frame> {
  checkSeed(who, seed);
  if (sampleRate !== undefined) checkPositive(who, 'sampleRate', sampleRate);
  return generate(who, { channels, sampleRate, names, units }, rest, () => {
    const streams = Array.from({ length: channels }, (_, c) => streamOf(seed, c));
    return (data, length) => {
      for (let c = 0; c < channels; c++) {
        const stream = streams[c];
        for (let i = 0; i < length; i++) data[c * length + i] = draw(stream, c);
      }
    };
  });
}
