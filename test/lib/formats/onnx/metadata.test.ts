import { expect } from 'chai';
import {
  type AnyNetwork,
  conv1d,
  dense,
  exportOnnx,
  flatten,
  type FloatNetwork,
  importOnnx,
  networkBuilder,
  softmax,
  withLayout,
} from '../../../../lib/network.js';
import { readModel } from '../../../../lib/formats/onnx/reading/model.js';
import { activationRanges, quantizeNetwork } from '../../../../lib/ptq/index.js';
import { onnxModel } from './onnxModel.js';

/** All that a network can say of itself. */
const description = {
  labels: ['rest', 'walk'],
  sampleRate: 26,
  unit: 'g',
  kinds: ['probabilities'],
  recipe: 'int8, calibrated on 75 windows',
  version: '1.4.0-rc.1',
} as const;

function float(): FloatNetwork {
  const b = networkBuilder({ name: 'n' });
  const x = b.input('x', [8, 3]);
  const y = b.add(softmax(), b.add(dense({ units: 2 }), b.add(flatten(), b.add(conv1d({ filters: 2, kernel: 3 }), x))));
  const network = b.build([y]);
  const [input] = network.inputs;
  return { ...network, ...description, inputs: [{ ...input, normalization: { mean: [0.5, 0, -1], std: [2] } }] };
}

function quantized(network: FloatNetwork): AnyNetwork {
  const ranges = activationRanges(network);
  ranges.push(new Float32Array(24).map((_, k) => Math.sin(k)));
  return quantizeNetwork(network, ranges.value());
}

const said = ({ labels, sampleRate, unit, kinds, thresholds, recipe, version, dialect, inputs }: AnyNetwork) => ({
  ...{ labels, sampleRate, unit, kinds, thresholds, recipe, version, dialect },
  inputs: inputs.map(({ name, timeShape, timeAxis, normalization }) => ({ name, timeShape, timeAxis, normalization })),
});

describe('metadata of ONNX models', () => {
  it('is all that a float network says of itself, there and back', () => {
    const network = float();
    expect(said(importOnnx(exportOnnx(network)))).to.deep.equal(said(network));
  });

  it('is what is left of it in a quantized one, with its dialect and either form of its inputs', () => {
    const network = { ...quantized(float()), dialect: 'xnnpack' } as AnyNetwork;
    expect(said(network)).to.deep.include({ ...description, dialect: 'xnnpack' });
    expect(network.inputs[0].normalization).to.deep.equal({ mean: [0.5, 0, -1], std: [2] });
    for (const io of ['float', 'codes'] as const) {
      expect(said(importOnnx(exportOnnx(network, { io })))).to.deep.equal(said(network));
    }
  });

  it('holds the layout of a flat input that no layer shows, and thresholds', () => {
    const b = networkBuilder({ name: 'flat' });
    const given = b.build([b.add(dense({ units: 1 }), b.input('x', [24]))]);
    const laid = withLayout(given, [{ name: 'time', length: 8 }, { name: 'channels' }]);
    const network: FloatNetwork = { ...laid, kinds: ['detector'], thresholds: [0.75] };
    const back = importOnnx(exportOnnx(network));
    expect(said(back)).to.deep.equal(said(network));
    expect(back.inputs[0].timeShape).to.deep.equal([8, 3]);
  });

  it('has keys that name the fields, JSON values, and the samples of a window', () => {
    const { properties, producer } = readModel(exportOnnx(float()));
    expect(producer).to.equal('bitstair');
    expect(properties.get('bitstair.labels')).to.equal('["rest","walk"]');
    expect(properties.get('bitstair.window')).to.equal('8');
    expect(properties.get('bitstair.unit')).to.equal('"g"');
  });

  it('is refused where it is none, and left alone where it is of others', () => {
    const model = (key: string, value: string) => withProperty(exportOnnx(float()), key, value);
    expect(() => importOnnx(model('bitstair.labels', 'rest'))).to.throw('metadata: bitstair.labels must be JSON');
    expect(() => importOnnx(model('bitstair.labels', '["one"]'))).to.throw('labels: must be 2, one an output, got 1');
    expect(() => importOnnx(model('bitstair.sampleRate', '"fast"'))).to.throw(
      'sampleRate: must be a finite number above 0',
    );
    expect(() => importOnnx(model('bitstair.inputs', '{"x":{"timeAxis":7}}'))).to.throw(
      'timeAxis must be one of its axes, got 7',
    );
    expect(importOnnx(model('names', "{0: 'a'}")).labels).to.deep.equal(['rest', 'walk']);
    const plain = importOnnx(
      onnxModel({
        nodes: [{ op: 'Relu', inputs: ['x'], outputs: ['y'] }],
        initializers: [],
        inputs: [{ name: 'x', dims: [2] }],
        outputs: ['y'],
      }),
    );
    expect(plain).to.have.all.keys('name', 'arithmetic', 'inputs', 'layers', 'outputs');
  });
});

/** A model with one more property, which replaces one of its key: field 14, a message of key 1 and value 2. */
function withProperty(model: Uint8Array, key: string, value: string): Uint8Array {
  const text = (field: number, word: string) => {
    const bytes = new TextEncoder().encode(word);
    return [(field << 3) | 2, bytes.length, ...bytes];
  };
  const pair = [...text(1, key), ...text(2, value)];
  return Uint8Array.from([...model, (14 << 3) | 2, pair.length, ...pair]);
}
