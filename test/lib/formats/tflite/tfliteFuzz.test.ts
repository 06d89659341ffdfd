import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError } from '../../../../lib/errors.js';
import { importTflite } from '../../../../lib/formats/tflite/importTflite.js';
import { random, type Random } from '../../../../lib/random.js';
import { sharedData } from '../../../sharedData.js';
import { INT8, tfliteModel } from './tfliteModel.js';

const SEED = 20261;
const COUNT = Number(process.env.BITSTAIR_FUZZ_MODELS ?? 20_000);

/** A small model made here, all those of the fixture, and small recorded ones where they are: floats, codes, variables. */
function models(): Uint8Array[] {
  const codes = { type: INT8, scale: [0.5], zeroPoint: [3] };
  const small = tfliteModel({
    tensors: [
      { name: '__proto__', shape: [1, 2], ...codes },
      { name: 'w', shape: [2, 2], data: Int8Array.of(1, 2, 3, 4), type: INT8, scale: [0.5, 0.25], zeroPoint: [0, 0] },
      { name: 'y', shape: [1, 2], ...codes },
      { name: '', shape: [1, 4], ...codes },
    ],
    operators: [
      { code: 9, inputs: [0, 1], outputs: [2] },
      { code: 2, inputs: [2, 0], outputs: [3], options: { type: 10, fields: { 0: { as: 'int32', value: -1 } } } },
    ],
    inputs: [0],
    outputs: [3],
  });
  const text = readFileSync(new URL('fixtures/tfliteOps.json', import.meta.url), 'utf8');
  const { cases } = JSON.parse(text) as { cases: { model: string }[] };
  const data = sharedData();
  const recorded = ['models/hello_world_int8', 'models/st_har_int8', 'conformance/seanet_int16/conv/conv0'];
  return [
    small,
    ...cases.map(({ model }) => new Uint8Array(Buffer.from(model, 'base64'))),
    ...(data ? recorded.map(name => new Uint8Array(readFileSync(join(data, `${name}.tflite`)))) : []),
  ];
}

/** Values that offsets, lengths, indices and axes do not expect. */
const hostile = [0, 1, 4, 8, 0x7f, 0xff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff];

function mutated(model: Uint8Array, generator: Random): Uint8Array {
  const upTo = (n: number) => Math.floor(generator.uniform() * n);
  let bytes = model.slice();
  for (let times = 1 + upTo(3); times > 0; times--) {
    const view = new DataView(bytes.buffer);
    const words = Math.floor(bytes.length / 4);
    if (words === 0) return bytes;
    const [at, word] = [upTo(bytes.length), 4 * upTo(words)];
    const kind = upTo(12);
    if (kind === 0) bytes[at] ^= 1 << upTo(8);
    else if (kind === 1) bytes[at] = upTo(256);
    else if (kind === 2 && upTo(4) === 0) bytes = bytes.slice(0, at + 1);
    else if (kind === 3) view.setUint32(word, hostile[upTo(hostile.length)], true);
    else if (kind === 4)
      view.setInt32(word, 4 * upTo(words) - word, true); // an offset to anywhere, itself included
    else if (kind === 5) {
      const other = 4 * upTo(words);
      const kept = view.getUint32(word, true);
      view.setUint32(word, view.getUint32(other, true), true);
      view.setUint32(other, kept, true);
    } else if (kind === 6) view.setUint16(word + 2 * upTo(2), hostile[upTo(8)], true);
    else if (kind === 7) view.setInt32(word, upTo(12) - 2, true);
    else bytes[at] = (bytes[at] + 255 + upTo(3)) & 255; // another small number: an axis, a type, an index, an offset
  }
  return bytes;
}

describe('importTflite on hostile files', () => {
  it(`loads ${COUNT} mutated models, or refuses them with a FormatError, and never more`, function () {
    this.timeout(Math.max(60_000, COUNT * 10));
    const generator = random(SEED);
    const sources = models();
    let [loaded, slowest, largest] = [0, 0, 0];
    for (let k = 0; k < COUNT; k++) {
      const bytes = mutated(sources[Math.floor(generator.uniform() * sources.length)], generator);
      const [begin, memory] = [performance.now(), process.memoryUsage().arrayBuffers];
      try {
        importTflite(bytes);
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
      largest = Math.max(largest, process.memoryUsage().arrayBuffers - memory);
    }
    const megabytes = (largest / 1e6).toFixed(1);
    console.log(`      ${loaded} of ${COUNT} loaded; at most ${slowest.toFixed(0)} ms and ${megabytes} MB of arrays`);
    expect(loaded).to.be.within(COUNT / 20, COUNT);
    expect(largest, `seed ${SEED}`).to.be.below(100e6);
    expect(Object.keys(Object.prototype)).to.deep.equal([]);
  });
});
