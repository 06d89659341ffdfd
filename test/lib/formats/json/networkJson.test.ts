import { expect } from 'chai';
import fc from 'fast-check';
import { FormatError } from '../../../../lib/errors.js';
import {
  conv1d,
  dense,
  flatten,
  networkFromJson,
  networkToJson,
  relu,
  sequential,
  softmax,
} from '../../../../lib/network.js';
import { activationRanges, quantizeNetwork } from '../../../../lib/ptq/index.js';
import { random } from '../../../../lib/random.js';

const float = sequential({
  name: 'n',
  input: [8, 2],
  labels: ['a', 'b', 'c'],
  sampleRate: 26,
  unit: 'g',
  seed: 9,
  layers: [
    conv1d({ filters: 3, kernel: 3, dilation: 2, padding: 'same' }),
    relu(),
    flatten(),
    dense({ units: 3, activation: 'relu' }),
    softmax(),
  ],
});

function quantized() {
  const generator = random(1);
  const ranges = activationRanges(float);
  for (let k = 0; k < 4; k++) ranges.push(new Float32Array(16).map(() => generator.normal()));
  return quantizeNetwork(float, ranges.value());
}

const json = (network: Parameters<typeof networkToJson>[0]) =>
  JSON.parse(JSON.stringify(networkToJson(network))) as Record<string, never>;

/** The file with one value replaced, by path. */
function altered(path: readonly (string | number)[], value: unknown): unknown {
  const file: unknown = json(float);
  let at = file as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  at[path[path.length - 1]] = value;
  return file;
}

describe('networkToJson and networkFromJson', () => {
  it('carry a float network and an integer one there and back, bit for bit', () => {
    for (const network of [float, quantized()]) {
      const text = JSON.stringify(networkToJson(network));
      expect(networkFromJson(text)).to.deep.equal(network);
      expect(networkFromJson(JSON.parse(text))).to.deep.equal(network);
      expect(JSON.stringify(networkToJson(networkFromJson(text)))).to.equal(text);
    }
  });

  it('carry the name of the dialect, and refuse one that there is not', () => {
    const network = { ...quantized(), dialect: 'onnxruntime' };
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
    expect(() => networkToJson({ ...network, dialect: 'float32' })).to.throw(
      FormatError,
      'network: dialect: must be one of tflm, tflite, single, xnnpack, onnxruntime, shift, got "float32"',
    );
  });

  it('write the form that the docs promise', () => {
    const network = sequential({
      name: 'tiny',
      input: [2],
      layers: [dense({ units: 1, weights: [0.1, -2], bias: [1e-9] })],
    });
    expect(json(network)).to.deep.equal({
      format: 'bitstair-network',
      version: 1,
      network: {
        name: 'tiny',
        arithmetic: 'float32',
        inputs: [{ name: 'input', shape: [2] }],
        layers: [
          {
            type: 'dense',
            name: 'dense_1',
            inputs: ['input'],
            weights: { shape: [1, 2], data: [0.1, -2] },
            bias: { shape: [1], data: [1e-9] },
            activation: 'none',
          },
        ],
        outputs: ['dense_1'],
      },
    });
  });

  it('write every float32 as a decimal that reads back to it, in 9 digits or fewer', () => {
    const generator = random(5);
    const bits = new Uint32Array(1000).map(() => generator.bits());
    const values = [...new Float32Array(bits.buffer).filter(Number.isFinite), 1e-45, 3.4028234663852886e38];
    const network = sequential({
      name: 'n',
      input: [values.length],
      layers: [dense({ units: 1, weights: values })],
    });
    expect(networkFromJson(JSON.stringify(networkToJson(network)))).to.deep.equal(network);
    const { layers } = json(network).network as { layers: { weights: { data: number[] } }[] };
    for (const x of layers[0].weights.data) expect(Number(x.toPrecision(9))).to.equal(x);
  });
});

describe('networkToJson of what a network says of itself', () => {
  const said = {
    ...float,
    inputs: [{ ...float.inputs[0], timeShape: [4, 4], timeAxis: 1, normalization: { mean: [1], std: [1, 2, 3, 4] } }],
    kinds: ['probabilities' as const],
    recipe: 'none',
    version: '2',
  };

  it('carries all of it there and back', () => {
    expect(networkFromJson(JSON.stringify(networkToJson(said)))).to.deep.equal(said);
    const detector = { ...said, kinds: ['detector' as const], thresholds: [0.1, 0.2, 0.3] };
    expect(networkFromJson(JSON.stringify(networkToJson(detector)))).to.deep.equal(detector);
  });

  it('refuses what does not fit', () => {
    const text = (change: object) =>
      JSON.stringify(networkToJson(said)).replace('"kinds":["probabilities"]', JSON.stringify(change).slice(1, -1));
    expect(() => networkFromJson(text({ kinds: ['guess'] }))).to.throw(
      FormatError,
      'kinds: must be one an output of probabilities',
    );
    expect(() => networkFromJson(text({ thresholds: ['x'] }))).to.throw(
      FormatError,
      'thresholds: must be finite numbers',
    );
    const numbered = JSON.stringify(networkToJson(said)).replace('"version":"2"', '"version":2');
    expect(() => networkFromJson(numbered)).to.throw(FormatError, 'version');
    const input = (change: object) => () => networkToJson({ ...said, inputs: [{ ...said.inputs[0], ...change }] });
    expect(input({ timeShape: [4, 5] })).to.throw(FormatError, 'timeShape must hold its 16 elements, got (4, 5)');
    expect(input({ timeAxis: 2 })).to.throw(FormatError, 'timeAxis must be one of its axes, got 2');
    expect(input({ normalization: { mean: [0], std: [0] } })).to.throw(
      FormatError,
      'std must be one finite number above 0, or one for each of 4 channels',
    );
  });
});

describe('networkFromJson', () => {
  it('says what is wrong and where', () => {
    const layer = ['network', 'layers', 0];
    const cases: [unknown, string][] = [
      ['{"format":', 'the text is not JSON'],
      [null, 'file: must be an object, got null'],
      [[], 'file: must be an object, got an array of 0'],
      [{ format: 'onnx' }, 'format: must be bitstair-network, got "onnx"'],
      [altered(['version'], 2), 'version: must be 1, got 2'],
      [altered(['network'], 7), 'network: must be an object, got 7'],
      [altered(['network', 'inputs'], {}), 'inputs: must be a list, got an object'],
      [altered(['network', 'inputs', 0, 'shape'], [1e9]), 'inputs[0]: shape must be'],
      [altered(['network', 'layers'], [null]), 'layers[0]: must be an object, got null'],
      [altered([...layer, 'type'], '__proto__'), 'layer "conv1d_1": type must be one of'],
      [altered([...layer, 'dilation'], '2'), 'layer "conv1d_1": dilation must be an integer in [1, 2^28], got "2"'],
      [altered([...layer, 'weights', 'shape'], [3, 3]), 'layer "conv1d_1", weights: data must hold 9 numbers'],
      [altered([...layer, 'weights', 'shape'], [2 ** 20, 2 ** 20]), 'a product of at most 2^28'],
      [altered([...layer, 'weights', 'data', 3], null), 'weights: data must be finite numbers, got null at entry 3'],
      [altered([...layer, 'weights', 'data', 3], 1e39), 'got 1e+39 at entry 3'],
      [altered([...layer, 'weights', 'type'], 'int4'), 'type must be one of float32, int8, uint8'],
      [altered([...layer, 'weights', 'type'], 'int8'), 'data must be int8, got'],
      [altered([...layer, 'inputs'], [7]), 'layer "conv1d_1", inputs[0]: must be a string, got 7'],
      [altered(['network', 'labels', 1], 7), 'labels[1]: must be a string, got 7'],
      [altered(['network', 'sampleRate'], '26'), 'sampleRate: must be a finite number above 0, got "26"'],
    ];
    for (const [file, message] of cases) {
      expect(() => networkFromJson(file)).to.throw(FormatError, message);
    }
  });

  it('copies what it knows and nothing else, and pollutes no prototype', () => {
    const file = JSON.stringify(json(float)).replace('"name":"n"', '"name":"n","__proto__":{"evil":1},"extra":2');
    const network = networkFromJson(file);
    expect(network).to.deep.equal(float);
    expect(Object.keys(network)).not.to.include('extra');
    expect(({} as { evil?: unknown }).evil).to.equal(undefined);
  });

  it('ends any damaged file with a FormatError, never otherwise', () => {
    const text = JSON.stringify(json(quantized()));
    const anything = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(fc.nat(), fc.nat(), anything, (place, key, value) => {
        const file = JSON.parse(text) as Record<string, unknown>;
        // walk down to some field and put something else there
        let at: Record<string, unknown> = file;
        for (let step = place; ; step = Math.floor(step / 7)) {
          const keys = Object.keys(at);
          const next = at[keys[(step + key) % keys.length]];
          if (typeof next !== 'object' || next === null || Object.keys(next).length === 0 || step === 0) break;
          at = next as Record<string, unknown>;
        }
        const keys = Object.keys(at);
        at[keys[key % keys.length]] = value;
        try {
          networkFromJson(file);
        } catch (error) {
          expect(error).to.be.instanceOf(FormatError);
        }
      }),
      { seed: 11, numRuns: 2000 },
    );
    fc.assert(
      fc.property(anything, value => {
        expect(() => networkFromJson({ format: 'bitstair-network', version: 1, network: value })).to.throw(FormatError);
      }),
      { seed: 12, numRuns: 500 },
    );
  });
});
