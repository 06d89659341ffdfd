import { checkInteger, show } from '../check.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { random } from '../random.js';
import type { FloatNetwork } from '../graph/arithmetic.js';
import { constant, type LayerPlan } from '../ops/layerPlan.js';
import type { Layer, NetworkInput, TensorInfo, Variable } from '../graph/network.js';
import { layerNamed, networkError } from '../graph/networkError.js';
import { checkLayout } from '../graph/timeLayout.js';
import { checkNetwork, layerShape } from './shapes.js';
import { checkShape, type Shape, showShape } from '../graph/tensor.js';

/** Options of {@link networkBuilder}. */
export interface NetworkBuilderOptions {
  /** Name of the network. */
  readonly name: string;
  /** Names of the outputs' entries. */
  readonly labels?: readonly string[];
  /** Rate that the network was trained for, Hz. */
  readonly sampleRate?: number;
  /** Unit that the network was trained for. */
  readonly unit?: string;
  /** Seed of the weights that are not given, an integer in [0, 2^32). Defaults to 0. */
  readonly seed?: number;
}

/** Puts a float network together, tensor by tensor. What does not fit is refused at the call that brings it. */
export interface NetworkBuilder {
  /**
   * A network input.
   *
   * @param options `timeAxis`: the axis that is time; by default the first of two, the second of more, none of one. `timeShape`: the axes
   * in which the elements are samples of channels, where its own do not show them; `timeAxis` is one of these then
   */
  input(name: string, shape: Shape, options?: Pick<NetworkInput, 'timeShape' | 'timeAxis'>): TensorInfo;
  /**
   * State carried from run to run: a tensor of what the run before assigned to it.
   *
   * @param options `initial`: its numbers before the first run, row-major; zeros by default
   */
  variable(name: string, shape: Shape, options?: { readonly initial?: ArrayLike<number> }): TensorInfo;
  /** What a variable becomes after each run, a layer's output of the same shape; exactly once for each variable. */
  assign(variable: TensorInfo, next: TensorInfo): void;
  /** A layer on tensors of this builder. Without a name of its own it goes by its type and a count, e.g. `conv1d_1`. */
  add(plan: LayerPlan, ...inputs: readonly TensorInfo[]): TensorInfo;
  /** The network with these tensors as its outputs, each that of a layer. */
  build(outputs: readonly TensorInfo[]): FloatNetwork;
}

const OPTIONS: OptionKeys<NetworkBuilderOptions> = {
  name: true,
  labels: true,
  sampleRate: true,
  unit: true,
  seed: true,
};

/**
 * A builder of networks that branch, join, or carry state; for layers one behind the other there is {@link sequential}.
 *
 * ```ts
 * const b = networkBuilder({ name: 'residual', seed: 1 });
 * const x = b.input('x', [26, 8]);
 * const y = b.add(conv1d({ filters: 8, kernel: 3, padding: 'same' }), x);
 * const network = b.build([b.add(add({ activation: 'relu' }), x, y)]);
 * ```
 */
export function networkBuilder(options: NetworkBuilderOptions): NetworkBuilder {
  const { name, seed = 0, ...description } = checkOptions('networkBuilder', options, OPTIONS);
  checkInteger('networkBuilder', 'seed', seed, 0, 0xffffffff);
  const generator = random(seed);
  const tensors = new Map<string, TensorInfo>();
  const shapes = new Map<string, Shape>();
  const counts = new Map<string, number>();
  const inputs: NetworkInput[] = [];
  const variables: Omit<Variable, 'next'>[] = [];
  const nexts = new Map<string, string>();
  const layers: Layer[] = [];

  function checkName(where: string, tensor: string): void {
    if (typeof tensor !== 'string' || tensor === '') {
      throw networkError(where, 'name must be a non-empty string', show(tensor));
    }
    if (tensors.has(tensor)) throw networkError(where, 'names must be unique', `${show(tensor)} twice`);
  }
  function handle(tensor: string, shape: Shape): TensorInfo {
    const info = Object.freeze({ name: tensor, shape: Object.freeze([...shape]) });
    tensors.set(tensor, info);
    shapes.set(tensor, shape);
    return info;
  }
  /** Throws unless this builder made the tensor. */
  function own(where: string, tensor: TensorInfo): TensorInfo {
    const found = tensors.get(tensor?.name);
    if (!found || found !== tensor) {
      throw networkError(where, 'tensors must be of this builder', show(tensor?.name ?? tensor));
    }
    return found;
  }

  return {
    input(tensor, shape, { timeShape, timeAxis } = {}) {
      const where = `input ${show(tensor)}`;
      checkName(where, tensor);
      const axes = checkShape(where, shape);
      const layout = { ...(timeShape !== undefined && { timeShape }), ...(timeAxis !== undefined && { timeAxis }) };
      checkLayout(where, { shape: axes, ...layout });
      inputs.push({ name: tensor, shape: axes, ...layout });
      return handle(tensor, axes);
    },
    variable(tensor, shape, { initial } = {}) {
      const where = `variable ${show(tensor)}`;
      checkName(where, tensor);
      const axes = checkShape(where, shape);
      const value = initial && constant(where, 'initial', axes, initial, () => 0);
      variables.push({ name: tensor, shape: axes, ...(value && { initial: value }) });
      return handle(tensor, axes);
    },
    assign(variable, next) {
      const where = `variable ${show(variable?.name)}`;
      const to = own(where, variable);
      const from = own(where, next);
      if (!variables.some(v => v.name === to.name)) throw networkError(where, 'must be a variable', 'another tensor');
      if (nexts.has(to.name)) throw networkError(where, 'must be assigned once', 'a second time');
      if (!layers.some(layer => layer.name === from.name)) {
        throw networkError(where, 'next must name a layer', show(from.name));
      }
      if (showShape(from.shape) !== showShape(to.shape)) {
        throw networkError(where, `next must have shape ${showShape(to.shape)}`, showShape(from.shape));
      }
      nexts.set(to.name, from.name);
    },
    add(plan, ...from) {
      const count = (counts.get(plan.type) ?? 0) + 1;
      const tensor = plan.name ?? `${plan.type}_${count}`;
      const where = layerNamed({ name: tensor });
      checkName(where, tensor);
      const given = from.map(info => own(where, info));
      const names = given.map(info => info.name);
      const layer = plan.build(
        { name: tensor, inputs: names },
        given.map(info => info.shape),
        generator,
      );
      const shape = checkShape(`${where}, output`, layerShape(layer, shapes));
      counts.set(plan.type, count);
      layers.push(layer);
      return handle(tensor, shape);
    },
    build(outputs) {
      const network: FloatNetwork = {
        name,
        arithmetic: 'float32',
        inputs: [...inputs],
        ...(variables.length > 0 && { variables: variables.map(v => ({ ...v, next: nextOf(v.name, nexts) })) }),
        layers: [...layers],
        outputs: outputs.map(info => own('outputs', info).name),
        ...description,
      };
      checkNetwork(network);
      return network;
    },
  };
}

function nextOf(variable: string, nexts: ReadonlyMap<string, string>): string {
  const next = nexts.get(variable);
  if (next === undefined) throw networkError(`variable ${show(variable)}`, 'must be assigned before build', 'nothing');
  return next;
}
