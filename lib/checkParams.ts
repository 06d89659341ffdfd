import { show } from './check.js';
import { FormatError } from './errors.js';
import { checkAdaptive } from './kernels/adaptive.js';
import {
  freezeParams,
  type AdaptiveCoder,
  type AdaptiveParams,
  type AffineParams,
  type PowerOfTwoParams,
  type QParams,
} from './qparams.js';

/** The list fields of each kind, and whether each holds one entry a channel. */
const LISTS = {
  affine: ['scale', 'zeroPoint'],
  powerOfTwo: ['exponent', 'zeroPoint'],
  fixedPoint: [],
  companded: ['peak'],
  codebook: ['scale'],
  blockScaled: [],
  adaptive: [],
} as const satisfies Record<QParams['kind'], readonly string[]>;

const CODERS: readonly AdaptiveCoder[] = ['jayant', 'dpcm', 'imaAdpcm', 'delta'];

/** Fields that must be above zero. */
const POSITIVE = new Set(['scale', 'peak']);

/**
 * Checks parameters that came from outside and returns them frozen, with no other fields.
 *
 * @param channels channels of the frames they belong to
 * @throws {FormatError} naming the field that is wrong
 */
export function checkParams(who: string, given: unknown, channels: number): QParams {
  const fail = (rule: string, got: unknown): never => {
    throw new FormatError('format-params', `${who}: params${rule}, got ${show(got)}`);
  };
  if (typeof given !== 'object' || given === null) return fail(' must be an object', given);
  const p = given as Record<string, unknown>;
  const own = (field: string) => (Object.hasOwn(p, field) ? p[field] : undefined);
  const integer = (field: string, min: number, max: number): number => {
    const x = own(field);
    return Number.isSafeInteger(x) && (x as number) >= min && (x as number) <= max
      ? (x as number)
      : fail(`.${field} must be an integer in [${min}, ${max}]`, x);
  };
  const list = (field: string, lengths: readonly number[]): number[] => {
    const x = own(field);
    if (!Array.isArray(x) || !lengths.includes(x.length))
      return fail(`.${field} must hold ${lengths.join(' or ')} numbers`, x);
    for (const v of x as unknown[]) {
      if (!Number.isFinite(v)) return fail(`.${field} must be finite`, v);
      if (POSITIVE.has(field) && (v as number) <= 0) return fail(`.${field} must be above 0`, v);
    }
    return [...(x as number[])];
  };

  const kind = own('kind') as QParams['kind'];
  if (typeof kind !== 'string' || !Object.hasOwn(LISTS, kind)) return fail('.kind must be a known kind', kind);
  const qmin = integer('qmin', -(2 ** 31), 2 ** 31 - 1);
  const qmax = integer('qmax', qmin, 2 ** 31 - 1);
  const coded = { bits: integer('bits', 1, 32), qmin, qmax };
  if (qmax - qmin >= 2 ** coded.bits) return fail(`.bits must hold the codes ${qmin} to ${qmax}`, coded.bits);
  const lists = Object.fromEntries(LISTS[kind].map(field => [field, list(field, [1, channels])]));
  const levels = () => {
    if (qmax - qmin >= 65536) return fail('.levels must be at most 65536', qmax - qmin + 1);
    return list('levels', [qmax - qmin + 1]);
  };

  switch (kind) {
    case 'affine': {
      const seed = own('ditherSeed') === undefined ? {} : { ditherSeed: integer('ditherSeed', 0, 2 ** 32 - 1) };
      return freezeParams({ kind, ...coded, ...lists, ...seed } as unknown as AffineParams);
    }
    case 'powerOfTwo':
      for (const e of lists.exponent) {
        if (!Number.isInteger(e) || e < -149 || e > 127) return fail('.exponent must be an integer in [-149, 127]', e);
      }
      return freezeParams({ kind, ...coded, ...lists } as unknown as PowerOfTwoParams);
    case 'fixedPoint':
      return freezeParams({ kind, ...coded, fractionBits: integer('fractionBits', -64, 64) });
    case 'companded': {
      if (qmax < 1) return fail('.qmax must be at least 1', qmax);
      const law = own('law');
      if (law !== 'mu' && law !== 'a') return fail('.law must be mu or a', law);
      const constant = own('constant');
      if (!Number.isFinite(constant) || (constant as number) <= (law === 'a' ? 1 : 0)) {
        return fail(`.constant must be above ${law === 'a' ? 1 : 0}`, constant);
      }
      return freezeParams({ kind, ...coded, law, constant: constant as number, peak: lists.peak });
    }
    case 'codebook':
      return freezeParams({ kind, ...coded, levels: levels(), scale: lists.scale });
    case 'blockScaled': {
      const scale = own('scale');
      const count = Array.isArray(scale) && scale.length % channels === 0 ? scale.length : channels;
      return freezeParams({
        kind,
        ...coded,
        blockSize: integer('blockSize', 1, 2 ** 24),
        scale: list('scale', [count]),
        ...(own('levels') === undefined ? {} : { levels: levels() }),
      });
    }
    case 'adaptive': {
      const coder = own('coder') as AdaptiveCoder;
      if (!CODERS.includes(coder)) return fail(`.coder must be one of ${CODERS.join(', ')}`, coder);
      const some = (field: string, most: number, multiple: number) => {
        const x = own(field);
        const length = Array.isArray(x) && x.length <= most && x.length % multiple === 0 ? x.length : multiple;
        return list(field, [length]);
      };
      const constants = some('constants', 256, 1);
      const params: AdaptiveParams = {
        kind,
        ...coded,
        coder,
        constants,
        state: some('state', 64 * channels, channels),
      };
      checkAdaptive(params, channels, (rule, got) => fail(`.${rule}`, got));
      return freezeParams(params);
    }
  }
}
