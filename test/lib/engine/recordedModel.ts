import { type Executor } from '../executor.js';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importTflite } from '../../../lib/network.js';
import type { AnyNetwork, Values } from '../../../lib/network.js';

/** An activation of a recorded run: which tensor of the model, and where its bytes are. */
interface RecordedTensor {
  readonly record: number;
  readonly tensor: number;
  readonly offset: number;
  readonly bytes: number;
}

interface Graph {
  readonly tensors: readonly { readonly name: string; readonly type: string }[];
  readonly operators: readonly {
    readonly op: string;
    readonly inputs: readonly number[];
    readonly outputs: readonly number[];
    readonly options?: { readonly SharedName?: string };
  }[];
}

/** Runs of a model in another program: one input and one output a record, in order, the state carried where there is some. */
export interface RecordedModel {
  readonly network: AnyNetwork;
  readonly inputs: readonly Values[];
  readonly outputs: readonly Values[];
  /** What the program computed in the first runs; what a layer reads from a variable or its memory is a state. */
  activations(): readonly Activation[];
}

/** One recorded activation. */
export interface Activation {
  readonly record: number;
  /** Name of the tensor, or of the state that stands for it. */
  readonly name: string;
  /** Whether it is a state as the run found it or left it, instead of a tensor. */
  readonly state: 'before' | 'after' | undefined;
  readonly bytes: Uint8Array;
}

/**
 * A model of the reference data with the runs recorded in the same folder.
 *
 * @param suffix  which runs: '' the first, or '_stress' and so on
 * @param results file of outputs, '' for those of the same suffix
 */
export function recordedModel(
  data: string,
  model: string,
  suffix = '',
  results = `outputs${suffix}.bin`,
): RecordedModel {
  const network = importTflite(read(join(data, 'models', `${model}.tflite`)));
  const folder = join(data, 'oracle', model);
  const io = json<{ records: number; inputs: [{ type: string }]; outputs: [{ type: string }] }>(
    join(folder, existsSync(join(folder, `io${suffix}.json`)) ? `io${suffix}.json` : 'io.json'),
  );
  return {
    network,
    inputs: cut(read(join(folder, `inputs${suffix}.bin`)), io.records, io.inputs[0].type),
    outputs: cut(read(join(folder, results)), io.records, io.outputs[0].type),
    activations() {
      const graph = json<{ subgraphs: [Graph] }>(join(folder, 'graph.json')).subgraphs[0];
      const nameOf = names(graph);
      const all = read(join(folder, `tensors${suffix}.bin`));
      return json<RecordedTensor[]>(join(folder, `tensors${suffix}.json`))
        .filter(({ tensor }) => graph.tensors[tensor].type !== 'RESOURCE') // handles of variables hold no values
        .map(({ record, tensor, offset, bytes }) => {
          return { record, ...nameOf(tensor), bytes: all.subarray(offset, offset + bytes) };
        });
    },
  };
}

/** The bytes of what an executor holds for a recorded activation. */
export function heldBytes(executor: Executor, { name, state }: Activation): Uint8Array {
  const held = state ? executor.state.get(name) : executor.tap(name);
  if (!held) throw new Error(`there is no state ${name}`);
  return new Uint8Array(held.buffer, held.byteOffset, held.byteLength).slice();
}

/** Our name of each tensor. */
function names({ tensors, operators }: Graph): (index: number) => Pick<Activation, 'name' | 'state'> {
  const known = new Map<number, Pick<Activation, 'name' | 'state'>>();
  for (const { op, inputs, outputs } of operators) {
    if (op === 'READ_VARIABLE') {
      const handle = operators.find(o => o.op === 'VAR_HANDLE' && o.outputs[0] === inputs[0]);
      known.set(outputs[0], { name: handle?.options?.SharedName ?? '', state: 'before' });
    }
    if (op === 'UNIDIRECTIONAL_SEQUENCE_LSTM') {
      known.set(inputs[18], { name: `${tensors[outputs[0]].name}/hidden`, state: 'after' });
      known.set(inputs[19], { name: `${tensors[outputs[0]].name}/cell`, state: 'after' });
    }
  }
  return index => known.get(index) ?? { name: tensors[index].name, state: undefined };
}

function cut(bytes: Uint8Array, records: number, type: string): Values[] {
  const size = bytes.length / records;
  if (!Number.isInteger(size)) throw new Error(`${bytes.length} bytes are not ${records} records`);
  return Array.from({ length: records }, (_, k) => {
    const own = bytes.slice(k * size, (k + 1) * size).buffer;
    return type === 'uint8' ? new Uint8Array(own) : new Int8Array(own);
  });
}

function read(path: string): Uint8Array {
  return new Uint8Array(readFileSync(path));
}

function json<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
