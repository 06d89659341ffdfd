import { checkInteger, checkNumber, checkPositive } from '../../lib/check.js';
import { checkOptions, type OptionKeys } from '../../lib/options.js';

/** A rolling-element bearing. */
export interface BearingGeometry {
  /** Number of rolling elements, an integer of at least 2. */
  readonly balls: number;
  /** Diameter of a rolling element, > 0, in the unit of `pitchDiameter`. */
  readonly ballDiameter: number;
  /** Diameter of the circle through the centres of the rolling elements, > ballDiameter. */
  readonly pitchDiameter: number;
  /** Contact angle, degrees, in [0, 90). Defaults to 0. */
  readonly contactAngle?: number;
}

/** Kinematic frequencies of a bearing, Hz. */
export interface BearingFrequencies {
  /** Ball pass frequency of the outer race. */
  readonly bpfo: number;
  /** Ball pass frequency of the inner race. */
  readonly bpfi: number;
  /** Spin frequency of a rolling element; a fault on it strikes twice a turn. */
  readonly bsf: number;
  /** Fundamental train frequency: the turns of the cage. */
  readonly ftf: number;
}

const OPTIONS: OptionKeys<BearingGeometry> = {
  balls: true,
  ballDiameter: true,
  pitchDiameter: true,
  contactAngle: true,
};

/**
 * The fault frequencies of a bearing whose inner ring turns with the shaft and whose outer ring stands.
 *
 * @param shaftFrequency turns of the shaft a second, Hz, > 0
 * @see R. B. Randall, J. Antoni, Rolling element bearing diagnostics - a tutorial, Mech. Syst. Signal Process. 25, 2011,
 * equations 1 to 4
 */
export function bearingFrequencies(options: BearingGeometry, shaftFrequency: number): BearingFrequencies {
  const { balls, ballDiameter, pitchDiameter, contactAngle = 0 } = checkOptions('bearingFrequencies', options, OPTIONS);
  checkInteger('bearingFrequencies', 'balls', balls, 2, 1000);
  checkPositive('bearingFrequencies', 'ballDiameter', ballDiameter);
  const rule = `a finite number above ballDiameter ${ballDiameter}`;
  checkNumber('bearingFrequencies', 'pitchDiameter', pitchDiameter, rule, x => x > ballDiameter);
  checkNumber('bearingFrequencies', 'contactAngle', contactAngle, 'in [0, 90) degrees', x => x >= 0 && x < 90);
  checkPositive('bearingFrequencies', 'shaftFrequency', shaftFrequency);
  const ratio = (ballDiameter / pitchDiameter) * Math.cos((contactAngle * Math.PI) / 180);
  return {
    bpfo: (balls / 2) * shaftFrequency * (1 - ratio),
    bpfi: (balls / 2) * shaftFrequency * (1 + ratio),
    bsf: (pitchDiameter / (2 * ballDiameter)) * shaftFrequency * (1 - ratio * ratio),
    ftf: (shaftFrequency / 2) * (1 - ratio),
  };
}
