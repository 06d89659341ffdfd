import type { Gather, Margin, Pad, ResizeNearest, Slice } from '../../../graph/network.js';
import { realValues, type Shape } from '../../../graph/tensor.js';
import { halfDown, halfUp } from '../../../rounding.js';
import type { GraphBuilder } from '../writing/graph.js';
import { axisIn, commonLayout, inLayout, type Layout } from '../writing/layouts.js';
import { elementTypes } from '../writing/model.js';
import type { Made, Operators, Scope } from './operator.js';
import { cut, padsOf } from './pads.js';

/** Layers that move or repeat entries. */
export const movementOperators = {
  flatten: (_layer, scope) => scope.moved(scope.values.reshaped(scope.input(0), scope.shape)),
  reshape: ({ shape }, scope) => scope.moved(scope.values.reshaped(scope.input(0), shape)),
  transpose: ({ permutation }, scope) => scope.moved(scope.values.transposed(scope.input(0), permutation)),
  expand: ({ shape }, scope) =>
    scope.computed(scope.graph.node('Expand', [scope.real(0), scope.graph.integers('shape', shape)])),
  concat({ axis }, scope) {
    const common = commonLayout(scope.inputs);
    const placed = axisIn(common, scope.shape.length, axis);
    const layout = placed === undefined ? 'plain' : common;
    const parts = scope.inputs.map(input => scope.values.real(inLayout(scope.values, input, layout)));
    const at = placed ?? axis;
    return scope.computed(scope.graph.node('Concat', parts, { axis: { integer: at } }), layout);
  },
  slice: writeSlice,
  gather: writeGather,
  pad: writePad,
  resizeNearest: writeResize,
  resizeLinear({ size, coordinates: place }, scope) {
    const { shape } = scope.input(0, 2);
    const sizes = scope.graph.integers('sizes', [...shape.slice(0, 2), ...size]);
    const y = scope.graph.node('Resize', [scope.real(0, 2), '', '', sizes], {
      mode: { text: 'linear' },
      coordinate_transformation_mode: { text: coordinates[place] },
    });
    return scope.computed(y, 2);
  },
} satisfies Operators;

/** The layout of the input where all of some axes are axes of it, else that of the network. */
function layoutFor({ inputs }: Scope, axes: readonly number[]): Layout {
  const [{ native, shape }] = inputs;
  return axes.every(axis => axisIn(native, shape.length, axis) !== undefined) ? native : 'plain';
}

function writeSlice({ begin, size, step }: Slice, scope: Scope): Made {
  const { graph } = scope;
  const { shape } = scope.inputs[0];
  const cut = [...shape.keys()].filter(k => size[k] !== shape[k] || step[k] !== 1);
  const layout = layoutFor(scope, cut);
  if (cut.length === 0) return scope.moved(scope.input(0, layout), layout);
  // an end before the first entry is one that is negative from the end, too
  const ends = cut.map(k => {
    const end = begin[k] + size[k] * step[k];
    return end < 0 ? -shape[k] - 1 : end;
  });
  const placed = cut.map(k => axisIn(layout, shape.length, k) ?? k);
  return scope.computed(
    graph.node('Slice', [
      scope.real(0, layout),
      graph.integers(
        'starts',
        cut.map(k => begin[k]),
      ),
      graph.integers('ends', ends),
      graph.integers('axes', placed),
      graph.integers(
        'steps',
        cut.map(k => step[k]),
      ),
    ]),
    layout,
  );
}

function writeGather({ axis }: Gather, scope: Scope): Made {
  const { graph } = scope;
  const { constant } = scope.input(1);
  const indices = constant
    ? graph.constant('indices', 'int64', constant.shape, realValues(constant))
    : graph.node('Cast', [scope.real(1)], { to: { integer: elementTypes.int64 } });
  return scope.computed(graph.node('Gather', [scope.real(0), indices], { axis: { integer: axis } }));
}

function writePad({ margins, mode, value }: Pad, scope: Scope): Made {
  const { graph } = scope;
  const { shape } = scope.inputs[0];
  const changed = [...shape.keys()].filter(k => margins[k].some(n => n !== 0));
  const layout = layoutFor(scope, changed);
  const input = scope.input(0, layout);
  const placed = input.shape.map((): Margin => [0, 0]);
  for (const k of changed) placed[axisIn(layout, shape.length, k) ?? k] = margins[k];
  const x = scope.values.real(input);
  const longer = mode === 'symmetric' ? mirrored(graph, x, input.shape, placed) : padded();
  return scope.computed(cut(graph, longer, placed, 0), layout);

  function padded(): string {
    const pads = padsOf(placed);
    if (pads.every(n => n === 0)) return x;
    const constant = mode === 'constant' ? [graph.scalar('value', value)] : [];
    return graph.node('Pad', [x, graph.integers('pads', pads), ...constant], { mode: { text: mode } });
  }
}

/** Axes lengthened by their entries mirrored with the edge, which ONNX does not have: entries by their indices. */
function mirrored(graph: GraphBuilder, x: string, shape: Shape, margins: readonly Margin[]): string {
  let y = x;
  margins.forEach(([before, behind], axis) => {
    const length = shape[axis];
    const count = Math.max(before, 0) + length + Math.max(behind, 0);
    if (count === length) return;
    const indices = Array.from({ length: count }, (_, i) => {
      const at = i - Math.max(before, 0);
      return at < 0 ? -1 - at : at < length ? at : 2 * length - 1 - at;
    });
    y = entries(graph, y, axis, indices);
  });
  return y;
}

function entries(graph: GraphBuilder, x: string, axis: number, indices: readonly number[]): string {
  return graph.node('Gather', [x, graph.integers('indices', indices)], { axis: { integer: axis } });
}

const coordinates: Readonly<Record<Exclude<ResizeNearest['coordinates'], 'halfPixelFloor'>, string>> = {
  asymmetric: 'asymmetric',
  halfPixel: 'half_pixel',
  alignCorners: 'align_corners',
};

const roundings: Readonly<Record<ResizeNearest['rounding'], readonly [name: string, round: (x: number) => number]>> = {
  floor: ['floor', Math.floor],
  ceil: ['ceil', Math.ceil],
  halfUp: ['round_prefer_ceil', halfUp],
  halfDown: ['round_prefer_floor', halfDown],
};

function writeResize({ size, coordinates: place, rounding }: ResizeNearest, scope: Scope): Made {
  const { graph } = scope;
  const value = scope.input(0, 2);
  const x = scope.real(0, 2);
  const lengths = value.shape.slice(2);
  if (place === 'halfPixelFloor') {
    // ONNX has dropped these coordinates: entries by their indices
    const along = (from: string, k: 0 | 1) => entries(graph, from, k + 2, centres(lengths[k], size[k], rounding));
    return scope.computed(along(along(x, 0), 1), 2);
  }
  const sizes = graph.integers('sizes', [...value.shape.slice(0, 2), ...size]);
  const y = graph.node('Resize', [x, '', '', sizes], {
    mode: { text: 'nearest' },
    coordinate_transformation_mode: { text: coordinates[place] },
    nearest_mode: { text: roundings[rounding][0] },
  });
  return scope.computed(y, 2);
}

/** The entry at (i + 1/2) length / size, computed in float32. */
function centres(length: number, size: number, rounding: ResizeNearest['rounding']): number[] {
  const [, round] = roundings[rounding];
  const scale = Math.fround(length / size);
  return Array.from({ length: size }, (_, i) =>
    Math.min(Math.max(round(Math.fround((i + 0.5) * scale)), 0), length - 1),
  );
}
