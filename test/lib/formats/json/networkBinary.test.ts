import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError } from '../../../../lib/errors.js';
import { importOnnx, importTflite } from '../../../../lib/network.js';
import {
  conv1d,
  dense,
  flatten,
  lstm,
  type Network,
  networkBuilder,
  networkFromBinary,
  networkFromJson,
  networkToBinary,
  networkToJson,
  sequential,
  softmax,
} from '../../../../lib/network.js';
import { crc32c } from '../../../../lib/packing/crc32c.js';
import { activationRanges, quantizeNetwork } from '../../../../lib/ptq/index.js';
import type { AffineParams } from '../../../../lib/qparams.js';
import { random } from '../../../../lib/random.js';
import { sharedData } from '../../../sharedData.js';
import { atLeastOne } from '../../../atLeastOne.js';

const float = sequential({
  name: 'n',
  input: [8, 2],
  labels: ['a', 'b', 'c'],
  sampleRate: 26,
  unit: 'g',
  seed: 9,
  layers: [
    conv1d({ filters: 3, kernel: 3, padding: 'same', activation: 'relu' }),
    flatten(),
    dense({ units: 3 }),
    softmax(),
  ],
});

function quantized() {
  const generator = random(1);
  const ranges = activationRanges(float);
  for (let k = 0; k < 4; k++) ranges.push(new Float32Array(16).map(() => generator.normal()));
  return quantizeNetwork(float, ranges.value());
}

function stateful(): Network {
  const b = networkBuilder({ name: 'state', seed: 3 });
  const x = b.input('x', [4, 2]);
  const v = b.variable('v', [4, 3], { initial: Array.from({ length: 12 }, (_, k) => k / 3) });
  const y = b.add(lstm({ units: 3, carry: true }), x);
  b.assign(v, y);
  return b.build([b.add(dense({ units: 1 }), v)]);
}

const codes = (bits: number, signed = true): AffineParams => ({
  kind: 'affine',
  bits,
  qmin: signed ? -(2 ** (bits - 1)) : 0,
  qmax: signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1,
  scale: [0.5],
  zeroPoint: [0],
});

/** A float network with weights of codes. */
function withWeights(params: AffineParams, data: Int8Array | Uint8Array | Int16Array): Network {
  return {
    name: 'tiny',
    arithmetic: 'float32',
    inputs: [{ name: 'x', shape: [data.length] }],
    layers: [
      {
        type: 'dense',
        name: 'y',
        inputs: ['x'],
        weights: { shape: [1, data.length], data, params },
        bias: { shape: [1], data: Float32Array.of(1.5) },
        activation: 'none',
      },
    ],
    outputs: ['y'],
  };
}

type Place = Record<string, unknown>;
interface Pair {
  readonly json: { weights: Place; network: { layers: Record<'weights' | 'bias', Place>[] } };
  readonly weights: Uint8Array;
}

/** A pair whose document can be changed. */
function pair(network: Network): Pair {
  const { json, weights } = networkToBinary(network);
  return { json: JSON.parse(JSON.stringify(json)) as Pair['json'], weights };
}

function roundTrip(network: Network): void {
  const { json, weights } = networkToBinary(network);
  const text = JSON.stringify(json);
  const back = networkFromBinary(text, weights);
  expect(back).to.deep.equal(network);
  const again = networkToBinary(back);
  expect(JSON.stringify(again.json)).to.equal(text);
  expect(again.weights).to.deep.equal(weights);
}

describe('networkToBinary and networkFromBinary', () => {
  it('carry networks of real numbers, of codes and with state there and back, bit for bit', () => {
    for (const network of [float, quantized(), stateful()]) roundTrip(network);
  });

  it('write the form that the docs promise', () => {
    const { json, weights } = networkToBinary(withWeights(codes(4), Int8Array.of(-8, 7, 1)));
    // 0x78: -8 in the low bits, 7 in the high ones, as ONNX INT4 lies; 1.5 is 0x3fc00000 in IEEE 754
    const bytes = [0x78, 0x01, ...new Array<number>(14).fill(0), 0, 0, 0xc0, 0x3f];
    expect([...weights]).to.deep.equal(bytes);
    expect(JSON.parse(JSON.stringify(json))).to.deep.equal({
      format: 'bitstair-network',
      version: 1,
      weights: { length: 20, crc32c: crc32c(Uint8Array.from(bytes)) },
      network: {
        name: 'tiny',
        arithmetic: 'float32',
        inputs: [{ name: 'x', shape: [3] }],
        layers: [
          {
            type: 'dense',
            name: 'y',
            inputs: ['x'],
            weights: { shape: [1, 3], type: 'int4', offset: 0, length: 2, params: { ...codes(4) } },
            bias: { shape: [1], type: 'float32', offset: 16, length: 4 },
            activation: 'none',
          },
        ],
        outputs: ['y'],
      },
    });
  });

  it('pack codes that their params confine to 2 or 4 bits, and no others', () => {
    const cases: [AffineParams, Int8Array | Uint8Array | Int16Array, string, number][] = [
      [codes(2), Int8Array.of(-2, -1, 0, 1, 1), 'int2', 2],
      [codes(2, false), Int8Array.of(0, 1, 2, 3, 3), 'uint2', 2],
      [codes(4), Int8Array.of(-8, -1, 0, 7, 1), 'int4', 3],
      [codes(4, false), Int8Array.of(0, 15, 8, 7, 1), 'uint4', 3],
      [codes(5), Int8Array.of(-16, -1, 0, 15, 1), 'int8', 5],
      [codes(8), Int8Array.of(1, 1, 1, 1, 1), 'int8', 5],
      [codes(8, false), Uint8Array.of(0, 255, 1, 1, 1), 'uint8', 5],
      [codes(4), Int16Array.of(-8, -1, 0, 7, 1), 'int16', 10], // an array of its own kind comes back as it was
    ];
    for (const [params, data, type, length] of cases) {
      const network = withWeights(params, data);
      expect(pair(network).json.network.layers[0].weights).to.include({ type, length });
      roundTrip(network);
    }
  });

  it('carry biases beyond int32 and keep -0', () => {
    const integers = quantized();
    const [, , dense3, softmax1] = integers.layers;
    if (dense3.type !== 'dense') throw new Error('expected a dense layer');
    const bias = { shape: [3], data: Float64Array.of(2 ** 53 - 1, 1 - 2 ** 53, 0) };
    const network = { ...integers, layers: [...integers.layers.slice(0, 2), { ...dense3, bias }, softmax1] };
    roundTrip(network);
    const zero = withWeights(codes(8), Int8Array.of(1));
    const { json, weights } = networkToBinary(zero);
    new DataView(weights.buffer).setFloat32(16, -0, true);
    const file = JSON.parse(JSON.stringify(json)) as Pair['json'];
    file.weights.crc32c = crc32c(weights);
    const [layer] = networkFromBinary(file, weights).layers;
    expect(layer.type === 'dense' && Object.is(layer.bias.data[0], -0)).to.equal(true);
  });

  it('view the bytes where they are aligned, and copy where not', () => {
    const { json, weights } = networkToBinary(float);
    for (const shift of [0, 1, 2, 3, 4, 16]) {
      const moved = new Uint8Array(weights.length + shift).subarray(shift);
      moved.set(weights);
      const network = networkFromBinary(json, moved);
      expect(network).to.deep.equal(float);
      const [layer] = network.layers;
      const shared = layer.type === 'conv1d' && layer.weights.data.buffer === moved.buffer;
      expect(shared, `${shift}`).to.equal(shift % 4 === 0);
    }
  });

  it('carry every imported model', function () {
    const data = sharedData();
    if (!data) this.skip();
    const folder = join(data, 'models');
    const files = atLeastOne(
      readdirSync(folder).filter(file => /\.(?:tflite|onnx)$/.test(file)),
      folder,
    );
    for (const file of files) {
      const bytes = readFileSync(join(folder, file));
      roundTrip(file.endsWith('.onnx') ? importOnnx(bytes) : importTflite(bytes));
    }
    expect(files.length).to.be.at.least(14);
  }).timeout(60_000);
});

describe('networkFromBinary', () => {
  it('says what is wrong and where', () => {
    const changed = (change: (given: Pair) => void, weights?: Uint8Array): (() => unknown) => {
      const given = pair(float);
      change(given);
      const bytes = weights ?? given.weights;
      return () => networkFromBinary(given.json, bytes);
    };
    const place = (given: Pair) => given.json.network.layers[0].bias;
    const { length } = pair(float).weights;
    const cases: [() => unknown, string][] = [
      [() => networkFromBinary('{', new Uint8Array()), 'the text is not JSON'],
      [() => networkFromBinary(networkToJson(float), new Uint8Array()), 'weights: must be an object, got undefined'],
      [changed(({ json }) => void Object.assign(json, { version: 2 })), 'version: must be 1, got 2'],
      [changed(() => {}, new Uint8Array(length - 1)), `weights: length must be ${length - 1}, got ${length}`],
      [changed(() => {}, new Uint8Array(length)), 'weights: the document must go with these bytes, crc32c'],
      [changed(given => (place(given).offset = 0)), 'layer "conv1d_1", bias: offset must be 80, got 0'],
      [changed(given => (place(given).offset = 96)), 'layer "conv1d_1", bias: offset must be 80, got 96'],
      [changed(given => (place(given).offset = -80)), 'offset must be 80, got -80'],
      [changed(given => (place(given).offset = '80')), 'offset must be 80, got "80"'],
      [changed(given => (place(given).length = 2 ** 40)), 'length must be 12, got 1099511627776'],
      [changed(given => delete place(given).length), 'length must be 12, got undefined'],
      [changed(given => (place(given).type = 'float16')), 'type must be one of float32, int8'],
      [changed(given => (place(given).type = '__proto__')), 'type must be one of float32, int8'],
      [changed(given => delete place(given).type), 'type must be one of float32, int8'],
      [changed(given => (place(given).shape = [2 ** 28, 2])), 'a product of at most 2^28'],
      [changed(given => void given.json.network.layers.pop()), 'must name layers'],
    ];
    for (const [read, message] of cases) expect(read).to.throw(FormatError, message);
  });

  it('refuses constants beyond the end, bytes that nobody uses, and numbers that are none', () => {
    const resized = (length: number) => {
      const { json, weights } = pair(float);
      const bytes = new Uint8Array(length);
      bytes.set(weights.subarray(0, length));
      json.weights = { length, crc32c: crc32c(bytes) };
      return () => networkFromBinary(json, bytes);
    };
    const { length } = pair(float).weights;
    expect(resized(length - 1)).to.throw(FormatError, `must lie within the weights, ${length - 1} bytes`);
    expect(resized(0)).to.throw(FormatError, 'must lie within the weights, 0 bytes');
    expect(resized(length + 16)).to.throw(FormatError, `weights: length must be ${length}, got ${length + 16}`);

    const { json, weights } = pair(float);
    new DataView(weights.buffer).setFloat32(4, NaN, true);
    json.weights.crc32c = crc32c(weights);
    expect(() => networkFromBinary(json, weights)).to.throw(FormatError, 'data must be finite, got NaN at entry 1');
  });

  it('and networkFromJson say which of them reads what', () => {
    expect(() => networkFromJson(networkToBinary(float).json)).to.throw(FormatError, 'networkFromBinary reads pairs');
  });

  it('ends any of 20,000 damaged pairs with a FormatError or a network that it can write again', () => {
    const seed = 20_000;
    const generator = random(seed);
    const below = (n: number) => generator.bits() % n;
    const networks = [float, quantized(), stateful(), withWeights(codes(4), Int8Array.of(-8, 7, 1))];
    const sources = networks.map(network => {
      const { json, weights } = networkToBinary(network);
      return { text: JSON.stringify(json), weights };
    });
    const values = [
      0,
      1,
      -1,
      16,
      1.5,
      2 ** 31,
      2 ** 53,
      1e308,
      '',
      'int8',
      'int64',
      'same',
      null,
      true,
      [],
      {},
      [1, 1],
    ];

    /** Puts something else at some place of a document, or takes it away. */
    function damage(file: unknown): void {
      let at = file as Record<string, unknown>;
      for (;;) {
        const keys = Object.keys(at);
        const key = keys[below(keys.length)];
        const next = at[key];
        if (typeof next === 'object' && next !== null && Object.keys(next).length > 0 && below(8) > 0) {
          at = next as Record<string, unknown>;
          continue;
        }
        if (below(6) === 0) Reflect.deleteProperty(at, key);
        else if (typeof next === 'number' && below(2) === 0) at[key] = next + below(33) - 16;
        else at[key] = values[below(values.length)];
        return;
      }
    }
    let read = 0;
    for (let run = 0; run < 20_000; run++) {
      const source = sources[below(sources.length)];
      const file = JSON.parse(source.text) as Pair['json'];
      const kept = below(4) === 0 ? below(source.weights.length + 1) : source.weights.length;
      const weights = source.weights.slice(0, kept);
      for (let k = below(4); k > 0 && kept > 0; k--) weights[below(kept)] = generator.bits();
      if (below(8) > 0) damage(file);
      // most damage is found by the checksum; let it through three times in four
      if (below(4) > 0 && typeof file.weights === 'object' && file.weights !== null) {
        Object.assign(file.weights, { length: kept, crc32c: crc32c(weights) });
      }
      try {
        networkToBinary(networkFromBinary(file, weights));
        read++;
      } catch (error) {
        expect(error, `seed ${seed}, run ${run}: ${String(error)}`).to.be.instanceOf(FormatError);
      }
    }
    expect(read).to.be.within(1000, 15_000); // the damage reaches behind the checks
  }).timeout(20_000);
});
