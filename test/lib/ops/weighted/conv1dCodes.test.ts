import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';

import { checkNetwork, type Conv1d } from '../../../../lib/network.js';
import { affineParams } from '../../../../lib/quantizers/index.js';
import { random } from '../../../../lib/random.js';
import { biasParams, exactMultiply, oneLayer } from '../network.js';

const SEED = 66;
const input = affineParams({ scale: 0.5, zeroPoint: -7 });

describe('conv1d on int8', () => {
  it('equals exact arithmetic with double rounding, bit for bit, on 400 seeded layers of every geometry', () => {
    const generator = random(SEED);
    const below = (n: number) => generator.bits() % n;
    const code = () => below(256) - 128;
    let layers = 0;
    while (layers < 400) {
      const [time, channels, filters] = [1 + below(20), 1 + below(4), 1 + below(6)];
      const [kernel, stride, dilation] = [1 + below(5), 1 + below(3), 1 + below(3)];
      const padding = below(2) ? 'same' : 'valid';
      const span = dilation * (kernel - 1) + 1;
      if (padding === 'valid' && span > time) continue;
      layers++;
      const weights = new Int8Array(filters * kernel * channels).map(code);
      const bias = new Int32Array(filters).map(() => (generator.bits() | 0) >> 16);
      const scale = Array.from({ length: filters }, () => Math.fround(0.005 + 0.05 * generator.uniform()));
      const outScale = Math.fround(0.5 + generator.uniform());
      const zeroPoint = code();
      const relu = below(2) === 1;
      const network = oneLayer([time, channels], input, {
        type: 'conv1d',
        params: affineParams({ scale: outScale, zeroPoint }),
        weights: {
          shape: [filters, kernel, channels],
          data: weights,
          params: { ...affineParams({ scale }), zeroPoint: scale.map(() => 0) },
        },
        bias: { shape: [filters], data: bias, params: biasParams(0.5, scale) },
        stride,
        dilation,
        groups: 1,
        padding,
        activation: relu ? 'relu' : 'none',
      } satisfies Omit<Conv1d, 'name' | 'inputs'>);
      const [outTime] = checkNetwork(network).get('y') ?? [];
      const x = new Int8Array(time * channels).map(code);
      const out = new Int8Array(outTime * filters);
      executorOf(network).run(x, out);

      // taps outside the input do not count; total padding as TensorFlow has it, the smaller half before
      const before = padding === 'valid' ? 0 : Math.floor(Math.max((outTime - 1) * stride + span - time, 0) / 2);
      const wanted = Array.from(out, (_, k) => {
        const [t, f] = [Math.floor(k / filters), k % filters];
        let acc = BigInt(bias[f]);
        for (let j = 0; j < kernel; j++) {
          const at = t * stride - before + j * dilation;
          if (at < 0 || at >= time) continue;
          for (let c = 0; c < channels; c++) {
            acc += BigInt(weights[(f * kernel + j) * channels + c]) * BigInt(x[at * channels + c] + 7);
          }
        }
        const q = Number(exactMultiply(acc, (0.5 * scale[f]) / outScale)) + zeroPoint;
        return Math.min(Math.max(q, relu ? zeroPoint : -128), 127);
      });
      expect(
        [...out],
        `seed ${SEED}: ${time} x ${channels}, kernel ${kernel}, stride ${stride}, dilation ${dilation}, ${padding}`,
      ).to.deep.equal(wanted);
    }
  });
});
