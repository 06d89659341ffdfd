import { type CodeWidth, widthOf } from '../../ops/integerOp.js';
import type { IntegerNetwork } from '../../graph/arithmetic.js';
import type { Layer, Tensor } from '../../graph/network.js';
import { elementsOf, type Shape } from '../../graph/tensor.js';
import type { AffineParams } from '../../qparams.js';
import { bytesOf } from './literals.js';
import { memoryPlan } from '../../plan/memoryPlan.js';

/** A field of the memory: codes of one width. */
export interface MemoryField {
  readonly name: string;
  readonly type: CodeWidth;
  readonly size: number;
}

/** A variable in the memory. */
export interface StateField extends MemoryField {
  readonly initial: Tensor | undefined;
  readonly zeroPoint: number;
  /** The tensor that it becomes. */
  readonly next: string;
}

/** Where all tensors lie. */
export interface Storage {
  /** The C expression of a tensor within a run. */
  place(name: string): string;
  /** Whether a layer makes nothing new: its tensor lies where that of its input lies. */
  isView(layer: Layer): boolean;
  /** Room for activations. */
  readonly arena: readonly MemoryField[];
  readonly state: readonly StateField[];
  readonly arenaBytes: number;
  readonly stateBytes: number;
}

/** Tensors of one width share an array. */
const ARENAS = {
  1: { name: 'codes8', type: 'int8' },
  2: { name: 'codes16', type: 'int16' },
  4: { name: 'codes32', type: 'int32' },
} as const;

/**
 * Finds room for all tensors: inputs and outputs are the caller's, the others share an arena.
 *
 * @internal
 *
 * @param constants C names of the layers that never change
 */
export function storage(
  network: IntegerNetwork,
  shapes: ReadonlyMap<string, Shape>,
  constants: ReadonlyMap<string, string>,
): Storage {
  const { inputs, variables = [], layers, outputs } = network;
  const sizeOf = (name: string) => elementsOf(shapes.get(name) ?? []);
  const nexts = new Set(variables.map(({ next }) => next));
  const fixed = new Map<string, string>([
    ...inputs.map(({ name }, k) => [name, argument('input', inputs.length, k)] as const),
    ...variables.map(({ name }, k) => [name, `m->state_${k}`] as const),
    ...constants,
    ...outputs.map((name, k) => [name, argument('output', outputs.length, k)] as const),
  ]);
  const states = new Set(variables.map(({ name }) => name));

  const roots = new Map<string, string>();
  const rootOf = (name: string) => roots.get(name) ?? name;
  const lives = new Map<string, { birth: number; death: number; params: AffineParams }>();
  layers.forEach((layer, step) => {
    for (const name of layer.inputs) {
      const life = lives.get(rootOf(name));
      if (life) life.death = step;
    }
    const { name, type, params } = layer;
    const root = rootOf(layer.inputs[0] ?? name);
    // a variable must not become what lies in another one, which changes at the same time
    const view =
      (type === 'reshape' || type === 'flatten') && !fixed.has(name) && !(nexts.has(name) && states.has(root));
    if (view) roots.set(name, root);
    else if (params && !fixed.has(name)) lives.set(name, { birth: step, death: step, params });
  });
  for (const next of nexts) {
    const life = lives.get(rootOf(next));
    if (life) life.death = layers.length;
  }

  const arena: MemoryField[] = [];
  for (const bytes of [1, 2, 4] as const) {
    const own = [...lives].filter(([, { params }]) => bytesOf(widthOf(params)) === bytes);
    const { offsets, size } = memoryPlan(own.map(([name, { birth, death }]) => ({ size: sizeOf(name), birth, death })));
    const { name: field, type } = ARENAS[bytes];
    own.forEach(([name, { params }], k) => {
      const at = offsets[k] === 0 ? `m->${field}` : `m->${field} + ${offsets[k]}`;
      const cast = widthOf(params) === type ? '' : `(${widthOf(params)}_t *)`;
      fixed.set(name, cast === '' || offsets[k] === 0 ? `${cast}${at}` : `${cast}(${at})`);
    });
    if (size > 0) arena.push({ name: field, type, size });
  }
  const state = variables.map(({ name, params, initial, next }, k): StateField => {
    const zeroPoint = params?.zeroPoint[0] ?? 0;
    const type = params ? widthOf(params) : 'int8';
    return { name: `state_${k}`, type, size: sizeOf(name), initial, zeroPoint, next };
  });
  return {
    place: name => fixed.get(rootOf(name)) ?? '',
    isView: layer => roots.has(layer.name),
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

function totalBytes(fields: readonly MemoryField[]): number {
  return fields.reduce((sum, { type, size }) => sum + bytesOf(type) * size, 0);
}
