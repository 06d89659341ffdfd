import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { integerExecutor } from '../../../lib/integer/index.js';
import type { Dense, IntegerNetwork, Lstm, Tensor } from '../../../lib/network/index.js';
import type { AffineParams } from '../../../lib/qparams.js';
import { halfAway } from '../../../lib/rounding.js';
import { sharedData } from '../../sharedData.js';

/** A tensor of a recorded graph. */
interface Recorded {
  readonly type: 'INT8' | 'INT16' | 'INT32';
  readonly shape: readonly number[];
  readonly scale: readonly number[];
  readonly zeroPoint: readonly number[];
  readonly const?: { readonly offset: number; readonly bytes: number };
}

interface Graph {
  readonly tensors: readonly Recorded[];
  readonly operators: readonly {
    readonly op: string;
    readonly inputs: readonly number[];
    readonly outputs: readonly [number];
    readonly options: { readonly CellClip: number };
  }[];
}

function paramsOf({ type, scale, zeroPoint }: Recorded): AffineParams {
  const bits = Number(type.slice(3));
  const [qmin, qmax] = [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
  return { kind: 'affine', bits, qmin, qmax, scale: scale.map(Math.fround), zeroPoint };
}

/** The recorded noise suppression: two recurrent layers and a dense one. Tensors are named by their index. */
function network(folder: string): IntegerNetwork {
  const { tensors, operators } = (
    JSON.parse(readFileSync(join(folder, 'graph.json'), 'utf8')) as { subgraphs: [Graph] }
  ).subgraphs[0];
  const bytes = new Uint8Array(readFileSync(join(folder, 'weights.bin')));
  const constant = (index: number): Tensor => {
    const { const: at = { offset: 0, bytes: 0 }, ...tensor } = tensors[index];
    const own = bytes.slice(at.offset, at.offset + at.bytes).buffer;
    const data = tensor.type === 'INT32' ? new Int32Array(own) : new Int8Array(own);
    return { shape: tensor.shape, data, params: paramsOf(tensor) };
  };
  const gates = (inputs: readonly number[], from: number) =>
    inputs.slice(from, from + 4).map(constant) as [Tensor, Tensor, Tensor, Tensor];
  const layers = operators.slice(0, 3).map(({ op, inputs, outputs, options }): Dense | Lstm => {
    const layer = { name: `${outputs[0]}`, inputs: [`${inputs[0]}`], params: paramsOf(tensors[outputs[0]]) };
    if (op === 'FULLY_CONNECTED') {
      const [weights, bias] = [constant(inputs[1]), constant(inputs[2])];
      return { type: 'dense', ...layer, weights, bias, activation: 'none' };
    }
    return {
      type: 'lstm',
      ...layer,
      weights: gates(inputs, 1),
      recurrent: gates(inputs, 5),
      bias: gates(inputs, 12),
      cellClip: options.CellClip,
      cellParams: paramsOf(tensors[inputs[19]]),
      output: 'hidden',
      reverse: false,
      carry: true,
    };
  });
  return {
    name: 'noise suppression',
    arithmetic: 'integer',
    inputs: [{ name: '0', shape: tensors[0].shape, params: paramsOf(tensors[0]) }],
    layers,
    outputs: ['43'],
  };
}

/** Tensors of the model that are state of ours. */
const STATE = new Map([
  [27, '34/hidden'],
  [28, '34/cell'],
  [35, '42/hidden'],
  [36, '42/cell'],
]);

describe('lstm in the dialect tflm', () => {
  for (const { suffix, records } of [
    { suffix: '', records: 120 },
    { suffix: '_golden', records: 1 },
  ]) {
    it(`equals TensorFlow Lite Micro on ${records} records of dtln${suffix} with the state carried`, function () {
      const data = sharedData();
      if (!data) this.skip();
      const folder = join(data, 'oracle', 'dtln_noise_suppression');
      const codes = (file: string) => new Int8Array(readFileSync(join(folder, file)));
      const recorded = JSON.parse(readFileSync(join(folder, `tensors${suffix}.json`), 'utf8')) as {
        record: number;
        tensor: number;
        offset: number;
        bytes: number;
      }[];
      const [inputs, outputs] = [codes(`inputs${suffix}.bin`), codes(`outputs${suffix}.bin`)];
      const activations = codes(`tensors${suffix}.bin`);
      const executor = integerExecutor(network(folder));
      const { scale, zeroPoint } = executor.outputs[0].params as AffineParams;
      // the logistic function behind the last layer, output scale 1/256 and zero point -128
      const logistic = (q: number) =>
        Math.min(halfAway(256 / (1 + Math.exp(-scale[0] * (q - zeroPoint[0])))) - 128, 127);
      const out = new Int8Array(257);
      let values = 0;
      for (let k = 0; k < records; k++) {
        executor.run(inputs.subarray(k * 257, (k + 1) * 257), out);
        for (const { tensor, offset, bytes } of recorded.filter(r => r.record === k && r.tensor !== 44)) {
          const state = executor.state.get(STATE.get(tensor) ?? '');
          const got = state ?? executor.tap(`${tensor}`);
          const own = activations.slice(offset, offset + bytes).buffer;
          const wanted = got instanceof Int16Array ? new Int16Array(own) : new Int8Array(own);
          expect([...got], `record ${k}, tensor ${tensor}`).to.deep.equal([...wanted]);
          values += got.length;
        }
        expect([...out].map(logistic), `record ${k}`).to.deep.equal([...outputs.subarray(k * 257, (k + 1) * 257)]);
      }
      expect(inputs.length).to.equal(records * 257);
      console.log(`      ${records * 257} outputs and ${values} activations and states compared`);
    });
  }
});
