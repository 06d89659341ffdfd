import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';

import { checkNetwork, type ConvTranspose2d } from '../../../../lib/network.js';
import { newCodes } from '../../../../lib/qparams.js';
import { random } from '../../../../lib/random.js';
import { codesIn, draws, exactAccumulators, exactCode, INT16, INT8, UINT8 } from '../exactLayer.js';
import { oneLayer } from '../network.js';

const SEED = 78;

describe('convTranspose2d on codes', () => {
  it('equals BigInt sums on 300 seeded layers: every stride, dilation, crop and grouping', () => {
    const { between, of, scale, codes, bias } = draws(random(SEED));
    let layers = 0;
    while (layers < 300) {
      const groups = of(1, 1, 2, 3);
      const [depth, filters] = [between(1, 4), groups * between(1, 5)];
      const [batch, height, width] = [between(1, 2), between(1, 5), between(1, 5)];
      const kernel = [between(1, 4), between(1, 4)] as const;
      const stride = [between(1, 4), between(1, 4)] as const;
      const dilation = [between(1, 2), between(1, 3)] as const;
      const margin = () => [between(-2, 2), between(-2, 2)] as const;
      const crop = [margin(), margin()] as const;
      const made = [height, width].map(
        (length, k) => (length - 1) * stride[k] + dilation[k] * (kernel[k] - 1) + 1 - crop[k][0] - crop[k][1],
      );
      if (made.some(length => length < 1)) continue;
      layers++;
      const input = of(
        codesIn(INT8, [0.5], [between(-128, 127)]),
        codesIn(UINT8, [0.5], [between(0, 255)]),
        codesIn(INT16, [2 ** -10], [0]),
      );
      const channelScales = Array.from({ length: filters }, () => scale(0.002, 0.02));
      const weightParams = codesIn(
        INT8,
        channelScales,
        channelScales.map(() => 0),
      );
      const output = codesIn(INT8, [scale(0.5, 6)], [between(-128, 127)]);
      const data = codes(weightParams, filters * kernel[0] * kernel[1] * depth);
      const b = bias(filters, 20000);
      const network = oneLayer([batch, height, width, groups * depth], input, {
        type: 'convTranspose2d',
        params: output,
        weights: { shape: [filters, ...kernel, depth], data, params: weightParams },
        bias: { shape: [filters], data: b },
        stride,
        dilation,
        crop,
        groups,
        activation: 'relu',
      } satisfies Omit<ConvTranspose2d, 'name' | 'inputs'>);
      const outShape = checkNetwork(network).get('y') ?? [];
      const x = codes(input, batch * height * width * groups * depth);
      const out = newCodes(
        output,
        outShape.reduce((p, q) => p * q, 1),
      );
      executorOf(network).run(x, out);
      const wanted = exactAccumulators({
        shapes: [[batch, height, width, groups * depth], outShape],
        x,
        zeroPoint: input.zeroPoint[0],
        weights: [...data],
        kernel,
        bias: b,
        groups,
        stride,
        dilation,
        before: [crop[0][0], crop[1][0]],
        transposed: true,
      }).map((acc, i) => {
        const real = (input.scale[0] * channelScales[i % filters]) / output.scale[0];
        return exactCode(acc, real, input.qmax > 255, 'relu', output);
      });
      const what = JSON.stringify({ batch, height, width, kernel, stride, dilation, crop, groups });
      expect([...out], `seed ${SEED}, layer ${layers}: ${what}`).to.deep.equal(wanted);
    }
  });
});
