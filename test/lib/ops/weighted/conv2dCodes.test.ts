import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';

import { checkNetwork, type Conv2d, type Padding2d } from '../../../../lib/network.js';
import { newCodes } from '../../../../lib/qparams.js';
import { random } from '../../../../lib/random.js';
import {
  codesIn,
  draws,
  exactAccumulators,
  exactCode,
  INT16,
  INT2,
  INT4,
  INT8,
  TERNARY,
  UINT8,
} from '../exactLayer.js';
import { oneLayer } from '../network.js';

const SEED = 77;

describe('conv2d on codes', () => {
  it('equals BigInt sums on 400 seeded layers: every width, geometry, grouping and activation', () => {
    const { between, of, scale, codes, bias } = draws(random(SEED));
    let [layers, inside] = [0, 0];
    while (layers < 400) {
      const depthwise = between(0, 2) === 0;
      const groups = depthwise ? between(2, 9) : of(1, 1, 2, 3);
      const depth = depthwise ? 1 : between(1, 5);
      const filters = groups * between(1, depthwise ? 2 : 6);
      const [batch, height, width] = [between(1, 2), between(1, 7), between(1, 7)];
      const kernel = [between(1, 4), between(1, 4)] as const;
      const stride = [between(1, 3), between(1, 3)] as const;
      const dilation = [between(1, 2), between(1, 2)] as const;
      const margin = () => [between(-1, 2), between(0, 2)] as const;
      const padding = of<Padding2d>('valid', 'same', [margin(), margin()]);
      const span = kernel.map((k, axis) => dilation[axis] * (k - 1) + 1);
      const input = of(
        codesIn(INT8, [0.5], [between(-128, 127)]),
        codesIn(UINT8, [0.5], [between(0, 255)]),
        codesIn(INT16, [2 ** -10], [0]),
      );
      const wide = input.qmax > 255;
      const channelScales = Array.from({ length: filters }, () => scale(0.002, 0.02));
      const zeros = channelScales.map(() => 0);
      const weightParams = of(
        codesIn(INT8, channelScales, zeros),
        codesIn(
          UINT8,
          channelScales,
          zeros.map(() => between(0, 255)),
        ),
        codesIn(INT4, channelScales, zeros),
        codesIn(INT2, [channelScales[0]], [0]),
        codesIn(TERNARY, [channelScales[0]], [0]),
      );
      const output = of(
        codesIn(INT8, [scale(0.5, 6)], [between(-128, 127)]),
        codesIn(UINT8, [scale(0.5, 6)], [between(0, 255)]),
        codesIn(INT16, [scale(0.001, 0.1)], [0]),
      );
      const activation = of('none' as const, 'relu' as const, 'relu6' as const, 'relu1' as const);
      const data = codes(weightParams, filters * kernel[0] * kernel[1] * depth);
      const b = bias(filters, 20000);
      const layer = {
        type: 'conv2d',
        params: output,
        weights: { shape: [filters, ...kernel, depth], data, params: weightParams },
        bias: { shape: [filters], data: of<Int32Array | Float64Array>(b, Float64Array.from(b)) },
        stride,
        dilation,
        padding,
        groups,
        activation,
      } satisfies Omit<Conv2d, 'name' | 'inputs'>;
      const shape = [batch, height, width, groups * depth];
      const network = oneLayer(shape, input, layer);
      const before = span.map((s, axis) => {
        const [length, step] = [shape[1 + axis], stride[axis]];
        if (padding === 'valid') return 0;
        if (padding !== 'same') return padding[axis][0];
        return Math.floor(Math.max((Math.ceil(length / step) - 1) * step + s - length, 0) / 2);
      });
      const fits = span.every((s, axis) => {
        if (padding === 'same') return true;
        return s <= shape[1 + axis] + (padding === 'valid' ? 0 : padding[axis][0] + padding[axis][1]);
      });
      if (!fits) continue;
      layers++;

      const outShape = checkNetwork(network).get('y') ?? [];
      const x = codes(
        input,
        shape.reduce((p, q) => p * q, 1),
      );
      const out = newCodes(
        output,
        outShape.reduce((p, q) => p * q, 1),
      );
      executorOf(network).run(x, out);
      const row = data.length / filters;
      const entry = (list: readonly number[], c: number) => list[c % list.length];
      const wanted = exactAccumulators({
        shapes: [shape, outShape],
        x,
        zeroPoint: input.zeroPoint[0],
        weights: Array.from(data, (q, i) => q - entry(weightParams.zeroPoint, Math.floor(i / row))),
        kernel,
        bias: b,
        groups,
        stride,
        dilation,
        before: [before[0], before[1]],
      }).map((acc, i) => {
        const real = (input.scale[0] * entry(weightParams.scale, i % filters)) / output.scale[0];
        return exactCode(acc, real, wide, activation, output);
      });
      inside += wanted.filter(q => q > output.qmin && q < output.qmax).length / wanted.length;
      expect(
        [...out],
        `seed ${SEED}, layer ${layers}: ${JSON.stringify({ ...layer, weights: weightParams })}`,
      ).to.deep.equal(wanted);
    }
    expect(inside / layers).to.be.above(0.5); // most codes are no mere clamps
  });

  it('gives the accumulators themselves where the output is int32 of scale input scale * weight scale', () => {
    // ONNX ConvInteger: uint8 by uint8, both with zero points; (1-2)*(3-5) + (7-2)*(9-5) = 22 and 22 - 1 with the bias
    const network = oneLayer([1, 2, 1], codesIn(UINT8, [0.5], [2]), {
      type: 'conv2d',
      params: codesIn([-(2 ** 31), 2 ** 31 - 1], [0.125], [0]),
      weights: { shape: [1, 1, 2, 1], data: Uint8Array.of(3, 9), params: codesIn(UINT8, [0.25], [5]) },
      bias: { shape: [1], data: Int32Array.of(-1) },
      stride: [1, 1],
      dilation: [1, 1],
      padding: 'valid',
      groups: 1,
      activation: 'none',
    } satisfies Omit<Conv2d, 'name' | 'inputs'>);
    const out = new Int32Array(1);
    executorOf(network).run(Uint8Array.of(1, 7), out);
    expect([...out]).to.deep.equal([21]);
  });
});
