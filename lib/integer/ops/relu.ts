import type { Unary } from '../../network/network.js';
import { codesOf, type IntegerOp } from './integerOp.js';

/** max(x, 0) between two encodings: one entry of a table a code. */
export const reluOp: IntegerOp<Unary> = {
  type: 'relu',
  prepare(layer, [given], made, { dialect }) {
    const [input, output] = [codesOf(layer, given, 'int8'), codesOf(layer, made, 'int8')];
    const { qmin, qmax, zeroPoint } = input.params;
    const { qmin: lowest, qmax: high } = output.params;
    const outZero = output.params.zeroPoint[0];
    const requantize = dialect.requantizer({
      op: layer.type,
      layer: layer.name,
      scales: [input.params.scale[0] / output.params.scale[0]],
      bounds: [Math.max(Math.abs(qmin - zeroPoint[0]), Math.abs(qmax - zeroPoint[0]))],
      zeroPoint: outZero,
      low: Math.min(Math.max(lowest, outZero), high),
      high,
    });
    const table = new Int8Array(256); // by code + 128
    const acc = new Int32Array(1);
    for (let q = qmin; q <= qmax; q++) {
      acc[0] = q - zeroPoint[0];
      requantize(acc, table, q + 128);
    }
    const [x, out] = [input.data, output.data];
    return () => {
      for (let i = 0; i < x.length; i++) out[i] = table[x[i] + 128];
    };
  },
};
