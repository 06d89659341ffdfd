import { compile } from '../engine/compile.js';
import type { Network, Values } from '../graph/network.js';
import { allocate, elementsOf } from '../graph/tensor.js';
import type { AffineParams } from '../qparams.js';
import { halfAway } from '../rounding.js';
import { removeUnused } from '../rewrite/passes/removeUnused.js';
import { arithmeticOf } from '../graph/arithmetic.js';

/** The values of a network's inputs in one run, in the network's order. */
export type Window = readonly Float32Array[];

/**
 * Real numbers as codes, as TensorFlow Lite has it.
 *
 * @internal
 */
export function encoded(values: ArrayLike<number>, { qmin, qmax, scale, zeroPoint }: AffineParams): Values {
  const codes = allocate({ kind: 'affine', bits: 0, qmin, qmax, scale, zeroPoint }, values.length);
  for (let i = 0; i < codes.length; i++) {
    codes[i] = Math.min(Math.max(halfAway(values[i] / scale[0]) + zeroPoint[0], qmin), qmax);
  }
  return codes;
}

/** The real numbers that codes stand for, or real numbers as they are. */
export function decoded(values: Values, params: AffineParams | undefined): ArrayLike<number> {
  if (!params) return values;
  const [scale, zeroPoint] = [params.scale[0], params.zeroPoint[0]];
  return Float64Array.from(values, q => scale * (q - zeroPoint));
}

/**
 * The real numbers of one tensor of a network, run for run over windows of real numbers; only what it depends on is computed.
 *
 * @internal
 */
export function* tensorOver(
  network: Network,
  tensor: string,
  windows: readonly Window[],
): Generator<ArrayLike<number>> {
  const input = network.inputs.findIndex(({ name }) => name === tensor);
  if (input >= 0) {
    const { params } = network.inputs[input];
    for (const window of windows) yield params ? decoded(encoded(window[input], params), params) : window[input];
    return;
  }
  const { name, inputs, variables = [], layers, dialect } = network;
  const part = { name, inputs, variables, layers, outputs: [tensor], ...(dialect !== undefined && { dialect }) };
  const bare = removeUnused.run(part);
  const compiled = compile({ ...bare, arithmetic: arithmeticOf(bare) });
  const state = compiled.newState();
  const [{ params, shape }] = compiled.outputs;
  const output = allocate(params, elementsOf(shape));
  for (const window of windows) {
    const given = window.map((values, k) => {
      const own = network.inputs[k].params;
      return own ? encoded(values, own) : values;
    });
    compiled.run(state, given, [output]);
    yield decoded(output, params);
  }
}
