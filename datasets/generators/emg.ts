import { checkInteger, checkNumber, checkPositive } from '../../lib/check.js';
import { OptionRangeError } from '../../lib/errors.js';
import type { Frame } from '../../lib/frame.js';
import { checkOptions, type OptionKeys } from '../../lib/options.js';
import { halfEven } from '../../lib/rounding.js';
import { burstEnvelope } from './burstEnvelope.js';
import { emgShaper } from './emgShaper.js';
import { GENERATOR_OPTIONS, checkChannels, checkSeed, generate, type SeededOptions, streamOf } from './generator.js';

/** Options of {@link emg}. */
export interface EmgOptions extends SeededOptions {
  /** Hz, at least 400; the spectrum of a muscle reaches to about 500 Hz. */
  readonly sampleRate: number;
  /** Number of channels, in [1, 65536]; each has random streams of its own. Defaults to 1. */
  readonly channels?: number;
  /** Width of the converter, an integer in [8, 24]; its codes are unsigned. Defaults to 12. */
  readonly bits?: number;
  /** Standard deviation of the codes at rest, LSB, in [0.5, 2^(bits - 4)]. Defaults to 2. */
  readonly restSigma?: number;
  /** Standard deviation of the muscle's signal at the height of a burst, LSB, in [0, 2^(bits - 2)]. Defaults to 20. */
  readonly burstSigma?: number;
  /** Bursts a minute, >= 0. Defaults to 12. */
  readonly burstsPerMinute?: number;
  /** Mean length of a burst, s, > 0; bursts must fill less than half of the time. Defaults to 1. */
  readonly burstSeconds?: number;
}

const OPTIONS: OptionKeys<EmgOptions> = {
  ...GENERATOR_OPTIONS,
  sampleRate: true,
  channels: true,
  bits: true,
  restSigma: true,
  burstSigma: true,
  burstsPerMinute: true,
  burstSeconds: true,
  seed: true,
};

/**
 * An EMG-like signal at the level of its noise: codes of a converter around mid-scale, in LSB.
 *
 * At rest white amplifier noise of a few LSB, in bursts band-limited Gaussian noise under a smooth envelope
 * (amplitude-modulated noise after Hogan and Mann 1980, spectrum of Stulen and De Luca 1981). Codes saturate.
 */
export function emg(options: EmgOptions): Iterable<Frame> {
  const {
    sampleRate,
    channels = 1,
    bits = 12,
    restSigma = 2,
    burstSigma = 20,
    burstsPerMinute = 12,
    burstSeconds = 1,
    seed = 1,
    ...rest
  } = checkOptions('emg', options, OPTIONS);
  checkNumber('emg', 'sampleRate', sampleRate, 'a finite number of at least 400', x => x >= 400);
  checkChannels('emg', channels);
  checkInteger('emg', 'bits', bits, 8, 24);
  const most = 2 ** (bits - 4);
  checkNumber('emg', 'restSigma', restSigma, `a number in [0.5, ${most}]`, x => x >= 0.5 && x <= most);
  checkNumber('emg', 'burstSigma', burstSigma, `a number in [0, ${4 * most}]`, x => x >= 0 && x <= 4 * most);
  checkNumber('emg', 'burstsPerMinute', burstsPerMinute, 'a finite number of at least 0', x => x >= 0);
  checkPositive('emg', 'burstSeconds', burstSeconds);
  if (burstsPerMinute * burstSeconds >= 30) {
    throw new OptionRangeError(
      `emg: bursts must fill less than half of the time, got ${burstsPerMinute} a minute of ${burstSeconds} s each`,
    );
  }
  checkSeed('emg', seed);
  const middle = 2 ** (bits - 1);
  const top = 2 ** bits - 1;
  const sigma = Math.sqrt(restSigma ** 2 - 1 / 12); // rounding to codes adds the other 1/12 (Sheppard)

  const description = { channels, sampleRate, units: new Array<string>(channels).fill('LSB') };
  return generate('emg', description, rest, () => {
    const lanes = Array.from({ length: channels }, (_, c) => ({
      amplifier: streamOf(seed, 3 * c),
      muscle: emgShaper(sampleRate, streamOf(seed, 3 * c + 1)),
      envelope: burstEnvelope({ sampleRate, burstsPerMinute, burstSeconds, random: streamOf(seed, 3 * c + 2) }),
    }));
    return (data, length, start) => {
      for (let c = 0; c < channels; c++) {
        const { amplifier, muscle, envelope } = lanes[c];
        for (let i = 0; i < length; i++) {
          const x = middle + sigma * amplifier.normal() + burstSigma * envelope(start + i) * muscle();
          data[c * length + i] = Math.min(Math.max(halfEven(x), 0), top);
        }
      }
    };
  });
}
