import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { FormatError } from '../../../../lib/errors.js';
import { importOnnx } from '../../../../lib/formats/onnx/importOnnx.js';
import { random, type Random } from '../../../../lib/random.js';
import { onnxModel } from './onnxModel.js';

const SEED = 20260;
const COUNT = Number(process.env.BITSTAIR_FUZZ_MODELS ?? 20_000);

/** A small model made here, and all those of the fixtures: floats, codes, recurrent layers, arithmetic on shapes. */
function models(): Uint8Array[] {
  const small = onnxModel({
    nodes: [
      { op: 'Conv', inputs: ['x', 'w'], outputs: ['c'], attributes: { pads: [1, 1], kernel_shape: [3] } },
      { op: 'Relu', inputs: ['c'], outputs: ['r'] },
      { op: 'MaxPool', inputs: ['r'], outputs: ['p'], attributes: { kernel_shape: [2], strides: [2] } },
      { op: 'Reshape', inputs: ['p', 's'], outputs: ['y'] },
    ],
    initializers: [
      { name: 'w', dims: [2, 1, 3], floats: [1, 2, 3, 4, 5, 6] },
      { name: 's', dims: [2], type: 7, integers: [1, -1] },
    ],
    inputs: [{ name: 'x', dims: ['N', 1, 8] }],
    outputs: ['y'],
    metadata: { ['__proto__']: 'x' },
  });
  const fixtures = ['onnxOps.json', 'onnxQuantized.json'].flatMap(name => {
    const text = readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
    return (JSON.parse(text) as { cases: { model: string }[] }).cases;
  });
  return [small, ...fixtures.map(({ model }) => new Uint8Array(Buffer.from(model, 'base64')))];
}

/** Values that lengths, dims and types do not expect. */
const hostile = [
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x80, 0x80, 0x80, 0x80, 0x01],
  [0xff, 0xff, 0xff, 0x7f],
  [0x80, 0x80, 0x04],
  [0x00],
];

function mutated(model: Uint8Array, generator: Random): Uint8Array {
  const upTo = (n: number) => Math.floor(generator.uniform() * n);
  let bytes = Array.from(model);
  for (let times = 1 + upTo(2); times > 0; times--) {
    const at = upTo(bytes.length);
    const kind = upTo(12);
    if (kind === 0) bytes[at] ^= 1 << upTo(8);
    else if (kind === 1) bytes[at] = upTo(256);
    else if (kind === 2) bytes = bytes.slice(0, at + 1);
    else if (kind === 3) bytes.splice(at, upTo(2), ...hostile[upTo(hostile.length)]);
    else if (kind === 4) bytes.splice(at, 0, ...bytes.slice(at, at + upTo(64)));
    else if (kind === 5) bytes.splice(at, 1 + upTo(8));
    else if (kind === 6) {
      const other = upTo(bytes.length);
      [bytes[at], bytes[other]] = [bytes[other], bytes[at]];
    } else if (kind === 7) {
      // in place: the lengths around it stay right
      const value = hostile[upTo(hostile.length)];
      bytes.splice(at, value.length, ...value);
    } else bytes[at] = (bytes[at] + 255 + upTo(3)) & 255; // another small number: an axis, a type, a count
  }
  return Uint8Array.from(bytes);
}

describe('importOnnx on hostile files', () => {
  it(`loads ${COUNT} mutated models, or refuses them with a FormatError, and never more`, function () {
    this.timeout(Math.max(60_000, COUNT * 3));
    const generator = random(SEED);
    const sources = models();
    let [loaded, slowest] = [0, 0];
    for (let k = 0; k < COUNT; k++) {
      const bytes = mutated(sources[Math.floor(generator.uniform() * sources.length)], generator);
      const begin = performance.now();
      try {
        importOnnx(bytes);
        loaded++;
      } catch (error) {
        if (!(error instanceof FormatError)) {
          const cause = error instanceof Error ? error.stack : String(error);
          throw new Error(`seed ${SEED}, model ${k}: ${cause}\n${Buffer.from(bytes).toString('base64')}`, {
            cause: error,
          });
        }
      }
      slowest = Math.max(slowest, performance.now() - begin);
    }
    console.log(`      ${loaded} of ${COUNT} loaded, the slowest took ${slowest.toFixed(0)} ms`);
    expect(loaded).to.be.within(COUNT / 20, COUNT);
    expect(Object.keys(Object.prototype)).to.deep.equal([]);
  });

  it('refuses deep nesting without going down', () => {
    // a length-delimited field 7 in a field 7 in a field 7 ...
    let bytes: number[] = [];
    for (let depth = 0; depth < 2000; depth++) {
      const length = bytes.length;
      bytes = [0x3a, (length & 127) | 128, ((length >> 7) & 127) | 128, (length >> 14) & 127, ...bytes];
    }
    expect(() => importOnnx(Uint8Array.from(bytes))).to.throw(FormatError);
  });

  it('refuses an attribute with a graph, and products of lengths beyond 2^28', () => {
    const huge = (dims: number[]) =>
      onnxModel({
        nodes: [{ op: 'Expand', inputs: ['c', 's'], outputs: ['y'] }],
        initializers: [
          { name: 'c', dims: [1], floats: [1] },
          { name: 's', dims: [dims.length], type: 7, integers: dims },
        ],
        inputs: [{ name: 'x', dims: [1] }],
        outputs: ['y'],
      });
    for (const dims of [[2 ** 20, 2 ** 20], [2 ** 40], [2 ** 27, 2], [65536, 65536, 65536, 65536], [-1], [0]]) {
      expect(() => importOnnx(huge(dims)), `${dims.join()}`).to.throw(FormatError);
    }
    const lengths = onnxModel({
      nodes: [{ op: 'Relu', inputs: ['x'], outputs: ['y'] }],
      inputs: [{ name: 'x', dims: [2 ** 20, 2 ** 20] }],
      outputs: ['y'],
    });
    expect(() => importOnnx(lengths)).to.throw(FormatError, '2^28');
  });
});
