import { elementsOf, type Shape, showShape } from '../../../graph/tensor.js';
import type { AffineParams } from '../../../qparams.js';
import type { Value, Values } from './values.js';

/**
 * How a tensor of the network lies in the model: in its own axes (`plain`), or as (batch, channels, axis, ...), as ONNX has it for
 * convolutions and pools, with this many axes behind the channels and all axes before those as one batch.
 */
export type Layout = 'plain' | number;

/** A tensor of the network. */
export interface Held {
  readonly shape: Shape;
  /** The layout that it was made in. */
  readonly native: Layout;
  readonly forms: Map<Layout, Value>;
}

/** A tensor that was made in a layout. */
export function held(shape: Shape, native: Layout, value: Value): Held {
  return { shape, native, forms: new Map([[native, value]]) };
}

/** What the codes of a tensor stand for; undefined for real numbers. */
export function paramsOf({ native, forms }: Held): AffineParams | undefined {
  return forms.get(native)?.params;
}

/** A tensor of a shape as it lies in a layout. */
export function laidOut(shape: Shape, layout: Layout): Shape {
  if (layout === 'plain') return shape;
  const at = shape.length - layout - 1;
  return [elementsOf(shape.slice(0, at)), shape[shape.length - 1], ...shape.slice(at, -1)];
}

/** An axis of a tensor in a layout, or undefined where it is part of the batch. */
export function axisIn(layout: Layout, rank: number, axis: number): number | undefined {
  if (layout === 'plain') return axis;
  const at = axis - (rank - layout - 1);
  if (at < 0) return undefined;
  return at === layout ? 1 : at + 2;
}

/** A tensor in a layout. */
export function inLayout(values: Values, tensor: Held, layout: Layout): Value {
  const known = tensor.forms.get(layout);
  if (known) return known;
  const made =
    layout === 'plain'
      ? plainOf(values, tensor)
      : channelsSecond(values, inLayout(values, tensor, 'plain'), tensor.shape, layout);
  tensor.forms.set(layout, made);
  return made;
}

function plainOf(values: Values, { shape, native, forms }: Held): Value {
  const value = forms.get(native);
  if (!value || native === 'plain') throw new Error('a tensor must have its native form');
  const spatial = Array.from({ length: native }, (_, k) => k + 2);
  return values.reshaped(values.transposed(value, [0, ...spatial, 1]), shape);
}

function channelsSecond(values: Values, plain: Value, shape: Shape, axes: number): Value {
  const at = shape.length - axes - 1;
  const batched = values.reshaped(plain, [elementsOf(shape.slice(0, at)), ...shape.slice(at)]);
  const spatial = Array.from({ length: axes }, (_, k) => k + 1);
  return values.transposed(batched, [0, axes + 1, ...spatial]);
}

/** The tensor with axes of length 1 before its own, up to a number of axes. */
function widened(values: Values, tensor: Held, rank: number): Held {
  const missing = rank - tensor.shape.length;
  if (missing <= 0) return tensor;
  const shape = [...new Array<number>(missing).fill(1), ...tensor.shape];
  return held(shape, 'plain', values.reshaped(inLayout(values, tensor, 'plain'), shape));
}

/** Operands that broadcast against each other in the model as they do in the network, and their layout. */
export interface Operands {
  readonly layout: Layout;
  readonly values: readonly Value[];
}

/** Brings operands to the layout that the largest of them have, where all fit it; else to their own axes. */
export function operandsOf(values: Values, tensors: readonly Held[], shape: Shape): Operands {
  const whole = tensors.find(t => t.native !== 'plain' && showShape(t.shape) === showShape(shape));
  const layout = whole?.native ?? 'plain';
  if (layout !== 'plain') {
    const lead = (of: Shape) => of.slice(0, shape.length - layout - 1);
    const wide = tensors.map(t => widened(values, t, shape.length));
    const fit = wide.every(
      t => lead(t.shape).every(n => n === 1) || showShape(lead(t.shape)) === showShape(lead(shape)),
    );
    if (fit) return { layout, values: wide.map(t => inLayout(values, t, layout)) };
  }
  return { layout: 'plain', values: tensors.map(t => inLayout(values, t, 'plain')) };
}

/** The layout that all of some tensors were made in, if it is one. */
export function commonLayout(tensors: readonly Held[]): Layout {
  const [first] = tensors;
  const same = tensors.every(t => t.native === first.native);
  return same ? first.native : 'plain';
}
