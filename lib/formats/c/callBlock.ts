import { showShape } from '../../graph/tensor.js';
import { type CodeWidth, widthOf } from '../../ops/codes.js';
import type { Call, PlannedTensor } from '../../plan/plan.js';
import { Unsupported } from '../problems.js';
import type { Helper } from './helper.js';
import { arrayDefinition, bytesOf, structDefinition } from './literals.js';
import { commentText } from './names.js';
import { writeArithmetic } from './writers/index.js';
import { tensorType, type Target } from './writers/writeCall.js';

/** The C of something: its constants and its function. */
export interface Block {
  readonly id: string;
  readonly text: string;
  /** Bytes of its constants. */
  readonly bytes: number;
}

/** The C of a call. */
export interface CallBlock extends Block {
  /** Tensors that the function takes, by index, in the order of its arguments. */
  readonly args: readonly number[];
}

/**
 * Writes a call.
 *
 * @internal
 *
 * @param index of the call in the plan
 * @param use   puts a helper on top of the source
 * @throws {Unsupported} when there is no C for it
 */
export function callBlock(
  call: Call,
  index: number,
  tensors: readonly PlannedTensor[],
  use: (helper: Helper) => string,
): CallBlock {
  const [reads, writes] = [call.reads, call.writes].map(list => list.map(k => tensors[k]));
  if ([...reads, ...writes].some(({ params, place }) => !params && place.region !== 'constant')) {
    throw new Unsupported('real numbers');
  }
  const id = `${call.type}_${index}`;
  const definitions: string[] = [];
  const asked = new Set<string>();
  const ask = (name: string): string => {
    asked.add(name);
    return name;
  };
  const [inputs, outputs] = [inputNames(reads.length), outputNames(writes.length)];
  let bytes = 0;
  const target: Target = {
    read: k => ask(inputs[k]),
    write: (k = 0) => ask(outputs[k]),
    use,
    array(name, type, data) {
      definitions.push(arrayDefinition(`${id}_${name}`, type, data));
      bytes += bytesOf(type) * data.length;
      return `${id}_${name}`;
    },
    struct(name, type, fields) {
      definitions.push(structDefinition(`${id}_${name}`, use(type), fields));
      return `${id}_${name}`;
    },
  };
  const body = writeArithmetic(call, { reads, writes }, target);
  const args = [
    ...call.reads.map((tensor, k) => ({ tensor, name: inputs[k], type: `const ${tensorType(reads[k])}` })),
    ...call.writes.map((tensor, k) => ({ tensor, name: outputs[k], type: tensorType(writes[k]) })),
  ].filter(({ name }) => asked.has(name));
  const text = [
    `/* ${titleOf(call, index, tensors)} */`,
    ...definitions,
    `static void ${id}(${args.map(({ type, name }) => `${type} *${name}`).join(', ')}) {`,
    ...body.map(line => `  ${line}`),
    '}',
  ].join('\n');
  return { id, text, args: args.map(({ tensor }) => tensor), bytes };
}

/** A call as comments name it. */
function titleOf({ type, layer, reads, writes }: Call, index: number, tensors: readonly PlannedTensor[]): string {
  const from = reads.map(k => showShape(tensors[k].shape)).join(', ');
  return `${index}: ${type} ${commentText(layer)}: ${from} -> ${showShape(tensors[writes[0]].shape)}`;
}

/** `x` for one input, `a` and `b` for two, `x0`, `x1` ... for more. */
function inputNames(count: number): string[] {
  if (count === 1) return ['x'];
  return count === 2 ? ['a', 'b'] : Array.from({ length: count }, (_, k) => `x${k}`);
}

/** `out`, then `state0`, `state1` ... */
function outputNames(count: number): string[] {
  return Array.from({ length: count }, (_, k) => (k === 0 ? 'out' : `state${k - 1}`));
}

/** The values of a tensor that never changes, as an array. */
export function constantBlock(id: string, { params, place }: PlannedTensor): Block {
  if (!params || place.region !== 'constant') throw new Unsupported('real numbers');
  const type: CodeWidth = widthOf(params);
  return { id, text: arrayDefinition(id, type, place.data), bytes: bytesOf(type) * place.data.length };
}
