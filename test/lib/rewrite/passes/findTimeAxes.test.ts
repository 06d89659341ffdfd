import { expect } from 'chai';
import {
  constant,
  conv1d,
  conv2d,
  dense,
  findTimeAxes,
  flatten,
  importOnnx,
  type LayerPlan,
  lstm,
  mul,
  type NetworkInput,
  networkBuilder,
  relu,
  reshape,
  type TensorInfo,
  transpose,
} from '../../../../lib/network.js';
import { type ModelSource, onnxModel } from '../../formats/onnx/onnxModel.js';

/** What is found of the input of layers one behind the other. */
function found(shape: readonly number[], ...plans: readonly LayerPlan[]): Partial<NetworkInput> {
  const b = networkBuilder({ name: 'n' });
  const end = plans.reduce((x: TensorInfo, plan) => b.add(plan, x), b.input('x', shape));
  const { timeShape, timeAxis } = findTimeAxes.run(b.build([end])).inputs[0];
  return { ...(timeShape && { timeShape }), ...(timeAxis !== undefined && { timeAxis }) };
}

const conv = conv1d({ filters: 2, kernel: 1 });
const plane = conv2d({ filters: 2, kernel: [1, 1] });
const to = (...shape: number[]) => reshape({ shape });
const move = (...permutation: number[]) => transpose({ permutation });

describe('findTimeAxes', () => {
  it('says nothing where time is the axis that it is by default', () => {
    expect(found([26, 3], conv)).to.deep.equal({});
    expect(found([1, 26, 3], relu(), conv)).to.deep.equal({});
    expect(found([1, 49, 40, 1], plane)).to.deep.equal({});
    expect(found([78], dense({ units: 2 }))).to.deep.equal({});
  });

  it('follows transpositions, which models with the channels first have', () => {
    expect(found([1, 3, 26], move(0, 2, 1), conv)).to.deep.equal({ timeAxis: 2 });
    expect(found([3, 26], move(1, 0), relu(), conv)).to.deep.equal({ timeAxis: 1 });
    expect(found([1, 3, 1, 26], move(0, 2, 3, 1), plane)).to.deep.equal({ timeAxis: 3 });
    expect(found([1, 9, 128, 1], move(0, 2, 3, 1), plane)).to.deep.equal({ timeAxis: 2 });
    expect(found([1, 1, 22, 128], move(0, 2, 3, 1), plane)).to.deep.equal({ timeAxis: 3 });
    expect(found([1, 3, 26], move(0, 2, 1), to(26, 1, 3), to(26, 3), conv)).to.deep.equal({ timeAxis: 2 });
    expect(found([26, 1, 3], to(1, 26, 3), lstm({ units: 2 }))).to.deep.equal({ timeAxis: 0 });
  });

  it('sees flat inputs in the axes that their first reshape gives them: interleaved, planar, features by time', () => {
    expect(found([78], to(1, 26, 3), conv)).to.deep.equal({ timeShape: [1, 26, 3] });
    expect(found([1, 78], to(1, 1, 26, 3), plane)).to.deep.equal({ timeShape: [1, 1, 26, 3], timeAxis: 2 });
    expect(found([78], to(3, 26), move(1, 0), conv)).to.deep.equal({ timeShape: [3, 26], timeAxis: 1 });
    expect(found([1, 1960], to(1, 49, 40, 1), plane)).to.deep.equal({ timeShape: [1, 49, 40, 1] });
    expect(found([1960], to(49, 40), dense({ units: 2 }))).to.deep.equal({ timeShape: [49, 40] });
  });

  it('knows the own axis where only axes of length 1 come or go', () => {
    expect(found([1, 16], to(1, 16, 1), conv)).to.deep.equal({ timeAxis: 1 });
    expect(found([16], to(16, 1), conv)).to.deep.equal({ timeAxis: 0 });
  });

  it('does not guess behind layers that mix elements, nor overrule what an input says', () => {
    expect(found([1, 78], dense({ units: 12 }), to(1, 4, 3), conv)).to.deep.equal({});
    expect(found([26, 3], flatten(), dense({ units: 2 }))).to.deep.equal({});
    const b = networkBuilder({ name: 'n' });
    const x = b.input('x', [26, 3], { timeAxis: 1 });
    expect(findTimeAxes.run(b.build([b.add(conv, x)])).inputs[0].timeAxis).to.equal(1);
  });

  it('goes through arithmetic with constants, and answers for each input', () => {
    const b = networkBuilder({ name: 'n' });
    const x = b.input('x', [3, 26]);
    const y = b.input('y', [1, 3, 26]);
    const scaled = b.add(mul(), x, b.add(constant({ shape: [3, 1], values: [1, 2, 3] })));
    const made = findTimeAxes.run(
      b.build([b.add(conv, b.add(move(1, 0), scaled)), b.add(conv, b.add(move(0, 2, 1), y))]),
    );
    expect(made.inputs.map(input => input.timeAxis)).to.deep.equal([1, 2]);
  });

  it('is what importOnnx does: MaxPool and Conv of PyTorch take (batch, channels, time)', () => {
    const nodes: ModelSource['nodes'] = [
      { op: 'Relu', inputs: ['x'], outputs: ['r'] },
      { op: 'MaxPool', inputs: ['r'], outputs: ['y'], attributes: { kernel_shape: [2] } },
    ];
    const network = importOnnx(
      onnxModel({ nodes, initializers: [], inputs: [{ name: 'x', dims: [1, 26, 26] }], outputs: ['y'] }),
    );
    expect(network.inputs[0]).to.deep.equal({ name: 'x', shape: [1, 26, 26], timeAxis: 2 });
  });
});
