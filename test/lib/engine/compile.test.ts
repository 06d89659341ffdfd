import { executor as executorOf } from '../executor.js';
import { expect } from 'chai';
import { type Dialect, tflm } from '../../../lib/network.js';
import {
  averagePool1d,
  conv1d,
  dense,
  flatten,
  type IntegerNetwork,
  maxPool1d,
  relu,
  sequential,
  softmax,
} from '../../../lib/network.js';
import { activationRanges, quantizeNetwork } from '../../../lib/ptq/index.js';
import { affine, affineParams } from '../../../lib/quantizers/index.js';
import { random } from '../../../lib/random.js';
import { sharedData } from '../../sharedData.js';
import { harNetwork } from '../inference/harNetwork.js';

const quantizer = affine({ rounding: 'halfAway' });

/** A network with every kind of layer, calibrated on noise. */
function everything() {
  const float = sequential({
    name: 'everything',
    input: [16, 2],
    seed: 12,
    layers: [
      conv1d({ filters: 6, kernel: 3, padding: 'same' }),
      averagePool1d({ size: 2 }),
      relu(),
      conv1d({ filters: 5, kernel: 3, dilation: 2, activation: 'relu' }),
      maxPool1d({ size: 2 }),
      flatten(),
      dense({ units: 4 }),
      softmax(),
    ],
  });
  const generator = random(2);
  const windows = Array.from({ length: 50 }, () => new Float32Array(32).map(() => generator.normal()));
  const ranges = activationRanges(float);
  for (const window of windows) ranges.push(window);
  return { float, windows, integer: quantizeNetwork(float, ranges.value()) };
}

function encode(network: IntegerNetwork, x: Float32Array): Int8Array {
  const codes = new Int8Array(x.length);
  quantizer.encode(x, 0, x.length, network.inputs[0].params, 0, codes);
  return codes;
}

describe('a compiled integer network', () => {
  it('computes what the float network computes, to within its coding', () => {
    const { float, integer, windows } = everything();
    const [real, coded] = [executorOf(float), executorOf(integer)];
    const [p, q] = [new Float32Array(4), new Int8Array(4)];
    let [signal, noise] = [0, 0];
    for (const window of windows) {
      real.run(window, p);
      coded.run(encode(integer, window), q);
      p.forEach((x, i) => {
        signal += x * x;
        noise += ((q[i] + 128) / 256 - x) ** 2;
      });
    }
    // a ReLU network of two layers leaves 36 dB in int8; the noise of six adds up to
    // 36 - 10 log10(6 / 2) = 31 dB, and a network this small may fall short of the average by a factor of 4
    expect(10 * Math.log10(signal / noise)).to.be.above(25);
  });

  it('shows the codes of every layer after a run', () => {
    const { integer, windows } = everything();
    const executor = executorOf(integer);
    const codes = encode(integer, windows[0]);
    const out = new Int8Array(4);
    executor.run(codes, out);
    expect([...executor.tap('input')]).to.deep.equal([...codes]);
    expect([...executor.tap('softmax_1')]).to.deep.equal([...out]);
    expect([...executor.tap('flatten_1')]).to.deep.equal([...executor.tap('maxPool1d_1')]);
    expect(executor.tensors).to.deep.equal(['input', ...integer.layers.map(l => l.name)]);
  });

  it('rounds as its dialect says', () => {
    const toZero: Dialect = {
      ...tflm,
      name: 'zero',
      requantization: ({ scales, zeroPoint, low, high }) => ({
        rule: 'double',
        multiplier: new Int32Array(scales.length),
        shift: new Int32Array(scales.length),
        zeroPoint,
        low,
        high,
      }),
    };
    const { integer, windows } = everything();
    const executor = executorOf(integer, { dialect: toZero });
    const out = new Int8Array(4);
    executor.run(encode(integer, windows[0]), out);
    expect([...out]).to.deep.equal([-64, -64, -64, -64]); // all logits at their zero point: 1/4 each
  });

  it('touches no float between input and output: every buffer is int8, and codes alone decide the result', () => {
    const { integer, windows } = everything();
    const executor = executorOf(integer);
    for (const name of executor.tensors) expect(executor.tap(name)).to.be.instanceOf(Int8Array);
    const codes = encode(integer, windows[3]);
    const [a, b] = [new Int8Array(4), new Int8Array(4)];
    executor.run(codes, a);
    executor.run(encode(integer, windows[4]), b);
    executor.run(codes, b);
    expect([...b]).to.deep.equal([...a]);
  });

  it('refuses codes that a layer does not take, naming the tensor', () => {
    const { integer } = everything();
    const wide = { ...affineParams({ scale: 1 }), bits: 32, qmin: -(2 ** 31), qmax: 2 ** 31 - 1 };
    expect(() => executorOf({ ...integer, inputs: [{ ...integer.inputs[0], params: wide }] })).to.throw(
      Error,
      'network: layer "conv1d_1": takes tensors of int8 or uint8 or int16 or uint16, got int32 in input',
    );
  });

  it('keeps a trained network at top-1 >= 0.990 and output SQNR >= 30 dB on 1,748 windows', function () {
    const data = sharedData();
    if (!data) this.skip();
    const { network, windows, labels } = harNetwork(data);
    const ranges = activationRanges(network);
    windows.forEach((window, k) => {
      if (k % 9 === 0) ranges.push(window);
    });
    expect(ranges.windows).to.equal(195);
    for (const axis of ['channel', 'tensor'] as const) {
      const integer = quantizeNetwork(network, ranges.value(), { recipe: { weights: { axis } } });
      const [real, coded] = [executorOf(network), executorOf(integer)];
      const [p, q] = [new Float32Array(3), new Int8Array(3)];
      let [right, signal, noise] = [0, 0, 0];
      windows.forEach((window, k) => {
        real.run(window, p);
        coded.run(encode(integer, window), q);
        if (q.indexOf(Math.max(...q)) === labels[k]) right++;
        p.forEach((x, i) => {
          signal += x * x;
          noise += ((q[i] + 128) / 256 - x) ** 2;
        });
      });
      const [top1, sqnr] = [right / windows.length, 10 * Math.log10(signal / noise)];
      console.log(
        `      weights by ${axis}: top-1 ${top1.toFixed(5)}, SQNR ${sqnr.toFixed(2)} dB, 195 calibration windows`,
      );
      expect(top1).to.be.at.least(0.99);
      expect(sqnr).to.be.at.least(30);
    }
  });
});
