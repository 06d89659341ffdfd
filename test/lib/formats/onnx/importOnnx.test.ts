import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError, OptionRangeError } from '../../../../lib/errors.js';
import { importOnnx } from '../../../../lib/formats/onnx/importOnnx.js';
import type { OnnxConstant } from '../../../../lib/formats/onnx/reading/modelInputs.js';

import { type AnyNetwork } from '../../../../lib/network.js';
import { sharedData } from '../../../sharedData.js';
import { type ModelSource, onnxModel } from './onnxModel.js';

const floats = (...list: number[]) => new Uint8Array(Float32Array.from(list).buffer);

/** y = relu(W x + b), W (3, 2), as MatMul, Add and Relu. */
const small: ModelSource = {
  nodes: [
    { op: 'MatMul', inputs: ['x', 'w'], outputs: ['h'] },
    { op: 'Add', inputs: ['h', 'b'], outputs: ['s'] },
    { op: 'Relu', inputs: ['s'], outputs: ['y'] },
  ],
  initializers: [
    { name: 'w', dims: [3, 2], raw: floats(1, 2, 3, 4, 5, 6) },
    { name: 'b', dims: [2], floats: [0.5, -100] },
  ],
  inputs: [{ name: 'x', dims: ['N', 3] }],
  outputs: ['y'],
};

function run(network: AnyNetwork, ...inputs: Float32Array[]): number[] {
  const executor = network.arithmetic === 'float32' ? executorOf(network) : executorOf(network);
  const size = executor.outputs[0].shape.reduce((a, b) => a * b, 1);
  const out = new Float32Array(size);
  executor.run(inputs, [out]);
  return [...out];
}

function messageOf(model: ModelSource | Uint8Array, options = {}): string {
  try {
    importOnnx(model instanceof Uint8Array ? model : onnxModel(model), options);
  } catch (error) {
    expect(error).to.be.instanceOf(Error);
    return (error as Error).message;
  }
  return 'no error';
}

const bytesOf = (path: string) => new Uint8Array(readFileSync(path));

describe('importOnnx: the model', () => {
  it('joins MatMul, Add and Relu into one layer, named as the output', () => {
    const network = importOnnx(onnxModel(small));
    expect(network.layers.map(l => [l.type, l.name])).to.deep.equal([['dense', 'y']]);
    // 1*1 + 2*3 + 3*5 + 0.5 = 22.5; 2 + 8 + 18 - 100 < 0
    expect(run(network, Float32Array.of(1, 2, 3))).to.deep.equal([22.5, 0]);
  });

  it('takes lengths of named axes from the option, and 1 for the batch', () => {
    expect(importOnnx(onnxModel(small)).inputs[0].shape).to.deep.equal([1, 3]);
    expect(importOnnx(onnxModel(small), { dimensions: { N: 4 } }).inputs[0].shape).to.deep.equal([4, 3]);
    expect(messageOf({ ...small, inputs: [{ name: 'x', dims: [1, 'features'] }] })).to.equal(
      'importOnnx: input "x": axes must have a length, or a name to be given one in the option dimensions, got "features"',
    );
    expect(() => importOnnx(onnxModel(small), { dimensions: { N: 0 } })).to.throw(OptionRangeError, 'dimensions');
  });

  it('holds an input constant where the option gives its value', () => {
    const constants = new Map<string, OnnxConstant>([['b', { shape: [2], data: [1, 2] }]]);
    const open: ModelSource = {
      ...small,
      initializers: small.initializers?.slice(0, 1) ?? [],
      inputs: [...small.inputs, { name: 'b', dims: [2] }],
    };
    expect(importOnnx(onnxModel(open)).inputs.map(i => i.name)).to.deep.equal(['x', 'b']);
    const network = importOnnx(onnxModel(open), { constants });
    expect(network.inputs.map(i => i.name)).to.deep.equal(['x']);
    expect(run(network, Float32Array.of(1, 2, 3))).to.deep.equal([23, 30]);
    expect(() => importOnnx(onnxModel(open), { constants: new Map([['c', { shape: [], data: [1] }]]) })).to.throw(
      OptionRangeError,
      'constants must name inputs of the model, got "c"',
    );
  });

  it('lists everything that has no layer in one error, with counts and the first names', () => {
    const nodes = [
      { op: 'NonMaxSuppression', inputs: ['x'], outputs: ['a'] },
      { op: 'NonMaxSuppression', inputs: ['a'], outputs: ['b'] },
      { op: 'Foo', domain: 'org.example', inputs: ['x'], outputs: ['c'] },
      { op: 'MaxPool', inputs: ['x3'], outputs: ['d', 'i'], attributes: { kernel_shape: [2] } },
      { op: 'Elu', inputs: ['x'], outputs: ['y'], attributes: { gamma: 3 } },
    ];
    const model = { ...small, nodes, inputs: [...small.inputs, { name: 'x3', dims: [1, 2, 4] }] };
    expect(messageOf(model)).to.equal(
      'importOnnx: model: every node must have a layer that does the same, got no layer for ' +
        'NonMaxSuppression (2 x: "a", "b"); org.example:Foo (1 x: "c"); MaxPool: the output Indices (1 x: "d"); ' +
        'Elu: attribute gamma (1 x: "y")',
    );
    expect(() => importOnnx(onnxModel(model)))
      .to.throw(FormatError)
      .with.property('code', 'format-model');
  });

  it('refuses other versions, and says which it knows', () => {
    expect(messageOf({ ...small, opset: 6 })).to.contain('the ONNX operator set must be in [7, 28], got ai.onnx 6');
    expect(messageOf({ ...small, opset: 29 })).to.contain('[7, 28]');
    expect(messageOf({ ...small, outputTypes: [7] })).to.contain('type must be float, as its node makes it, got int64');
    expect(messageOf({ ...small, irVersion: 99 })).to.contain('ir_version must be in [3, 14], got 99');
    expect(messageOf(new Uint8Array())).to.contain('must hold a graph');
    expect(messageOf(Uint8Array.of(1, 2, 3))).to.contain('must be a protobuf message');
  });

  it('refuses broken models', () => {
    const [w, b] = small.initializers ?? [];
    expect(messageOf({ ...small, initializers: [{ ...w, dims: [3, 3] }, b] })).to.contain(
      'constant "w": data must be 36 bytes, as its shape says, got 24',
    );
    expect(messageOf({ ...small, initializers: [{ ...w, dims: [2 ** 30, 2 ** 30] }, b] })).to.contain('2^28');
    expect(messageOf({ ...small, initializers: [w] })).to.contain(
      'inputs must name constants, graph inputs or outputs',
    );
    expect(messageOf({ ...small, outputs: ['z'] })).to.contain('outputs must name tensors that nodes make, got "z"');
    expect(messageOf({ ...small, nodes: [...small.nodes, small.nodes[0]] })).to.contain('"h" twice');
    expect(messageOf({ ...small, inputs: [{ name: 'x' }] })).to.contain('must have a shape');
    expect(messageOf({ ...small, inputs: [{ name: 'x', dims: [1, 3], type: 8 }] })).to.contain('element type 8');
  });

  it('refuses constants that the model computes of values that do not fit, as a fault of the file', () => {
    const bytes = onnxModel({
      initializers: [
        { name: 'table', dims: [3], floats: [1, 2, 3] },
        { name: 'at', dims: [1], type: 7, integers: [5] },
      ],
      inputs: [{ name: 'x', dims: [1] }],
      nodes: [
        { op: 'Gather', inputs: ['table', 'at'], outputs: ['picked'] },
        { op: 'Add', inputs: ['x', 'picked'], outputs: ['y'] },
      ],
      outputs: ['y'],
    });
    expect(() => importOnnx(bytes)).to.throw(FormatError, 'indices must be integers in [-3, 3), got 5');
  });

  it('gives names like __proto__ no power', () => {
    const model = onnxModel({
      nodes: [
        { op: 'MatMul', name: '__proto__', inputs: ['__proto__', 'constructor'], outputs: ['toString'] },
        { op: 'Relu', inputs: ['toString'], outputs: ['hasOwnProperty'], attributes: {} },
      ],
      initializers: [{ name: 'constructor', dims: [3, 2], raw: floats(1, 2, 3, 4, 5, 6) }],
      inputs: [{ name: '__proto__', dims: ['__proto__', 3] }],
      outputs: ['hasOwnProperty'],
      metadata: { ['__proto__']: 'polluted' },
    });
    const network = importOnnx(model);
    expect(network.inputs[0].name).to.equal('__proto__');
    expect(network.inputs[0].shape).to.deep.equal([1, 3]);
    expect(run(network, Float32Array.of(1, 1, 1))).to.deep.equal([9, 12]);
    expect(Object.keys(Object.prototype)).to.deep.equal([]);
    for (const op of ['__proto__', 'constructor', 'toString']) {
      const node = { op, inputs: ['x'], outputs: ['y'] };
      expect(messageOf({ ...small, nodes: [node] })).to.contain(`no layer for ${op} (1 x: "y")`);
    }
  });

  it('makes a layer of an output that is an input, a constant or another output', () => {
    const nodes = [
      { op: 'Relu', inputs: ['x'], outputs: ['y'] },
      { op: 'Identity', inputs: ['y'], outputs: ['again'] },
      { op: 'Identity', inputs: ['x'], outputs: ['same'] },
    ];
    const network = importOnnx(onnxModel({ ...small, nodes, outputs: ['y', 'again', 'same', 'b'] }));
    expect(network.outputs).to.deep.equal(['y', 'again', 'same', 'b']);
    const out = [3, 3, 3, 2].map(n => new Float32Array(n));
    executorOf(network).run([Float32Array.of(-1, 2, 3)], out);
    expect(out.map(o => [...o])).to.deep.equal([
      [0, 2, 3],
      [0, 2, 3],
      [-1, 2, 3],
      [0.5, -100],
    ]);
  });

  it('says which axis of the input is time', () => {
    const conv = (nodes: ModelSource['nodes'], dims: number[]) =>
      importOnnx(
        onnxModel({
          nodes,
          initializers: [{ name: 'w', dims: [1, 2, 1], raw: floats(1, 1) }],
          inputs: [{ name: 'x', dims }],
          outputs: ['y'],
        }),
      ).inputs[0].timeAxis;
    expect(conv([{ op: 'Conv', inputs: ['x', 'w'], outputs: ['y'] }], [1, 2, 5])).to.equal(2);
    const perm = { perm: [0, 2, 1] };
    const moved = [
      { op: 'Transpose', inputs: ['x'], outputs: ['t'], attributes: perm },
      { op: 'Conv', inputs: ['t', 'w'], outputs: ['y'] },
    ];
    expect(conv(moved, [1, 5, 2])).to.equal(undefined);
  });
});

describe('importOnnx: data in other files', () => {
  const outside = (external: Record<string, string>): ModelSource => ({
    ...small,
    initializers: [{ name: 'w', dims: [3, 2], external }, ...(small.initializers?.slice(1) ?? [])],
  });
  const file = floats(9, 1, 2, 3, 4, 5, 6, 9);
  const externalData = () => file;

  it('reads them from where the caller says', () => {
    const asked: string[] = [];
    const model = onnxModel(outside({ location: 'weights/w.bin', offset: '4', length: '24' }));
    const network = importOnnx(model, { externalData: location => (asked.push(location), file) });
    expect(asked).to.deep.equal(['weights/w.bin']);
    expect(run(network, Float32Array.of(1, 2, 3))).to.deep.equal([22.5, 0]);
  });

  it('does not without being asked to', () => {
    expect(messageOf(outside({ location: 'w.bin' }))).to.equal(
      'importOnnx: constant "w": data in another file are read only where the option externalData says how, got "w.bin"',
    );
  });

  it('never leaves the folder of the model, or the file', () => {
    const never = (): Uint8Array => {
      throw new Error('was asked');
    };
    const bad = [
      '/etc/passwd',
      '../w',
      'a/../../w',
      'a//b',
      '',
      '.',
      './w',
      'C:w',
      'c:/w',
      'a\\b',
      '\\\\host\\w',
      'file://w',
      'a\0b',
    ];
    for (const location of bad) {
      expect(messageOf(outside({ location }), { externalData: never }), location).to.contain(
        'location must be a relative path inside the folder of the model',
      );
    }
    for (const [offset, length] of [
      ['9', '24'],
      ['0', '33'],
      ['-1', '24'],
      ['1e9', '24'],
      ['4294967296', '24'],
    ]) {
      expect(messageOf(outside({ location: 'w', offset, length }), { externalData })).to.match(
        /must (lie within|be a whole)/,
      );
    }
    expect(messageOf(outside({ location: 'w', length: '20' }), { externalData })).to.contain('data must be 24 bytes');
  });
});

describe('importOnnx: real models', () => {
  it('gives st_har the outputs and the accuracy of its authors', function () {
    const data = sharedData();
    if (!data) this.skip();
    const network = importOnnx(bytesOf(join(data, 'models/st_har_float.onnx')));
    expect(network.layers.map(l => l.type)).to.deep.equal(['conv1d', 'conv1d', 'reshape', 'dense', 'dense', 'softmax']);
    const folder = join(data, 'oracle/st_har_model');
    const read = (name: string) => new Float32Array(bytesOf(join(folder, name)).buffer);
    const [inputs, outputs, labels] = [read('inputs.bin'), read('outputs.bin'), bytesOf(join(folder, 'labels.bin'))];
    const executor = executorOf(network);
    const out = new Float32Array(3);
    let [worst, right] = [0, 0];
    const count = outputs.length / 3;
    for (let k = 0; k < count; k++) {
      executor.run(inputs.subarray(k * 78, (k + 1) * 78), out);
      out.forEach((y, i) => (worst = Math.max(worst, Math.abs(y - outputs[3 * k + i]))));
      if (out.indexOf(Math.max(...out)) === labels[(k * labels.length) / count]) right++;
    }
    console.log(
      `      ${count} windows, largest difference ${worst.toExponential(2)}, top-1 ${(right / count).toFixed(5)}`,
    );
    expect(worst).to.be.at.most(1e-5);
    expect(right / count).to.be.closeTo(0.99085, 5e-6);
  });

  it('gives mnist the outputs of ONNX Runtime', function () {
    const data = sharedData();
    if (!data) this.skip();
    const fixture = JSON.parse(readFileSync(new URL('fixtures/onnxMnist.json', import.meta.url), 'utf8')) as {
      inputs: string;
      outputs: number[][];
    };
    const network = importOnnx(bytesOf(join(data, 'models/onnx2c_mnist.onnx')));
    const types = network.layers.map(l => l.type);
    expect(types.filter(type => type === 'transpose').length, types.join()).to.be.at.most(1);
    const pixels = Buffer.from(fixture.inputs, 'base64');
    fixture.outputs.forEach((wanted, k) => {
      const got = run(network, Float32Array.from(pixels.subarray(784 * k, 784 * (k + 1))));
      const range = Math.max(...wanted.map(Math.abs));
      wanted.forEach((y, i) => expect(Math.abs(got[i] - y) / range).to.be.at.most(1e-5));
    });
  });
});
