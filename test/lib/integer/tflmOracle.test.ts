import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { integerExecutor } from '../../../lib/integer/index.js';
import type { Dense, IntegerNetwork } from '../../../lib/network/index.js';
import type { AffineParams } from '../../../lib/qparams.js';
import { sharedData } from '../../sharedData.js';

/** A tensor of a recorded graph. */
interface Tensor {
  readonly type: string;
  readonly shape: readonly number[];
  readonly scale?: readonly number[];
  readonly zeroPoint?: readonly number[];
  readonly const?: { readonly offset: number; readonly bytes: number };
}

interface Graph {
  readonly inputs: readonly [number];
  readonly outputs: readonly [number];
  readonly tensors: readonly Tensor[];
  readonly operators: readonly {
    readonly op: string;
    readonly inputs: readonly [number, number, number];
    readonly outputs: readonly [number];
    readonly options: { readonly FusedActivationFunction: string };
  }[];
}

function paramsOf({ type, scale = [], zeroPoint = [] }: Tensor): AffineParams {
  const bits = type === 'INT32' ? 32 : 8;
  const codes = bits === 32 ? { qmin: -(2 ** 31), qmax: 2 ** 31 - 1 } : { qmin: -128, qmax: 127 };
  return { kind: 'affine', bits, ...codes, scale: scale.map(Math.fround), zeroPoint: [...zeroPoint] };
}

/** A recorded model of fully connected layers as an integer network; tensors are named by their index. */
function denseNetwork(folder: string): IntegerNetwork {
  const graph = (JSON.parse(readFileSync(join(folder, 'graph.json'), 'utf8')) as { subgraphs: [Graph] }).subgraphs[0];
  const bytes = new Uint8Array(readFileSync(join(folder, 'weights.bin')));
  const constant = (index: number) => {
    const { const: at, ...tensor } = graph.tensors[index];
    if (!at) throw new Error(`tensor ${index} is no constant`);
    const own = bytes.slice(at.offset, at.offset + at.bytes).buffer;
    const data = tensor.type === 'INT32' ? new Int32Array(own) : new Int8Array(own);
    return { shape: tensor.shape, data, params: paramsOf(tensor) };
  };
  const layers = graph.operators.map(({ inputs, outputs, options }): Dense => {
    return {
      type: 'dense',
      name: `${outputs[0]}`,
      inputs: [`${inputs[0]}`],
      params: paramsOf(graph.tensors[outputs[0]]),
      weights: constant(inputs[1]),
      bias: constant(inputs[2]),
      activation: options.FusedActivationFunction === 'RELU' ? 'relu' : 'none',
    };
  });
  const input = graph.tensors[graph.inputs[0]];
  return {
    name: 'recorded',
    arithmetic: 'integer',
    inputs: [{ name: `${graph.inputs[0]}`, shape: [input.shape[1]], params: paramsOf(input) }],
    layers,
    outputs: [`${graph.outputs[0]}`],
  };
}

const models = [
  { model: 'ad01_int8', suffix: '', records: 40, size: 640 },
  { model: 'hello_world_int8', suffix: '_exhaustive', records: 256, size: 1 },
];

describe('integerExecutor in the dialect tflm', () => {
  for (const { model, suffix, records, size } of models) {
    it(`equals TensorFlow Lite Micro on ${records} records of ${model}, output for output and layer for layer`, function () {
      const data = sharedData();
      if (!data) this.skip();
      const folder = join(data, 'oracle', model);
      const codes = (file: string) => new Int8Array(readFileSync(join(folder, file)));
      const [inputs, outputs] = [codes(`inputs${suffix}.bin`), codes(`outputs${suffix}.bin`)];
      const executor = integerExecutor(denseNetwork(folder));
      const out = new Int8Array(size);
      for (let k = 0; k < records; k++) {
        executor.run(inputs.subarray(k * size, (k + 1) * size), out);
        expect([...out], `record ${k}`).to.deep.equal([...outputs.subarray(k * size, (k + 1) * size)]);
      }
      expect(inputs.length).to.equal(records * size);

      // every activation of the records that were recorded in full
      const tensors = JSON.parse(readFileSync(join(folder, 'tensors.json'), 'utf8')) as {
        record: number;
        tensor: number;
        offset: number;
        bytes: number;
      }[];
      const [first, recorded] = [codes('inputs.bin'), codes('tensors.bin')];
      let values = 0;
      for (const { record, tensor, offset, bytes } of tensors) {
        executor.run(first.subarray(record * size, (record + 1) * size), out);
        const wanted = recorded.subarray(offset, offset + bytes);
        expect([...executor.tap(`${tensor}`)], `record ${record}, tensor ${tensor}`).to.deep.equal([...wanted]);
        values += bytes;
      }
      console.log(`      ${records * size} outputs and ${values} activations compared`);
    });
  }
});
