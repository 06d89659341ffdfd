import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportC } from '../../../../lib/network.js';
import { importTflite } from '../../../../lib/network.js';
import { tflite } from '../../../../lib/network.js';
import { type AnyNetwork, dense, sequential, type Values } from '../../../../lib/network.js';
import { allocate, elementsOf } from '../../../../lib/graph/tensor.js';
import { activationRanges, quantizeNetwork } from '../../../../lib/ptq/index.js';
import { random } from '../../../../lib/random.js';
import { halfAway } from '../../../../lib/rounding.js';
import { harNetwork } from '../../inference/harNetwork.js';
import { sharedData } from '../../../sharedData.js';
import { codeCases, SEED } from '../codeCases.js';
import { type Compiled, compiled, hasCompiler } from './compiledC.js';

const RECORDS = 20;

/** Records of all inputs: the smallest codes, the largest ones, random ones. */
function recordsOf(network: AnyNetwork): Values[][] {
  const { bits } = random(SEED);
  return Array.from({ length: RECORDS }, (_, r) =>
    network.inputs.map(({ shape, params }) => {
      const [low, high] = [params?.qmin ?? 0, params?.qmax ?? 0];
      const data = allocate(params, elementsOf(shape));
      return data.map(() => (r === 0 ? low : r === 1 ? high : low + (bits() % (high - low + 1))));
    }),
  );
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Values) => new Uint8Array(buffer, byteOffset, byteLength);
const joined = (arrays: readonly Values[]) => Uint8Array.from(arrays.flatMap(a => [...bytesOf(a)]));

/** The bytes that the executor gives for records one after another, state carried. */
function executed(network: AnyNetwork, records: readonly Values[][]): Uint8Array {
  const executor = executorOf(network);
  const outputs = executor.outputs.map(({ params, shape }) => allocate(params, elementsOf(shape)));
  return joined(
    records.flatMap(record => {
      executor.run(record, outputs);
      return outputs.map(output => output.slice());
    }),
  );
}

describe('exportC, layer for layer', () => {
  let programs: Compiled | undefined;
  before(function () {
    if (!hasCompiler()) this.skip();
    const exported = codeCases.map(([, network], k) => {
      const memory = k % 2 === 0 ? ('static' as const) : ('caller' as const);
      return { network, memory, program: exportC(network, { name: `case_${k}`, memory }) };
    });
    programs = compiled(exported);
  });
  after(() => programs?.remove());

  codeCases.forEach(([title, network], k) => {
    it(`computes the bytes of the executor: ${title}`, () => {
      const records = recordsOf(network);
      const wanted = executed(network, records);
      const got = programs?.run(k, joined(records.flat()));
      expect([...(got ?? [])], `seed ${SEED}`).to.deep.equal([...wanted]);
      expect(new Set(wanted).size, 'bytes that differ from each other').to.be.above(2);
    });
  });
});

const models = [
  { model: 'hello_world_int8', suffix: '_exhaustive' },
  { model: 'ad01_int8', suffix: '' },
  { model: 'kws_ref_model_int8', suffix: '' },
  { model: 'micro_speech_quantized', suffix: '' },
  { model: 'resnet8_int8', suffix: '' },
  { model: 'dtln_noise_suppression', suffix: '' },
  { model: 'mww_v2_okay_nabu', suffix: '' },
  { model: 'mww_v2_okay_nabu', suffix: '_stress' },
];

describe('exportC, recorded models', () => {
  const modelOf = (folder: string, model: string) =>
    importTflite(new Uint8Array(readFileSync(join(folder, 'models', `${model}.tflite`))));
  const records = (folder: string, model: string, file: string) =>
    new Uint8Array(readFileSync(join(folder, 'oracle', model, `${file}.bin`)));

  for (const { model, suffix } of models) {
    it(`gives every byte that TensorFlow Lite Micro gave for ${model}${suffix}`, function () {
      const folder = sharedData();
      if (!folder || !hasCompiler()) return this.skip();
      const network = modelOf(folder, model);
      const program = exportC(network, { name: model });
      const c = compiled([{ network, program }]);
      const wanted = records(folder, model, `outputs${suffix}`);
      const got = c.run(0, records(folder, model, `inputs${suffix}`));
      c.remove();
      expect([...got]).to.deep.equal([...wanted]);
      const { arenaBytes, stateBytes, constantBytes } = program;
      console.log(
        `      ${wanted.length} bytes; arena ${arenaBytes}, state ${stateBytes}, constants ${constantBytes} B`,
      );
    });
  }

  it('gives every byte of the executor for 1,748 windows of st_har_int8', function () {
    const folder = sharedData();
    if (!folder || !hasCompiler()) return this.skip();
    const network = modelOf(folder, 'st_har_int8');
    const input = new Int8Array(records(folder, 'st_har_int8', 'inputs'));
    const windows = Array.from({ length: input.length / 78 }, (_, k) => [input.slice(78 * k, 78 * (k + 1))]);
    const c = compiled([{ network, program: exportC(network, { name: 'st_har' }) }]);
    const got = c.run(0, bytesOf(input));
    c.remove();
    expect(windows).to.have.length(1748);
    expect([...got]).to.deep.equal([...executed(network, windows)]);
  });
});

describe('exportC of a network that quantizeNetwork made', () => {
  it('gives every byte of the executor for 1,748 windows of st_har', function () {
    const folder = sharedData();
    if (!folder || !hasCompiler()) return this.skip();
    const { network: float, windows } = harNetwork(folder);
    const ranges = activationRanges(float);
    for (const window of windows) ranges.push(window);
    const network = quantizeNetwork(float, ranges.value());
    const codes = windows.map(window => {
      const params = network.inputs[0].params;
      return [
        Int8Array.from(window, x => Math.min(Math.max(halfAway(x / params.scale[0]) + params.zeroPoint[0], -128), 127)),
      ];
    });
    const c = compiled([{ network, program: exportC(network) }]);
    const got = c.run(0, joined(codes.flat()));
    c.remove();
    expect(codes).to.have.length(1748);
    expect([...got]).to.deep.equal([...executed(network, codes)]);
  });
});

describe('exportC', () => {
  const [[, network]] = codeCases;

  it('survives any name: comments and identifiers stay what they are', function () {
    if (!hasCompiler()) this.skip();
    const names = ['*/ int x; /*', '__proto__', 'a\nb\\', '\u00e4\u{1f600}', '??/', '"quoted"', '1st', 'int', ''];
    const exported = names.map((name, k) => {
      const [layer] = network.layers;
      const evil = name === '' ? 'x*/' : name;
      const renamed = { ...network, name, layers: [{ ...layer, name: evil }], outputs: [evil] } as AnyNetwork;
      return { network: renamed, program: exportC(renamed, { name: `${name}_${'abcdefghi'[k]}` }) };
    });
    expect(exported.map(({ program }) => program.name)).to.deep.equal([
      'int_x_a',
      'proto_b',
      'a_b_c',
      'd',
      'e',
      'quoted_f',
      'st_g',
      'int_h',
      'i',
    ]);
    const input = recordsOf(network);
    const wanted = executed(network, input);
    const c = compiled(exported);
    exported.forEach((_, k) => expect([...c.run(k, joined(input.flat()))]).to.deep.equal([...wanted]));
    c.remove();
    expect(exportC({ ...network, name: '\u00e4' }).name).to.equal('network');
  });

  it('says sizes, scales and zero points in the header', () => {
    const { header } = exportC(network, { name: 'tiny' });
    for (const line of [
      'TINY_INPUT_SIZE 64',
      'TINY_INPUT_SCALE 0.0199999',
      'TINY_INPUT_ZERO_POINT (-7)',
      'TINY_OUTPUT_SIZE 9',
    ]) {
      expect(header).to.include(`#define ${line}`);
    }
  });

  it('shares the room of activations that do not live at the same time', () => {
    const [, views] = codeCases.find(([title]) => title.startsWith('views')) ?? codeCases[0];
    // 24 bytes behind relu, where the other layer, which nobody reads, finds room later; the rest is the caller's
    expect(exportC(views).arenaBytes).to.equal(24);
  });

  it('gives the same text again', () => {
    expect(exportC(network)).to.deep.equal(exportC(network));
  });

  it('lists all layers that there is no C for', () => {
    const [{ params }] = network.inputs;
    const wide = { ...params, bits: 16, qmin: -32768, qmax: 32767, zeroPoint: [0] };
    const layers = ['u', 'v'].map(name => ({ type: 'quantize', name, inputs: ['x'], rounding: 'halfEven', params }));
    const wrong = {
      ...network,
      inputs: [{ name: 'x', shape: [3], params: wide }],
      layers,
      outputs: ['u', 'v'],
    } as unknown as AnyNetwork;
    expect(() => exportC(wrong)).to.throw(/exportC.*quantize: in floating point \(2 x: "u", "v"\)/);
  });

  it('refuses float networks and other dialects', () => {
    const float = sequential({ name: 'float', input: [3], layers: [dense({ units: 2 })] });
    expect(() => exportC(float)).to.throw('the network must be an integer one: quantize it first, got float32');
    expect(() => exportC(network, { dialect: tflite })).to.throw(RangeError, 'exportC: dialect must be one of tflm');
  });
});
