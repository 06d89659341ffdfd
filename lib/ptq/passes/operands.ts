import type { Layer } from '../../graph/network.js';
import { layerNamed } from '../../graph/networkError.js';
import { opOf } from '../../ops/index.js';
import type { Traits } from '../../ops/op.js';

/** What a layer does to the values of an input: they become its output's, they only steer it, or they are places. */
export type OperandRole = 'value' | 'condition' | 'index';

/**
 * The role of an input of a layer.
 *
 * @internal
 */
export function roleOf({ type }: Layer, operand: number): OperandRole {
  if (type === 'where' && operand === 0) return 'condition';
  return type === 'gather' && operand === 1 ? 'index' : 'value';
}

/** The inputs of a layer whose values become its output's. */
export function valuesOf(layer: Layer): readonly string[] {
  return layer.inputs.filter((_, k) => roleOf(layer, k) === 'value');
}

/** The traits of a layer. */
export function traitsOf(layer: Layer): Traits {
  return opOf(layerNamed(layer), layer.type).traits;
}

/** Whether a layer has several tensors come to one coding. */
export function isJoin(layer: Layer): boolean {
  return traitsOf(layer).codes === 'input' && valuesOf(layer).length > 1;
}

/** Whether a layer passes one tensor on, coded as it came. */
export function isMove(layer: Layer): boolean {
  return traitsOf(layer).codes === 'input' && valuesOf(layer).length === 1;
}
