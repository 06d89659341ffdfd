import type { Layer } from '../graph/network.js';
import { type Shape, stridesOf } from '../graph/tensor.js';

/** An input of a layer, and the axis along which it follows a stream: a column is all that stands at one place of it. */
export interface TimedShape {
  readonly shape: Shape;
  /** Undefined where the values never change. */
  readonly axis?: number;
}

/**
 * A layer that makes every column of its output of some columns of its inputs: column k of those from k * stride - before on, `span` of
 * them, wherever the window stands.
 */
export interface ColumnRule<L extends Layer> {
  readonly kind: 'columns';
  /** Axis of the output that is time. */
  readonly axis: number;
  readonly span: number;
  readonly stride: number;
  /** A negative number passes over the first columns. */
  readonly before: number;
  /** The layer over a strip that begins with the first column it reads and makes so many; by default it is the same. */
  readonly over?: (made: number) => L;
}

/** What a layer makes of time: columns, one sum over all of it, or something that needs the whole window. */
export type TimeRule<L extends Layer> =
  | ColumnRule<L>
  | {
      readonly kind: 'sum';
      /** What is computed over all of time, which can go on from one window to the next. */
      readonly function: 'sum' | 'mean' | 'pool';
      /** Axes of the input that are summed, time among them. */
      readonly axes: readonly number[];
      readonly keepAxes: boolean;
    }
  | {
      readonly kind: 'whole';
      /** Why, as the end of "the layer ...". */
      readonly reason: string;
      /** What would help. */
      readonly help?: string;
    };

/**
 * What a layer makes of time.
 *
 * @param inputs one of them or several with a time axis
 */
export type TimeOf<L extends Layer> = (layer: L, inputs: readonly TimedShape[], output: Shape) => TimeRule<L>;

/** Each column of one column. */
export function columns<L extends Layer>(axis: number, over?: (made: number) => L): ColumnRule<L> {
  return { kind: 'columns', axis, span: 1, stride: 1, before: 0, ...(over && { over }) };
}

/** All of the window is needed. */
export function whole(
  reason: string,
  help?: string,
): { readonly kind: 'whole'; readonly reason: string; readonly help?: string } {
  return { kind: 'whole', reason, ...(help !== undefined && { help }) };
}

/** For layers of one input that treat all its entries alike. */
export const everyColumn = <L extends Layer>(_layer: L, [{ axis }]: readonly TimedShape[]): TimeRule<L> =>
  columns(axis ?? 0);

/** For layers that treat all axes before the last few as independent; `rule` is asked about those, `axis` counts among them. */
export function onTrailingAxes<L extends Layer>(
  count: number,
  rule: (layer: L, axis: number, input: Shape, output: Shape) => TimeRule<L>,
): TimeOf<L> {
  return (layer, [{ shape, axis = 0 }], output) => {
    const first = shape.length - count;
    return axis < first ? columns(axis) : rule(layer, axis - first, shape, output);
  };
}

/** For layers that broadcast their inputs: what does not change must be the same for all columns. */
export function broadcastColumns<L extends Layer>(
  _layer: L,
  inputs: readonly TimedShape[],
  output: Shape,
): TimeRule<L> {
  const places = inputs.flatMap(({ shape, axis }) => (axis === undefined ? [] : [axis - shape.length]));
  const [place] = places;
  if (places.some(other => other !== place)) return whole('joins tensors whose time lies along different axes');
  const uneven = inputs.some(
    ({ shape, axis }) => axis === undefined && (shape.at(place) ?? 1) > 1 && -place <= shape.length,
  );
  if (uneven) return whole('joins the window with constants that differ from column to column');
  return columns(output.length + place);
}

/**
 * The axis of a reshaped tensor that is still time: of the same length, with as many entries before it and behind it.
 *
 * @returns undefined where there is none
 */
export function keptAxis(input: Shape, axis: number, output: Shape): number | undefined {
  const [from, to] = [stridesOf(input)[axis], stridesOf(output)];
  const found = output.findIndex((length, k) => length === input[axis] && to[k] === from);
  return found < 0 ? undefined : found;
}

/** Why a layer of a streaming network is not made one again. */
export const streaming = 'goes on from run to run: it is a streaming layer already';

/** What helps where a layer pads the window in time. */
export const padHelp = 'train it without padding in time (VALID)';
