import { expect } from 'chai';
import { type Lstm, lstm, prelu, type PRelu, sequential, svdf, type Svdf } from '../../../../lib/network.js';
import { quantizeNetwork } from '../../../../lib/ptq/index.js';
import { type Range, range } from '../../../../lib/range.js';

const zeros = (n: number) => new Array<number>(n).fill(0);

function quantized(
  layer: Parameters<typeof sequential>[0]['layers'][number],
  input: number[],
  more: [string, Range][],
) {
  const network = sequential({ name: 'n', input, layers: [layer] });
  const ranges = new Map<string, Range>([['input', range(-1, 1)], ['l', range(-1, 1)], ...more]);
  return quantizeNetwork(network, ranges).layers[0];
}

describe('quantizeMemories', () => {
  it('gives an lstm int8 matrices, int32 biases and a cell in steps of a power of two that holds its range', () => {
    const gates = [[1], [2], [-0.5], [127]] as const;
    const layer = lstm({
      units: 1,
      weights: gates,
      recurrent: gates,
      bias: [zeros(1), [1], zeros(1), zeros(1)],
      name: 'l',
    });
    const { weights, recurrent, bias, cellParams } = quantized(layer, [3, 1], [['l/cell', range(-3, 5)]]) as Lstm;
    expect(weights.map(({ data }) => data[0])).to.deep.equal([127, 127, -127, 127]);
    expect(recurrent[3].params?.scale).to.deep.equal([1]);
    expect(bias[1].data[0]).to.equal(8096); // 1 / (2 / 255 * 2 / 127) = 8096.25
    expect(cellParams).to.deep.include({ bits: 16, scale: [2 ** (3 - 15)], zeroPoint: [0] }); // 5 <= 8
  });

  it('gives an svdf int8 features, int16 weights over time and an int16 memory', () => {
    const layer = svdf({ units: 1, memory: 2, features: [0.5], time: [1, -0.5], name: 'l' });
    const { features, time, stateParams } = quantized(layer, [1], [['l/memory', range(-2, 1)]]) as Svdf;
    expect([...features.data, ...time.data]).to.deep.equal([127, 32767, -16384]); // -16383.5, half away
    expect(stateParams).to.deep.include({ bits: 16, scale: [Math.fround(2 / 32767)], zeroPoint: [0] });
  });

  it('gives prelu layers slopes of zero point 0', () => {
    const { slope } = quantized(prelu({ slope: [0.5, -1], name: 'l' }), [2], []) as PRelu;
    expect([...slope.data]).to.deep.equal([64, -127]); // 63.5
    expect(slope.params?.zeroPoint).to.deep.equal([0]);
  });

  it('wants the range of what a layer keeps', () => {
    const layer = lstm({ units: 1, name: 'l' });
    expect(() => quantized(layer, [3, 1], [])).to.throw(RangeError, 'ranges must hold the cell of layer "l", got none');
  });
});
