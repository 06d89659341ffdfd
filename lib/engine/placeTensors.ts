import type { TensorInfo } from '../graph/network.js';
import { allocate, elementsOf } from '../graph/tensor.js';
import type { Values } from '../kernels/kernel.js';
import { lifetimes } from '../plan/lifetimes.js';
import { memoryPlan } from '../plan/memoryPlan.js';
import type { Call, Place } from '../plan/plan.js';

/** Tensors begin at multiples of this, bytes: what vectors of 128 bits want. */
const ALIGNMENT = 16;

/** Where a tensor is to live. */
export type Home =
  | { readonly kind: 'arena' }
  | { readonly kind: 'state'; readonly values: ArrayLike<number> }
  | { readonly kind: 'constant'; readonly values: Values }
  | { readonly kind: 'view'; readonly of: number };

/** What is to be placed. */
export interface Placement {
  readonly infos: readonly TensorInfo[];
  readonly homes: readonly Home[];
  readonly calls: readonly Pick<Call, 'reads' | 'writes'>[];
  /** Tensors that are there before the first call. */
  readonly inputs: readonly number[];
  /** Tensors that must outlive the last call. */
  readonly late: readonly number[];
}

/** Where everything lies. */
export interface Places {
  /** One for each tensor. */
  readonly places: readonly Place[];
  readonly arenaBytes: number;
  /** The bytes of a state before the first run. */
  readonly initial: Uint8Array;
}

/**
 * Finds a place for every tensor: activations share the arena by their lifetimes, the state lies in one block, views lie where the tensor
 * lies that they show.
 *
 * @internal
 */
export function placeTensors({ infos, homes, calls, inputs, late }: Placement): Places {
  const rootOf = (k: number): number => {
    const home = homes[k];
    return home.kind === 'view' ? rootOf(home.of) : k;
  };
  const lives = lifetimes(calls, inputs, late, rootOf);

  const inArena = infos.map((_, k) => k).filter(k => homes[k].kind === 'arena' && lives.has(k));
  const { offsets, size: arenaBytes } = memoryPlan(
    inArena.map(k => ({ size: roomOf(infos[k]), birth: 0, death: 0, ...lives.get(k) })),
  );
  const arena = new Map(inArena.map((k, i) => [k, offsets[i]]));

  const state = new Map<number, number>();
  let stateBytes = 0;
  homes.forEach(({ kind }, k) => {
    if (kind !== 'state') return;
    state.set(k, stateBytes);
    stateBytes += roomOf(infos[k]);
  });
  const initial = new Uint8Array(stateBytes);
  for (const [k, offset] of state) {
    const home = homes[k];
    if (home.kind !== 'state') continue;
    const values = allocate(infos[k].params, home.values.length);
    values.set(home.values);
    initial.set(new Uint8Array(values.buffer), offset);
  }

  const places = infos.map((_, k): Place => {
    const root = rootOf(k);
    const home = homes[root];
    if (home.kind === 'constant') return { region: 'constant', data: home.values };
    if (home.kind === 'state') return { region: 'state', offset: state.get(root) ?? 0 };
    return { region: 'arena', offset: arena.get(root) ?? 0 };
  });
  return { places, arenaBytes, initial };
}

/** Bytes of a tensor, rounded up. */
function roomOf({ shape, params }: TensorInfo): number {
  const bytes = elementsOf(shape) * allocate(params, 0).BYTES_PER_ELEMENT;
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
