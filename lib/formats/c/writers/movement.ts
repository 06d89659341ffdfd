import { type CodeTensor, codesOf } from '../../../ops/integerOp.js';
import type { Buffer } from '../../../ops/op.js';
import { type CopiedAxis, places } from '../../../ops/movement/copyRuns.js';
import type { Concat, Expand, Gather, Layer, Pad, ResizeNearest, Slice, Transpose } from '../../../graph/network.js';
import { Unsupported } from '../../problems.js';
import { elementsOf, type Shape, stridesOf } from '../../../graph/tensor.js';
import type { AffineParams } from '../../../qparams.js';
import { loops, mergedAxes } from '../loops.js';
import { recorded } from '../recorded.js';
import { cType } from './writeCall.js';
import { type OpTarget, type WriteOp } from './writeOp.js';

/** The same codes in the same order. */
export const writeCopy: WriteOp<Layer> = (_layer, [input], output, { args }) => [
  `memcpy(out, ${args[0]}, ${elementsOf(input.shape)} * sizeof(${cType(output.params)}));`,
];

/** Layers whose output holds, along each of its axes, certain entries of the input. */
export const writeMovement: WriteOp<Slice | Transpose | Expand | ResizeNearest> = (layer, [input], output, target) => {
  const from = sourcesOf(layer, [indexed(input)], output.shape);
  return copy(separated(from, output.shape), target.args[0], cType(output.params), target);
};

/** Entries of an axis by indices that never change. */
export const writeGather: WriteOp<Gather> = (layer, [input, indices], output, target) => {
  const constant = target.constantOf(1);
  if (!constant) throw new Unsupported('indices that are computed');
  const values = { ...indices, data: Float32Array.from(constant) };
  const from = sourcesOf(layer, [indexed(input), values], output.shape);
  const shape = [
    elementsOf(input.shape.slice(0, layer.axis)),
    elementsOf(indices.shape),
    elementsOf(input.shape.slice(layer.axis + 1)),
  ];
  return copy(separated(from, shape), target.read(0), cType(output.params), target);
};

/** Every axis lengthened. */
export const writePad: WriteOp<Pad> = (layer, [given], output, target) => {
  const type = cType(output.params);
  if (layer.mode !== 'constant') {
    const from = sourcesOf(layer, [indexed(given)], output.shape);
    return copy(separated(from, output.shape), target.args[0], type, target);
  }
  const input = codesOf(layer, given);
  const [from, to] = [stridesOf(input.shape), stridesOf(output.shape)];
  const axes = input.shape.map((length, k): CopiedAxis => {
    const [before, behind] = layer.margins[k];
    const count = length + Math.min(before, 0) + Math.min(behind, 0);
    return {
      from: places(count, from[k], Math.max(-before, 0) * from[k]),
      to: places(count, to[k], Math.max(before, 0) * to[k]),
    };
  });
  return [...fill(output, paddingCode(layer, input, output), type), ...copy(axes, target.args[0], type, target)];
};

/** Tensors one behind the other along an axis. */
export const writeConcat: WriteOp<Concat> = ({ axis }, inputs, output, target) => {
  const blocks = elementsOf(output.shape.slice(0, axis));
  const width = elementsOf(output.shape) / blocks;
  let begin = 0;
  return inputs.flatMap(({ shape }, k) => {
    const block = elementsOf(shape) / blocks;
    const axes = [
      { from: places(blocks, block), to: places(blocks, width, begin) },
      { from: places(block, 1), to: places(block, 1) },
    ];
    begin += block;
    return copy(axes, target.args[k], cType(output.params), target);
  });
};

const INDEX: AffineParams = {
  kind: 'affine',
  bits: 32,
  qmin: -(2 ** 31),
  qmax: 2 ** 31 - 1,
  scale: [1],
  zeroPoint: [0],
};

/** A tensor that holds its own indices. */
function indexed({ name, shape }: Buffer): CodeTensor {
  return { name, shape, params: INDEX, data: places(elementsOf(shape), 1) };
}

/** The index of the input's element that each element of the output is, by the executor's own arithmetic. */
function sourcesOf(layer: Layer, inputs: readonly Buffer[], shape: Shape): Int32Array {
  const data = new Int32Array(elementsOf(shape));
  recorded(layer, inputs, { name: layer.name, shape, params: INDEX, data }).run();
  return data;
}

/** The code that the executor pads with. */
function paddingCode(layer: Pad, { params }: CodeTensor, output: CodeTensor): number {
  const tensor = { name: layer.name, shape: [1], params, data: output.data.slice(0, 1) };
  const made = { ...tensor, shape: [3], data: new Int32Array(3) };
  recorded({ ...layer, margins: [[1, 1]] }, [tensor], made).run();
  return made.data[0];
}

/** Indices as one list for each axis. */
function separated(from: Int32Array, shape: Shape): CopiedAxis[] {
  const to = stridesOf(shape);
  return shape.map((count, k) => ({
    from: Int32Array.from({ length: count }, (_, i) => from[i * to[k]] - (k > 0 ? from[0] : 0)),
    to: places(count, to[k]),
  }));
}

function fill({ shape, data }: CodeTensor, code: number, type: string): string[] {
  const count = elementsOf(shape);
  if (data.BYTES_PER_ELEMENT === 1) return [`memset(out, ${code}, ${count});`];
  return [`for (int32_t i = 0; i < ${count}; i++) out[i] = (${type})(${code});`];
}

/** Copies all combinations of entries of some axes. */
function copy(axes: readonly CopiedAxis[], x: string, type: string, target: OpTarget): string[] {
  let [fromBase, toBase] = [0, 0];
  const walked = axes.map(({ from, to }, k) => {
    fromBase += from[0];
    toBase += to[0];
    const stride = strideOf(from);
    const table = () =>
      target.array(
        `${x}_places_${k}`,
        'int32',
        from.map(at => at - from[0]),
      );
    return { count: from.length, strides: [stride ?? table(), strideOf(to) ?? 0] };
  });
  const merged = mergedAxes(walked);
  const last = merged.at(-1);
  const run = last?.strides.every(stride => stride === 1) ? last.count : 1;
  return loops(run > 1 ? merged.slice(0, -1) : merged, 2, ([from, to]) => {
    const [source, goal] = [place(from, fromBase), place(to, toBase)];
    return [
      run > 1
        ? `memcpy(${pointer('out', goal)}, ${pointer(x, source)}, ${run} * sizeof(${type}));`
        : `out[${goal}] = ${x}[${source}];`,
    ];
  });
}

function place(index: string, base: number): string {
  return base === 0 ? index : index === '0' ? `${base}` : `${index} + ${base}`;
}

function pointer(array: string, at: string): string {
  return at === '0' ? array : `${array} + ${at}`;
}

/** The distance between neighbours; undefined where it is not the same for all. */
function strideOf(list: Int32Array): number | undefined {
  if (list.length === 1) return 0;
  const stride = list[1] - list[0];
  return list.every((at, k) => at === list[0] + k * stride) ? stride : undefined;
}
