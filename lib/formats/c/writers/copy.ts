import type { ConstantsOf } from '../../../kernels/calls/index.js';
import type { Copy, CopyAxis } from '../../../kernels/copyRuns.js';
import { elementsOf } from '../../../graph/tensor.js';
import type { PlannedTensor } from '../../../plan/plan.js';
import { Unsupported } from '../../problems.js';
import { loops } from '../loops.js';
import { type Target, tensorType, type WriteCall } from './writeCall.js';

/** Elements of the inputs, each put somewhere. */
export const writeCopy: WriteCall<'copy'> = ({ copies, fill }, { reads, writes: [output] }, target) => [
  ...(fill === undefined ? [] : fillLines(output, fill, target)),
  ...copies.flatMap((copy, k) => copyLines(copy, target.read(k), tensorType(reads[k]), target)),
];

/** Entries of an axis by indices that never change. */
export const writeGather: WriteCall<'gather'> = (constants, { reads: [input, { place }] }, target) => {
  if (place.region !== 'constant') throw new Unsupported('indices that are computed');
  return copyLines(gathered(constants, Array.from(place.data)), target.read(0), tensorType(input), target);
};

/** The copy that a gather by these indices is. */
function gathered({ who, outer, length, inner }: ConstantsOf<'gather'>, indices: readonly number[]): Copy {
  const wrong = indices.find(index => !Number.isInteger(index) || index < -length || index >= length);
  if (wrong !== undefined) throw new Unsupported(`an index beyond the axis: ${who}, ${wrong}`);
  const entries = indices.map(index => (index < 0 ? index + length : index) * inner);
  const axes: CopyAxis[] = [
    { count: outer, from: length * inner, to: entries.length * inner },
    { count: entries.length, from: Int32Array.from(entries, at => at - entries[0]), to: inner },
    { count: inner, from: 1, to: 1 },
  ];
  return { from: entries[0], to: 0, axes };
}

function fillLines(output: PlannedTensor, code: number, target: Target): string[] {
  const count = elementsOf(output.shape);
  const [type, out] = [tensorType(output), target.write()];
  if (type === 'int8_t' || type === 'uint8_t') return [`memset(${out}, ${code}, ${count});`];
  return [`for (int32_t i = 0; i < ${count}; i++) ${out}[i] = (${type})(${code});`];
}

/** Copies all combinations of entries of some axes. */
function copyLines({ from, to, axes }: Copy, x: string, type: string, target: Target): string[] {
  const out = target.write();
  const walked = axes.map((axis, k) => {
    const source = typeof axis.from === 'number' ? axis.from : target.array(`${x}_places_${k}`, 'int32', axis.from);
    return { count: axis.count, strides: [source, axis.to] };
  });
  const last = walked.at(-1);
  const run = last?.strides.every(stride => stride === 1) ? last.count : 1;
  return loops(run > 1 ? walked.slice(0, -1) : walked, 2, ([source, goal]) => {
    const [begin, end] = [place(source, from), place(goal, to)];
    return [
      run > 1
        ? `memcpy(${pointer(out, end)}, ${pointer(x, begin)}, ${run} * sizeof(${type}));`
        : `${out}[${end}] = ${x}[${begin}];`,
    ];
  });
}

function place(index: string, base: number): string {
  return base === 0 ? index : index === '0' ? `${base}` : `${index} + ${base}`;
}

function pointer(array: string, at: string): string {
  return at === '0' ? array : `${array} + ${at}`;
}
