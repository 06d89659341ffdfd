import { codesOf } from '../../../ops/integerOp.js';
import type { Reduce } from '../../../graph/network.js';
import { stridesOf } from '../../../graph/tensor.js';
import { limited, scaled } from '../arithmetic.js';
import { loops } from '../loops.js';
import { recorded } from '../recorded.js';
import { cType } from './writeCall.js';
import { type WriteOp } from './writeOp.js';

/** Means, sums and extremes over some axes. */
export const writeReduce: WriteOp<Reduce> = (layer, inputs, output, target) => {
  const input = codesOf(layer, inputs[0]);
  const { multipliers } = recorded(layer, inputs, output);
  const from = stridesOf(input.shape);
  const kept = input.shape.map((_, k) => k).filter(k => !layer.axes.includes(k));
  const to = stridesOf(kept.map(k => input.shape[k]));
  const outer = kept.map((k, at) => ({ count: input.shape[k], strides: [from[k], to[at]] }));
  const inner = layer.axes.map(k => ({ count: input.shape[k], strides: [from[k]] }));
  const { zeroPoint, qmin, qmax } = output.params;
  const [zero, outZero] = [input.params.zeroPoint[0], zeroPoint[0]];
  const [x] = target.args;
  const type = cType(output.params);

  if (layer.type === 'reduceMax' || layer.type === 'reduceMin') {
    const sign = layer.type === 'reduceMax' ? '>' : '<';
    return loops(outer, 2, ([begin, o]) => [
      `${type} extreme = ${x}[${begin}];`,
      ...loops(
        inner,
        1,
        ([at]) => [`if (${x}[${begin} + ${at}] ${sign} extreme) extreme = ${x}[${begin} + ${at}];`],
        'r',
      ),
      `out[${o}] = extreme;`,
    ]);
  }
  const [{ multiplier, shift }] = multipliers;
  const scale = target.use(scaled);
  const limit = target.use(limited);
  const code = `${limit}(${scale}(sum, ${multiplier}, ${shift}), ${qmin - outZero}, ${qmax - outZero}) + (${outZero})`;
  return loops(outer, 2, ([begin, o]) => [
    'int32_t sum = 0;',
    ...loops(inner, 1, ([at]) => [`sum += ${x}[${begin} + ${at}] - (${zero});`], 'r'),
    `out[${o}] = (${type})(${code});`,
  ]);
};
