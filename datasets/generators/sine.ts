import { checkPositive } from '../../lib/check.js';
import type { Frame } from '../../lib/frame.js';
import { checkOptions, type OptionKeys } from '../../lib/options.js';
import { cycles } from './cycles.js';
import { GENERATOR_OPTIONS, checkChannels, generate, type GeneratorOptions, perChannel } from './generator.js';

/** Options of {@link sine}. */
export interface SineOptions extends GeneratorOptions {
  /** Hz, > 0. */
  readonly sampleRate: number;
  /** Hz, in [0, sampleRate / 2]; one number or one a channel. */
  readonly frequency: number | readonly number[];
  /** Peak, in the unit of the signal, >= 0; one number or one a channel. Defaults to 1. */
  readonly amplitude?: number | readonly number[];
  /** Phase at sample 0, rad; one number or one a channel. Defaults to 0. */
  readonly phase?: number | readonly number[];
  /** Added to every sample; one number or one a channel. Defaults to 0. */
  readonly offset?: number | readonly number[];
  /** Number of channels, in [1, 65536]. Defaults to 1. */
  readonly channels?: number;
  /** One name a channel; `ch0`, `ch1`, ... by default. */
  readonly names?: readonly string[];
  /** One unit a channel; '' by default. */
  readonly units?: readonly string[];
}

const OPTIONS: OptionKeys<SineOptions> = {
  ...GENERATOR_OPTIONS,
  sampleRate: true,
  frequency: true,
  amplitude: true,
  phase: true,
  offset: true,
  channels: true,
  names: true,
  units: true,
};

/**
 * A sine a channel: `offset + amplitude * sin(2 pi frequency i / sampleRate + phase)`.
 *
 * The phase does not drift: sample i is as exact at i = 2^52 as at i = 1.
 */
export function sine(options: SineOptions): Iterable<Frame> {
  const {
    sampleRate,
    frequency,
    amplitude = 1,
    phase = 0,
    offset = 0,
    channels = 1,
    names,
    units,
    ...rest
  } = checkOptions('sine', options, OPTIONS);
  checkPositive('sine', 'sampleRate', sampleRate);
  checkChannels('sine', channels);
  const rule = `a frequency in [0, ${sampleRate / 2}] Hz, half the sample rate`;
  const frequencies = perChannel('sine', 'frequency', frequency, channels, rule, x => x >= 0 && x <= sampleRate / 2);
  const amplitudes = perChannel('sine', 'amplitude', amplitude, channels, 'a finite number of at least 0', x => x >= 0);
  const phases = perChannel('sine', 'phase', phase, channels);
  const offsets = perChannel('sine', 'offset', offset, channels);

  return generate('sine', { channels, sampleRate, names, units }, rest, () => {
    const oscillators = Array.from(frequencies, f => cycles(f, sampleRate));
    return (data, length, start) => {
      for (let c = 0; c < channels; c++) {
        const at = oscillators[c];
        for (let i = 0; i < length; i++) {
          data[c * length + i] = offsets[c] + amplitudes[c] * Math.sin(2 * Math.PI * at(start + i) + phases[c]);
        }
      }
    };
  });
}
