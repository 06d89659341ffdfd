import { FormatError, OptionRangeError } from '../errors.js';
import { type Json, loadNumbers, loadState, saveNumbers } from '../state.js';
import type { Memory, Step } from '../ops/layerKind.js';
import type { Layer, Network, TensorInfo, Values } from '../graph/network.js';
import { checkNetwork } from '../rewrite/shapes.js';
import { allocate, elementsOf, realValues, type Shape } from '../graph/tensor.js';

/** A network made ready to run: all buffers allocated, all constants prepared. */
export interface Executor<T extends Values = Values> {
  readonly network: Network;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Names of all tensors in the order in which they are computed: inputs and variables, then each layer. */
  readonly tensors: readonly string[];
  /**
   * Runs the network once; allocates nothing. Where there are several inputs or outputs, lists hold one array each.
   *
   * @param input values of the inputs, row-major: time outside, channels inside; real numbers, or codes where the input has params
   * @param out   takes the values of the outputs; must not be a tapped buffer
   * @throws {RangeError} when a count or a length differs
   */
  run(input: T | readonly T[], out: T | readonly T[]): void;
  /**
   * The buffer of a tensor, row-major, as the last run left it; the next run writes over it. A variable holds what the next run
   * will read.
   *
   * @throws {RangeError} when there is no tensor of that name
   */
  tap(name: string): T;
  /**
   * Shape and params of a tensor.
   *
   * @throws {RangeError} when there is no tensor of that name
   */
  info(name: string): TensorInfo;
  /** What is carried from run to run: the variables, and the memory of recurrent layers as `layer/name`. */
  readonly state: ReadonlyMap<string, T>;
  /** The state as a JSON-safe value. */
  save(): Json;
  /**
   * Takes up a saved state.
   *
   * @throws {FormatError} when it was saved by another network
   */
  restore(saved: unknown): void;
  /** Back to the state before the first run. */
  reset(): void;
}

/** A buffer of activations. */
export interface Buffer<T extends Values = Values> extends TensorInfo {
  readonly shape: Shape;
  readonly data: T;
}

/**
 * Builds an executor from the step of each layer.
 *
 * @param who  name for messages
 * @param bind prepares one layer between its buffers
 * @throws {FormatError} when the network is malformed
 */
export function makeExecutor<T extends Values>(
  who: string,
  network: Network,
  bind: (layer: Layer, inputs: readonly Buffer<T>[], output: Buffer<T>, memory: Memory) => Step,
): Executor<T> {
  const shapes = checkNetwork(network);
  const { inputs, outputs, layers, variables = [] } = network;
  const buffers = new Map<string, Buffer<T>>();
  for (const { name, params } of [...inputs, ...variables, ...layers]) {
    const shape = shapes.get(name) ?? [];
    const data = allocate(params, elementsOf(shape)) as T; // the network's arithmetic says which
    buffers.set(name, { name, shape, data, ...(params && { params }) });
  }
  const bufferOf = (name: string): Buffer<T> => {
    const buffer = buffers.get(name);
    if (!buffer) throw new OptionRangeError(`${who}: no tensor is named ${JSON.stringify(name)}`);
    return buffer;
  };

  const state = new Map<string, T>();
  const initial = new Map<string, T>();
  function keep(name: string, data: T, value: ArrayLike<number>): T {
    data.set(value);
    state.set(name, data);
    initial.set(name, data.slice() as T);
    return data;
  }
  for (const variable of variables) {
    const { data, params } = bufferOf(variable.name);
    const zero = new Float32Array(data.length).fill(params?.zeroPoint[0] ?? 0);
    keep(variable.name, data, variable.initial ? valuesOf(variable.initial, params !== undefined) : zero);
  }
  const moves = variables.map(({ name, next }) => ({ from: bufferOf(next).data, to: bufferOf(name).data }));
  const steps = layers.map(layer =>
    bind(layer, layer.inputs.map(bufferOf), bufferOf(layer.name), {
      state<V extends Values>(name: string, value: V): V {
        const data: Values = value.slice();
        keep(`${layer.name}/${name}`, data as T, value);
        return data as V;
      },
    }),
  );
  const entrances = inputs.map(input => bufferOf(input.name));
  const exits = outputs.map(bufferOf);

  return {
    network,
    inputs: entrances.map(infoOf),
    outputs: exits.map(infoOf),
    tensors: [...buffers.keys()],
    run(input, out) {
      if (ArrayBuffer.isView(input)) load(who, entrances, 0, 1, input);
      else for (let k = 0; k < input.length; k++) load(who, entrances, k, input.length, input[k]);
      checkOut(who, exits, out);
      for (let k = 0; k < steps.length; k++) steps[k]();
      if (ArrayBuffer.isView(out)) out.set(exits[0].data);
      else for (let k = 0; k < exits.length; k++) out[k].set(exits[k].data);
      for (let k = 0; k < moves.length; k++) moves[k].to.set(moves[k].from);
    },
    tap: name => bufferOf(name).data,
    info: name => infoOf(bufferOf(name)),
    state,
    save: () => ({
      who,
      version: 1,
      state: Object.fromEntries([...state].map(([name, data]) => [name, saveNumbers(data)])),
    }),
    restore(saved) {
      const given = loadState(who, 1, saved).state as object | null | undefined;
      const loaded = [...state].map(([name, data]) => {
        const own: unknown = given && Object.hasOwn(given, name) ? given[name as keyof typeof given] : undefined;
        const label = `${who}, state ${JSON.stringify(name)}`;
        const numbers = loadNumbers(label, own, data.length);
        const stored = data.slice();
        stored.set(numbers);
        const bad = numbers.findIndex((x, k) => !Object.is(x, stored[k]));
        if (bad >= 0) throw new FormatError('format-state', `${label}: holds no ${numbers[bad]}, as entry ${bad} is`);
        return { data, stored };
      });
      for (const { data, stored } of loaded) data.set(stored);
    },
    reset() {
      for (const [name, data] of initial) state.get(name)?.set(data);
    },
  };
}

function infoOf({ name, shape, params }: Buffer): TensorInfo {
  return { name, shape, ...(params && { params }) };
}

/** The data of a constant as a tensor of codes or of real numbers holds them. */
function valuesOf(tensor: { readonly data: ArrayLike<number> } & Parameters<typeof realValues>[0], codes: boolean) {
  return codes ? tensor.data : realValues(tensor);
}

function load<T extends Values>(who: string, to: readonly Buffer<T>[], k: number, count: number, values: T): void {
  if (count !== to.length) throw wrong(who, 'inputs', to, `${count} arrays`);
  if (values.length !== to[k].data.length) throw wrong(who, 'inputs', to, `${values.length} for ${to[k].name}`);
  to[k].data.set(values);
}

function checkOut<T extends Values>(who: string, from: readonly Buffer<T>[], out: T | readonly T[]): void {
  const count = ArrayBuffer.isView(out) ? 1 : out.length;
  if (count !== from.length) throw wrong(who, 'outputs', from, `${count} arrays`);
  for (let k = 0; k < count; k++) {
    const { length } = ArrayBuffer.isView(out) ? out : out[k];
    if (length !== from[k].data.length) throw wrong(who, 'outputs', from, `${length} for ${from[k].name}`);
  }
}

function wrong(who: string, what: string, buffers: readonly Buffer[], got: string): OptionRangeError {
  const wanted = buffers.map(({ name, data }) => `${data.length} for ${name}`).join(', ');
  return new OptionRangeError(`${who}: ${what} must hold ${wanted} values, got ${got}`);
}
