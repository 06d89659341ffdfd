import { elementsOf } from '../../graph/tensor.js';
import { widthOf } from '../../ops/codes.js';
import type { CodeWidth } from '../../ops/codes.js';
import { lifetimes } from '../../plan/lifetimes.js';
import { memoryPlan } from '../../plan/memoryPlan.js';
import type { Plan, PlannedTensor } from '../../plan/plan.js';
import { bytesOf } from './literals.js';

/** A field of the memory: codes of one width. */
export interface MemoryField {
  readonly name: string;
  readonly type: CodeWidth;
  readonly size: number;
}

/** Where all tensors lie. */
export interface Storage {
  /** The C expression of a tensor within a run, by its index. */
  place(tensor: number): string;
  /** Outputs that must be copied behind the last call, as no call writes them: by their place in the list of outputs. */
  readonly copied: readonly number[];
  /** Room for activations. */
  readonly arena: readonly MemoryField[];
  /** One for each tensor of the plan's state. */
  readonly state: readonly MemoryField[];
  readonly arenaBytes: number;
  readonly stateBytes: number;
}

/** Tensors of one width share an array: C lets no array be read as numbers of another width. */
const ARENAS = {
  1: { name: 'codes8', type: 'int8' },
  2: { name: 'codes16', type: 'int16' },
  4: { name: 'codes32', type: 'int32' },
} as const;

/**
 * Finds room for all tensors of a plan in integers: inputs and outputs are the caller's, the others share an arena by their lifetimes.
 *
 * @internal
 */
export function storage({ tensors, calls, inputs, outputs, moves, state: carried }: Plan): Storage {
  const rootOf = (k: number): number => {
    const { viewOf } = tensors[k];
    return viewOf === undefined ? k : rootOf(viewOf);
  };
  const fixed = new Map<number, string>([
    ...inputs.map((k, i) => [k, argument('input', inputs.length, i)] as const),
    ...carried.map((k, i) => [k, `m->state_${i}`] as const),
    ...tensors.flatMap(({ place }, k) => (place.region === 'constant' ? [[k, `constant_${k}`] as const] : [])),
  ]);
  const copied: number[] = [];
  outputs.forEach((k, i) => {
    const root = rootOf(k);
    if (fixed.has(root)) copied.push(i);
    else fixed.set(root, argument('output', outputs.length, i));
  });

  const lives = lifetimes(
    calls,
    inputs,
    moves.map(({ from }) => from),
    rootOf,
  );
  const arena: MemoryField[] = [];
  for (const bytes of [1, 2, 4] as const) {
    const own = [...lives].filter(([k]) => !fixed.has(k) && bytesOf(typeOf(tensors[k])) === bytes);
    const { offsets, size } = memoryPlan(own.map(([k, life]) => ({ ...life, size: elementsOf(tensors[k].shape) })));
    const { name, type } = ARENAS[bytes];
    own.forEach(([k], i) => {
      const at = offsets[i] === 0 ? `m->${name}` : `m->${name} + ${offsets[i]}`;
      const wanted = typeOf(tensors[k]);
      fixed.set(k, wanted === type ? at : `(${wanted}_t *)${offsets[i] === 0 ? at : `(${at})`}`);
    });
    if (size > 0) arena.push({ name, type, size });
  }
  const state = carried.map((k, i) => ({
    name: `state_${i}`,
    type: typeOf(tensors[k]),
    size: elementsOf(tensors[k].shape),
  }));
  return {
    place: k => fixed.get(rootOf(k)) ?? '',
    copied,
    arena,
    state,
    arenaBytes: totalBytes(arena),
    stateBytes: totalBytes(state),
  };
}

/** How the arguments of a run are called. */
export function argument(word: 'input' | 'output', count: number, k: number): string {
  return count === 1 ? word : `${word}_${k}`;
}

/** The type of a tensor's codes; calls between real numbers are refused, so that theirs does not matter. */
function typeOf({ params }: PlannedTensor): CodeWidth {
  return params ? widthOf(params) : 'int32';
}

function totalBytes(fields: readonly MemoryField[]): number {
  return fields.reduce((sum, { type, size }) => sum + bytesOf(type) * size, 0);
}
