import type { GridAxis } from '../../../kernels/reductionGrid.js';
import { loops } from '../loops.js';
import { tensorType, type WriteCall } from './writeCall.js';
import { codeExpression, writeRequantization } from './writeRequantization.js';

/** Sums and means over some axes. */
export const writeReduceSum: WriteCall<'reduceSum'> = (constants, { writes: [output] }, target) => {
  const { kept, reduced, zeroPoint, requantization } = constants;
  const [x, out, type] = [target.read(0), target.write(), tensorType(output)];
  const scaling = writeRequantization(requantization, target);
  const code = codeExpression(requantization, scaling, '0', 'sum', target);
  return loops(keptAxes(kept), 2, ([begin, o]) => [
    'int32_t sum = 0;',
    ...loops(reducedAxes(reduced), 1, ([at]) => [`sum += ${x}[${begin} + ${at}] - (${zeroPoint});`], 'r'),
    `${out}[${o}] = (${type})${code};`,
  ]);
};

/** Extremes over some axes. */
export const writeReduceExtreme: WriteCall<'reduceExtreme'> = (constants, { writes: [output] }, target) => {
  const { kept, reduced, smallest } = constants;
  const [x, out] = [target.read(0), target.write()];
  const sign = smallest ? '<' : '>';
  return loops(keptAxes(kept), 2, ([begin, o]) => [
    `${tensorType(output)} extreme = ${x}[${begin}];`,
    ...loops(
      reducedAxes(reduced),
      1,
      ([at]) => [`if (${x}[${begin} + ${at}] ${sign} extreme) extreme = ${x}[${begin} + ${at}];`],
      'r',
    ),
    `${out}[${o}] = extreme;`,
  ]);
};

/** With their strides in the input and in the output. */
function keptAxes(kept: readonly GridAxis[]) {
  let block = kept.reduce((product, { count }) => product * count, 1);
  return kept.map(({ count, stride }) => {
    block /= count;
    return { count, strides: [stride, block] };
  });
}

function reducedAxes(reduced: readonly GridAxis[]) {
  return reduced.map(({ count, stride }) => ({ count, strides: [stride] }));
}
