import { show } from '../check.js';
import type { Dialect } from '../dialects/dialect.js';
import { type DialectName, dialects } from '../dialects/index.js';
import { FormatError, OptionRangeError } from '../errors.js';
import type { Layer, Network, TensorInfo, Variable } from '../graph/network.js';
import { layerNamed, networkError } from '../graph/networkError.js';
import { allocate, elementsOf, realValues, type Shape } from '../graph/tensor.js';
import type { Values } from '../kernels/kernel.js';
import { opOf } from '../ops/index.js';
import type { StateField } from '../ops/op.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { SumRange } from '../plan/accumulatorRange.js';
import type { Call, Plan, PlannedTensor } from '../plan/plan.js';
import { checkNetwork } from '../rewrite/shapes.js';
import { type Home, placeTensors } from './placeTensors.js';

/** Options of {@link lower}. */
export interface LowerOptions {
  /** How integers are rounded. Defaults to the network's own, or `tflm`; without meaning for networks without codes. */
  readonly dialect?: Dialect;
  /** Names of the tensors that keep their values until the next run, so that they can be read; `all`, or none by default. */
  readonly taps?: 'all' | readonly string[];
}

const OPTIONS: OptionKeys<LowerOptions> = { dialect: true, taps: true };

/**
 * Makes the plan of a network: every layer a call with all its constants, every tensor with its place. All multipliers become integers
 * here, once; and it is proven here that no accumulator can leave its width, whatever the input.
 *
 * @throws {FormatError} when the network is malformed, or a layer cannot be computed in integers
 * @throws {RangeError} when there is no tensor of a tap's name
 */
export function lower(network: Network, options: LowerOptions = {}): Plan {
  checkOptions('lower', options, OPTIONS);
  const plan = planOf(network, options);
  for (const call of plan.calls) requireWidths(call.layer, call);
  return plan;
}

/**
 * As {@link lower}, but accumulators may leave their width.
 *
 * @internal
 */
export function planOf(network: Network, { dialect: asked, taps = [] }: LowerOptions): Plan {
  const shapes = checkNetwork(network);
  const dialect = asked ?? dialects[(network.dialect ?? 'tflm') as DialectName]; // which one it is was checked
  const { layers, variables = [], ...head } = network;
  const infos = [...network.inputs, ...variables, ...layers].map(tensor => infoOf(tensor, shapes));
  const indexOf = new Map(infos.map(({ name }, k) => [name, k]));
  const find = (name: string): number => indexOf.get(name) ?? -1; // the network was checked
  const firstLayer = infos.length - layers.length;

  const homes: Home[] = infos.map((info, k) => {
    if (k < network.inputs.length) return { kind: 'arena' };
    if (k < firstLayer) return { kind: 'state', values: initialOf(variables[k - network.inputs.length], info) };
    return homeOf(layers[k - firstLayer], info, find, network);
  });
  const calls: Call[] = [];
  layers.forEach((layer, k) => {
    const output = firstLayer + k;
    if (homes[output].kind === 'constant' || homes[output].kind === 'view') return;
    const reads = layer.inputs.map(find);
    const inputs = reads.map(index => infos[index]);
    const op = opOf(layerNamed(layer), layer.type);
    const fields = op.state?.(layer, inputs, infos[output]) ?? [];
    const own = fields.map(field => {
      infos.push(fieldInfo(layer, field));
      homes.push({ kind: 'state', values: new Array<number>(elementsOf(field.shape)).fill(field.initial) });
      return infos.length - 1;
    });
    const macs = op.macs(
      layer,
      inputs.map(({ shape }) => shape),
      infos[output].shape,
    );
    const common = { layer: layer.name, type: layer.type, reads, writes: [output, ...own], macs };
    calls.push({ ...common, ...arithmeticOf(layer, inputs, infos[output], dialect) } as Call);
  });

  const keep = new Set(taps === 'all' ? infos.map(({ name }) => name) : [...taps, ...network.outputs]);
  const unknown = [...keep].find(name => !infos.some(info => info.name === name));
  if (unknown !== undefined) throw new OptionRangeError(`taps: no tensor is named ${show(unknown)}`);
  const moves = variables.map(({ name, next }) => ({ from: find(next), to: find(name) }));
  const outputs = network.outputs.map(find);
  const inputs = network.inputs.map(({ name }) => find(name));
  const late = [
    ...outputs,
    ...moves.map(({ from }) => from),
    ...infos.flatMap((info, k) => (keep.has(info.name) ? k : [])),
  ];
  const { places, arenaBytes, initial } = placeTensors({ infos, homes, calls, inputs, late });
  return {
    network: head,
    ...(network.arithmetic !== 'float32' && { dialect: dialect.name }),
    tensors: infos.map((info, k): PlannedTensor => {
      const home = homes[k];
      return { ...info, place: places[k], ...(home.kind === 'view' && { viewOf: home.of }) };
    }),
    inputs,
    outputs,
    calls,
    state: homes.flatMap(({ kind }, k) => (kind === 'state' ? k : [])),
    moves,
    initial,
    arenaBytes,
    taps: [...keep],
  };
}

/**
 * Why layers cannot be computed in a dialect, by name: all of them at once.
 *
 * @internal
 *
 * @throws {FormatError} when the network is malformed
 */
export function faultsOf(network: Network, dialect: Dialect): ReadonlyMap<string, FormatError> {
  const shapes = checkNetwork(network);
  const tensors = [...network.inputs, ...(network.variables ?? []), ...network.layers];
  const infos = new Map(tensors.map(tensor => [tensor.name, infoOf(tensor, shapes)]));
  const find = (name: string): TensorInfo => infos.get(name) ?? { name, shape: [] }; // the network was checked
  const faults = new Map<string, FormatError>();
  for (const layer of network.layers) {
    try {
      if (layer.type === 'constant') constantValues(layer);
      else requireWidths(layer.name, arithmeticOf(layer, layer.inputs.map(find), find(layer.name), dialect));
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      faults.set(layer.name, error);
    }
  }
  return faults;
}

/** Throws when an accumulator could leave the bits that its arithmetic has for it. */
function requireWidths(name: string, call: Pick<Call, 'kernel' | 'constants'>): void {
  const sums = 'accumulators' in call ? ((call.accumulators ?? []) as readonly SumRange[]) : [];
  for (const { of, width = Infinity, least, most } of sums) {
    const limit = 2 ** (width - 1);
    const c = least.findIndex((low, k) => low < -limit || most[k] >= limit);
    if (c < 0) continue;
    const rule = `the accumulator of ${of === undefined ? 'output channel' : `${of} row`} ${c} must fit`;
    throw networkError(
      layerNamed({ name }),
      `${rule} ${width === 32 ? 'int32' : `${width} bits`}`,
      `a worst case of [${least[c]}, ${most[c]}]`,
    );
  }
}

function infoOf({ name, params }: Pick<TensorInfo, 'name' | 'params'>, shapes: ReadonlyMap<string, Shape>): TensorInfo {
  return { name, shape: shapes.get(name) ?? [], ...(params && { params }) };
}

function fieldInfo({ name }: Layer, { name: field, shape, params }: StateField): TensorInfo {
  return { name: `${name}/${field}`, shape, ...(params && { params }) };
}

/** The entries of a variable before the first run. */
function initialOf({ initial }: Variable, info: TensorInfo): ArrayLike<number> {
  if (initial) return info.params ? initial.data : realValues(initial);
  return zeros(info);
}

/** Zeros as a tensor holds them. */
function zeros({ params, shape }: TensorInfo): number[] {
  return new Array<number>(elementsOf(shape)).fill(params?.zeroPoint[0] ?? 0);
}

/** Where a layer's output lives: constants in their own array, changes of shape where their input lies, what is kept in the state, all else in the arena. */
function homeOf(layer: Layer, info: TensorInfo, find: (name: string) => number, { variables = [] }: Network): Home {
  if (layer.type === 'constant') return { kind: 'constant', values: constantValues(layer) };
  if (opOf(layerNamed(layer), layer.type).keepsOutput?.(layer)) return { kind: 'state', values: zeros(info) };
  if (layer.type !== 'reshape' && layer.type !== 'flatten') return { kind: 'arena' };
  // what a variable becomes must not lie in a variable, which may change first
  return variables.some(({ next }) => next === layer.name)
    ? { kind: 'arena' }
    : { kind: 'view', of: find(layer.inputs[0]) };
}

function constantValues(layer: Layer & { readonly type: 'constant' }): Values {
  const { value, params } = layer;
  if (!params) return realValues(value);
  if (!value.params) {
    throw networkError(layerNamed(layer), 'its value must hold codes where it has params', 'real numbers');
  }
  const data = allocate(params, value.data.length);
  data.set(value.data);
  return data;
}

/** The kernel and its constants: in float between real numbers, else in integers. */
function arithmeticOf(
  layer: Layer,
  inputs: readonly TensorInfo[],
  output: TensorInfo,
  dialect: Dialect,
): Pick<Call, 'kernel' | 'constants'> {
  if (output.params === undefined && inputs.every(({ params }) => params === undefined)) {
    return { kernel: 'float', constants: layer };
  }
  const { integer } = opOf(layerNamed(layer), layer.type);
  if (!integer) throw networkError(layerNamed(layer), 'there is no integer arithmetic for its type', layer.type);
  return integer(layer, inputs, output, dialect);
}
