import { repeat } from '../elementwise/broadcasting.js';
import { concatStep } from './concat.js';
import { gatherStep } from './gather.js';
import type { Step } from '../../kernels/kernel.js';
import { padStep } from './pad.js';
import { resizeNearestStep } from './resizeNearest.js';
import { sliceStep } from './slice.js';
import { transposeStep } from './transpose.js';
import type {
  Concat,
  Constant,
  Expand,
  Gather,
  Layer,
  Pad,
  Reshape,
  ResizeNearest,
  Slice,
  Transpose,
  Values,
} from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import type { Codes } from '../../qparams.js';
import { realCodeOf } from '../elementwise/codeMap.js';
import { type CodeTensor, codesOf, type IntegerOp } from '../integerOp.js';

/** A layer that moves codes: input and output have the same params. */
function moving<L extends Layer>(
  type: L['type'],
  step: (layer: L, input: CodeTensor, output: CodeTensor, others: readonly { readonly data: Values }[]) => Step,
): IntegerOp<L> {
  return {
    type,
    prepare: (layer, [given, ...others], made) => step(layer, codesOf(layer, given), codesOf(layer, made), others),
  };
}

const copy = (x: Codes, out: Codes): Step => {
  return () => out.set(x);
};

const reshape = moving<Reshape>('reshape', (_layer, { data: x }, { data: out }) => copy(x, out));

const transpose = moving<Transpose>('transpose', (layer, { data: x, shape }, { data: out }) =>
  transposeStep(x, shape, layer.permutation, out),
);

const slice = moving<Slice>('slice', (layer, { data: x, shape }, { data: out }) => sliceStep(x, shape, layer, out));

const expand = moving<Expand>('expand', (_layer, { data: x, shape: from }, { data: out, shape: to }) =>
  repeat<Codes>(x, from, to, out),
);

const resizeNearest = moving<ResizeNearest>('resizeNearest', (layer, { data: x, shape }, { data: out }) =>
  resizeNearestStep(x, shape, layer, out),
);

/** Pads with the code of the value, that of 0 being the zero point. */
const pad = moving<Pad>('pad', (layer, { data: x, shape, params }, { data: out }) =>
  padStep(x, shape, { ...layer, value: realCodeOf(params, layer.value) }, out),
);

const gather = moving<Gather>('gather', (layer, { data: x, shape }, { data: out }, [indices]) =>
  gatherStep(layerNamed(layer), x, shape, layer.axis, indices.data, out),
);

const concat: IntegerOp<Concat> = {
  type: 'concat',
  prepare: (layer, inputs, made) =>
    concatStep<Codes>(
      inputs.map(input => codesOf(layer, input)),
      layer.axis,
      codesOf(layer, made).data,
    ),
};

const constant: IntegerOp<Constant> = {
  type: 'constant',
  prepare(layer, _inputs, { data: out }) {
    const { data, params } = layer.value;
    if (!params) throw networkError(layerNamed(layer), 'its value must hold codes where it has params', 'real numbers');
    out.set(data); // once: nobody else writes there
    return () => {};
  },
};

/** Layers that move codes, by the same copying as real numbers. */
export const movementPrepared = {
  reshape,
  transpose,
  slice,
  expand,
  resizeNearest,
  pad,
  gather,
  concat,
  constant,
} as const;
