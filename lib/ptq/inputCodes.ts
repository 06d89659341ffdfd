import { show } from '../check.js';
import { OptionRangeError } from '../errors.js';
import type { Network } from '../graph/network.js';
import type { AffineParams } from '../qparams.js';
import { type Range, unionOf } from '../range.js';
import type { Recipe } from './recipe.js';
import { codingsOf } from './codings.js';

/**
 * The given params of inputs, by name.
 *
 * @internal
 *
 * @throws {RangeError} when there is no such input, or they do not suit integer arithmetic
 */
export function givenParams(
  { inputs }: Network,
  given: AffineParams | Readonly<Record<string, AffineParams>> | undefined,
): ReadonlyMap<string, AffineParams> {
  if (given === undefined) return new Map();
  const byName = 'kind' in given ? { [inputs[0].name]: given as AffineParams } : given;
  if ('kind' in given && inputs.length > 1) {
    throw new OptionRangeError(`quantizeNetwork: input must name one of ${inputs.length} inputs, got params alone`);
  }
  for (const [name, params] of Object.entries(byName)) {
    if (!inputs.some(input => input.name === name)) {
      throw new OptionRangeError(`quantizeNetwork: input must name inputs of the network, got ${show(name)}`);
    }
    checkParams(params);
  }
  return new Map(Object.entries(byName));
}

function checkParams({ kind, scale, zeroPoint, qmin, qmax }: AffineParams): void {
  if (kind !== 'affine' || scale.length !== 1 || zeroPoint.length !== 1) {
    throw new OptionRangeError(
      `quantizeNetwork: input must be affine with one scale for all channels, got ${show(kind)} with ${scale?.length}; ` +
        `quantize the signal with axis: 'tensor'`,
    );
  }
  const wide = qmin < -128 || qmax > 127;
  if (qmin < -32768 || qmax > 32767 || !Number.isSafeInteger(zeroPoint[0]) || (wide && zeroPoint[0] !== 0)) {
    throw new OptionRangeError(
      `quantizeNetwork: input must have codes within [-128, 127] and an integer zero point, or within int16 and zero point 0, ` +
        `got [${qmin}, ${qmax}] and ${zeroPoint[0]}`,
    );
  }
}

/** Steps that a channel must move over: with fewer it is lost beside the others. */
const LEAST_STEPS = 2;

/**
 * Throws where channels of an input vanish because they share a scale with others of a larger unit, and nobody chose that scale.
 *
 * @internal
 *
 * @throws {RangeError} naming them, with the gains that cure it
 */
export function requireUnits(
  network: Network,
  ranges: ReadonlyMap<string, Range>,
  given: ReadonlyMap<string, AffineParams>,
  recipe: Recipe,
): void {
  const codings = codingsOf(recipe, network);
  for (const { name } of network.inputs) {
    const own = ranges.get(`${name}/channels`);
    if (!own || given.has(name)) continue;
    const [low, high] = unionOf(own);
    const step = (Math.max(high, 0) - Math.min(low, 0)) / (2 ** codings.activations(name).bits - 1);
    const lost = own.min.flatMap((min, c) => {
      const width = own.max[c] - min;
      return width > 0 && width < LEAST_STEPS * step ? [c] : [];
    });
    if (lost.length === 0) continue;
    const peaks = own.min.map((min, c) => Math.max(-min, own.max[c]));
    const gains = peaks.map(peak => (peak > 0 ? Number((1 / peak).toPrecision(2)) : 1));
    throw new OptionRangeError(
      `quantizeNetwork: the channels of input ${show(name)} share one scale of ${step.toPrecision(3)}, ` +
        `but channel ${lost.join(', ')} moves over less than ${LEAST_STEPS} steps of it: the units differ. ` +
        `Equalize the signal, and give the network its gains back: ` +
        `foldGains(network, { gains: [${gains.map(g => Number((1 / g).toPrecision(2))).join(', ')}] }) takes x * [${gains.join(', ')}]; ` +
        `or give params by the option input`,
    );
  }
}
