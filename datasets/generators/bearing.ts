import { checkNumber, checkOneOf, checkPositive } from '../../lib/check.js';
import type { Frame } from '../../lib/frame.js';
import { checkOptions, type OptionKeys } from '../../lib/options.js';
import { bearingFrequencies, type BearingGeometry } from './bearingFrequencies.js';
import { cycles } from './cycles.js';
import { GENERATOR_OPTIONS, checkSeed, generate, type SeededOptions, streamOf } from './generator.js';
import { ringDown } from './ringDown.js';

/** Options of {@link bearing}. */
export interface BearingOptions extends SeededOptions {
  /** Hz, > 0. */
  readonly sampleRate: number;
  /** What is wrong: nothing, a pit in the outer race, or one in the inner race. Defaults to `none`. */
  readonly fault?: 'none' | 'outer' | 'inner';
  /** The bearing; a deep-groove ball bearing 6205 (9 balls of 7.94 mm on 39.04 mm) by default. */
  readonly geometry?: BearingGeometry;
  /** Turns of the shaft a second, Hz, > 0. Defaults to 30. */
  readonly shaftFrequency?: number;
  /** Height of the blow of a fault, g, >= 0. Defaults to 1. */
  readonly impact?: number;
  /** Natural frequency that a blow excites, Hz, in (0, sampleRate / 2). Defaults to a quarter of the sample rate. */
  readonly resonance?: number;
  /** Damping ratio of that resonance, in (0, 1). Defaults to 0.05. */
  readonly damping?: number;
  /** Standard deviation of the time between two blows, relative to its mean, in [0, 0.05]. Defaults to 0.01. */
  readonly slip?: number;
  /** Amplitude of the shaft's unbalance, g, >= 0; its second and third harmonic are 1/2 and 1/4. Defaults to 0.1. */
  readonly unbalance?: number;
  /** Standard deviation of white noise, g, >= 0. Defaults to 0.05. */
  readonly noise?: number;
}

/** 6205: published fault frequencies are 3.5848 and 5.4152 times the shaft's. */
const DEEP_GROOVE_6205: BearingGeometry = { balls: 9, ballDiameter: 7.94, pitchDiameter: 39.04 };

const OPTIONS: OptionKeys<BearingOptions> = {
  ...GENERATOR_OPTIONS,
  sampleRate: true,
  fault: true,
  geometry: true,
  shaftFrequency: true,
  impact: true,
  resonance: true,
  damping: true,
  slip: true,
  unbalance: true,
  noise: true,
  seed: true,
};

/**
 * Vibration of a ball bearing in g, one channel: shaft harmonics and noise, and with a fault one blow for each ball that
 * passes it, which rings down at a resonance of the housing.
 *
 * Blows come at the ball pass frequency of the race, with intervals that slip at random; a fault of the inner race turns
 * through the load zone, so its blows grow and fade once a turn.
 *
 * @see R. B. Randall, J. Antoni, Rolling element bearing diagnostics - a tutorial, Mech. Syst. Signal Process. 25, 2011
 */
export function bearing(options: BearingOptions): Iterable<Frame> {
  const {
    sampleRate,
    fault = 'none',
    geometry = DEEP_GROOVE_6205,
    shaftFrequency = 30,
    impact = 1,
    resonance,
    damping = 0.05,
    slip = 0.01,
    unbalance = 0.1,
    noise = 0.05,
    seed = 1,
    ...rest
  } = checkOptions('bearing', options, OPTIONS);
  checkPositive('bearing', 'sampleRate', sampleRate);
  checkOneOf('bearing', 'fault', fault, ['none', 'outer', 'inner']);
  const { bpfo, bpfi } = bearingFrequencies(geometry, shaftFrequency);
  const natural = resonance ?? sampleRate / 4;
  const band = `a frequency in (0, ${sampleRate / 2}) Hz, below half the sample rate`;
  checkNumber('bearing', 'resonance', natural, band, x => x > 0 && x < sampleRate / 2);
  checkNumber('bearing', 'damping', damping, 'a number in (0, 1)', x => x > 0 && x < 1);
  checkNumber('bearing', 'slip', slip, 'a number in [0, 0.05]', x => x >= 0 && x <= 0.05);
  for (const [option, value] of Object.entries({ impact, unbalance, noise })) {
    checkNumber('bearing', option, value, 'a finite number of at least 0', x => x >= 0);
  }
  checkSeed('bearing', seed);

  return generate('bearing', { sampleRate, names: ['vibration'], units: ['g'] }, rest, () => {
    const white = streamOf(seed, 0);
    const turn = cycles(shaftFrequency, sampleRate);
    const ringing = ringDown({
      interval: fault === 'none' ? Infinity : sampleRate / (fault === 'outer' ? bpfo : bpfi),
      strength: at => impact * (fault === 'outer' ? 1 : (1 + Math.cos(2 * Math.PI * turn(at))) / 2),
      omega: (2 * Math.PI * natural) / sampleRate,
      damping,
      slip,
      random: streamOf(seed, 1),
    });
    return (data, length, start) => {
      for (let i = 0; i < length; i++) {
        const angle = 2 * Math.PI * turn(start + i);
        const shaft = Math.sin(angle) + Math.sin(2 * angle) / 2 + Math.sin(3 * angle) / 4;
        data[i] = unbalance * shaft + ringing(start + i) + noise * white.normal();
      }
    };
  });
}
