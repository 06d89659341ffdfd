import { show } from '../check.js';
import type { DialectName } from '../dialects/index.js';
import { OptionRangeError } from '../errors.js';
import type { ActivationCoding, WeightCoding } from './coding.js';

/** A runtime that a network is made for. */
export type TargetName = 'tflm' | 'cmsisNn' | 'xnnpack' | 'onnxruntime' | 'espDl';

/** What a runtime has, and what it does where a recipe leaves it open. */
export interface Target {
  readonly defaults: {
    readonly activations?: Partial<ActivationCoding>;
    readonly weights?: Partial<WeightCoding>;
    readonly floatLayers?: 'allow' | 'refuse';
    readonly dialect: DialectName;
  };
  /** Throws a RangeError where the runtime has no such activations. */
  checkActivations(where: string, coding: ActivationCoding): void;
  /** Throws a RangeError where the runtime has no such weights. */
  checkWeights(where: string, coding: WeightCoding): void;
}

/** The runtimes, by name. */
export const targets: Readonly<Record<TargetName, Target>> = {
  tflm: micro(),
  cmsisNn: micro(),
  xnnpack: {
    defaults: { dialect: 'xnnpack' },
    checkActivations: (where, { bits }) => allow(where, 'activations', bits, [8]),
    checkWeights: (where, { bits }) => allow(where, 'weights', bits, [8, 4]),
  },
  onnxruntime: {
    defaults: { dialect: 'onnxruntime' },
    checkActivations: (where, { bits }) => allow(where, 'activations', bits, [8, 16]),
    checkWeights: (where, { bits }) => allow(where, 'weights', bits, [8, 4]),
  },
  espDl: {
    defaults: {
      activations: { scheme: 'powerOfTwo' },
      weights: { scheme: 'powerOfTwo', axis: 'tensor' },
      floatLayers: 'refuse',
      dialect: 'shift',
    },
    checkActivations(where, { bits, scheme }) {
      allow(where, 'activations', bits, [8, 16]);
      requireShifts(where, scheme);
    },
    checkWeights(where, { bits, scheme }) {
      allow(where, 'weights', bits, [8]);
      requireShifts(where, scheme);
    },
  },
};

/** TensorFlow Lite Micro's kernels, which CMSIS-NN's take the place of: int8 and 16x8, int4 weights, no real numbers between codes. */
function micro(): Target {
  return {
    defaults: { floatLayers: 'refuse', dialect: 'tflm' },
    checkActivations: (where, { bits }) => allow(where, 'activations', bits, [8, 16]),
    checkWeights: (where, { bits }) => allow(where, 'weights', bits, [8, 4]),
  };
}

function allow(where: string, what: string, bits: number, wanted: readonly number[]): void {
  if (!wanted.includes(bits))
    throw new OptionRangeError(`${where} has ${what} of ${wanted.join(' or ')} bits, got ${bits}`);
}

function requireShifts(where: string, scheme: string): void {
  if (scheme !== 'powerOfTwo') throw new OptionRangeError(`${where} has scheme powerOfTwo only, got ${show(scheme)}`);
}
