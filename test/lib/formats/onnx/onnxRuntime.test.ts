import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportOnnx } from '../../../../lib/formats/onnx/exportOnnx.js';
import { importTflite } from '../../../../lib/formats/tflite/importTflite.js';
import { onnxruntime } from '../../../../lib/network.js';
import { type AnyNetwork } from '../../../../lib/network.js';
import { activationRanges, quantizeNetwork } from '../../../../lib/ptq/index.js';
import { random } from '../../../../lib/random.js';
import { halfEven } from '../../../../lib/rounding.js';
import { peer } from '../../../../bench/peers.js';
import { sharedData } from '../../../sharedData.js';
import { harNetwork } from '../../inference/harNetwork.js';
import { layerCases, SEED } from '../layerCases.js';

/** As much of onnxruntime-node as is used here; `npm run bench:peers` installs it, and where it is not installed these tests skip themselves. */
interface Runtime {
  readonly InferenceSession: {
    create(
      model: Uint8Array,
      options: { graphOptimizationLevel: 'disabled' | 'all'; logSeverityLevel: 3 },
    ): Promise<Session>;
  };
  readonly Tensor: new (type: string, data: ArrayLike<number>, dims: readonly number[]) => RuntimeTensor;
}

interface RuntimeTensor {
  readonly data: ArrayLike<number>;
}

interface Session {
  run(feeds: Readonly<Record<string, RuntimeTensor>>): Promise<Readonly<Record<string, RuntimeTensor>>>;
}

const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

const argMax = (list: ArrayLike<number>) => Array.from(list).reduce((best, x, k) => (x > list[best] ? k : best), 0);

/** Runs codes through a network in ONNX Runtime, without its joining of nodes: as the file says, operator by operator. */
async function codesThrough({ InferenceSession, Tensor }: Runtime, network: AnyNetwork, windows: readonly Int8Array[]) {
  const options = { graphOptimizationLevel: 'disabled', logSeverityLevel: 3 } as const;
  const session = await InferenceSession.create(exportOnnx(network, { io: 'codes' }), options);
  const [{ name, shape }] = network.inputs;
  const outputs: ArrayLike<number>[] = [];
  for (const x of windows) {
    outputs.push((await session.run({ [name]: new Tensor('int8', x, shape) }))[network.outputs[0]].data);
  }
  return outputs;
}

/** Windows where the largest outputs are at the same place, entries that differ, and by how much at most. */
function compared(got: readonly ArrayLike<number>[], wanted: readonly ArrayLike<number>[]) {
  const errors = wanted.flatMap((y, k) => Array.from(y, (q, i) => Math.abs(q - got[k][i])));
  return {
    decisions: wanted.filter((y, k) => argMax(y) === argMax(got[k])).length,
    differing: errors.filter(e => e > 0).length,
    largest: errors.reduce((a, b) => Math.max(a, b), 0),
  };
}

function rows(codes: Int8Array, length: number): Int8Array[] {
  return Array.from({ length: codes.length / length }, (_, k) => codes.subarray(k * length, (k + 1) * length));
}

describe('exportOnnx, run by ONNX Runtime', () => {
  const ort = peer('onnxruntime-node') as Runtime | undefined;

  for (const [name, network] of Object.entries(layerCases)) {
    it(`computes what the float reference does: ${name}`, async function () {
      if (!ort) return this.skip();
      const { normal } = random(SEED + 1);
      const inputs = network.inputs.map(({ shape }) => Float32Array.from({ length: size(shape) }, normal));
      const executor = executorOf(network);
      const out = new Float32Array(size(executor.outputs[0].shape));
      executor.run(inputs, [out]);
      const session = await ort.InferenceSession.create(exportOnnx(network), {
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
      });
      const feeds = network.inputs.map((input, k): [string, RuntimeTensor] => [
        input.name,
        new ort.Tensor('float32', inputs[k], input.shape),
      ]);
      const states = (network.variables ?? []).map((variable): [string, RuntimeTensor] => [
        `${variable.name}_in`,
        new ort.Tensor('float32', new Float32Array(size(variable.shape)), variable.shape),
      ]);
      const got = (await session.run(Object.fromEntries<RuntimeTensor>([...feeds, ...states])))[network.outputs[0]]
        .data;
      expect(got.length).to.equal(out.length);
      // sums of at most 36 products in float32: (36 + 1) 2^-24 relative to their size, some of them behind one another
      out.forEach((y, k) => {
        if (!Object.is(y, got[k]))
          expect(Math.abs(got[k] - y), `seed ${SEED}, entry ${k}`).to.be.most(1e-5 * Math.max(1, Math.abs(y)));
      });
    });
  }

  it('makes the decisions of the integer engine on the 1,748 windows of st_har, quantized here', async function () {
    const folder = sharedData();
    if (!ort || !folder) return this.skip();
    const { network, windows } = harNetwork(folder);
    const ranges = activationRanges(network);
    for (const window of windows) ranges.push(window);
    const integer = quantizeNetwork(network, ranges.value());
    const { scale, zeroPoint } = integer.inputs[0].params;
    const codes = windows.map(w =>
      Int8Array.from(w, x => Math.max(-128, Math.min(127, halfEven(x / scale[0]) + zeroPoint[0]))),
    );
    const executor = executorOf(integer, { dialect: onnxruntime });
    const wanted = codes.map(x => {
      const out = new Int8Array(3);
      executor.run(x, out);
      return out;
    });
    const { decisions, differing, largest } = compared(await codesThrough(ort, integer, codes), wanted);
    console.log(`      ${decisions} of 1748 decisions, ${differing} of 5244 codes differ, by ${largest} at most`);
    expect(decisions).to.equal(1748);
    expect(largest).to.be.most(1); // float32 sums and exponentials, before the last rounding
  });

  // random inputs and real ones, recorded from TensorFlow Lite Micro, whose sums are rounded twice: a few codes differ
  for (const { model, records } of [
    { model: 'kws_ref_model_int8', records: 25 },
    { model: 'resnet8_int8', records: 24 },
    { model: 'st_har_int8', records: 1748 },
  ]) {
    it(`makes the decisions that TensorFlow Lite makes on ${records} inputs of ${model}`, async function () {
      const folder = sharedData();
      if (!ort || !folder) return this.skip();
      const network = importTflite(new Uint8Array(readFileSync(join(folder, 'models', `${model}.tflite`))));
      const recorded = (file: string) => new Int8Array(readFileSync(join(folder, 'oracle', model, file)));
      const inputs = rows(recorded('inputs.bin'), size(network.inputs[0].shape));
      const outputs = rows(recorded('outputs.bin'), recorded('outputs.bin').length / inputs.length);
      const { decisions, differing, largest } = compared(await codesThrough(ort, network, inputs), outputs);
      console.log(`      ${decisions} decisions, ${differing} codes differ, by ${largest} at most`);
      expect(inputs.length).to.equal(records);
      expect(decisions).to.equal(records);
    });
  }

  it('reconstructs the 40 inputs of ad01 as TensorFlow Lite Micro does, within the 3 codes that its roundings make', async function () {
    const folder = sharedData();
    if (!ort || !folder) return this.skip();
    const network = importTflite(new Uint8Array(readFileSync(join(folder, 'models', 'ad01_int8.tflite'))));
    const recorded = (file: string) =>
      rows(new Int8Array(readFileSync(join(folder, 'oracle', 'ad01_int8', file))), 640);
    const { largest } = compared(await codesThrough(ort, network, recorded('inputs.bin')), recorded('outputs.bin'));
    expect(largest).to.be.most(3);
  });
});
