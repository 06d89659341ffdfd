import { OptionRangeError, OptionTypeError } from '../errors.js';
import type { Network, TensorInfo } from '../graph/network.js';
import { allocate, elementsOf } from '../graph/tensor.js';
import type { KernelTools, Values } from '../kernels/kernel.js';
import { requantizer } from '../kernels/requantization.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { Call, NetworkHead, Plan, PlannedTensor } from '../plan/plan.js';
import { checkOneOf, show } from '../check.js';
import { bindCall } from './bindCall.js';
import { lower, type LowerOptions } from './lower.js';
import { makeState, type State } from './state.js';
import { vectorCalls } from './vectorCalls.js';

/** Options of {@link compile}. */
export interface CompileOptions extends LowerOptions {
  /** What the kernels of a call are lent; for meters that look on. Calls are then computed in TypeScript. */
  readonly tools?: (call: Call) => KernelTools;
  /**
   * Where integers are computed. `auto`, the default: in WebAssembly with vectors of 128 bits, call by call, where the engine has them and
   * there is a kernel; `typescript`: by the definitions. The results are the same, bit for bit.
   */
  readonly kernels?: 'auto' | 'typescript';
}

/**
 * A network made ready to run: code, and the constants it needs. It serves any number of states; running allocates nothing.
 */
export interface Compiled {
  readonly network: NetworkHead;
  readonly plan: Plan;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** What computes each call of the plan. */
  readonly kernels: readonly ('wasm' | 'typescript')[];
  /** A state as before the first run. */
  newState(): State;
  /**
   * Runs the network once on a state. Where there are several inputs or outputs, lists hold one array each.
   *
   * @param inputs  values of the inputs, row-major: time outside, channels inside; real numbers, or codes where the input has params
   * @param outputs take the values of the outputs
   * @throws {RangeError} when a count or a length differs
   * @throws {TypeError} when an array has another type than its tensor, or the state belongs to another network
   */
  run(state: State, inputs: Values | readonly Values[], outputs: Values | readonly Values[]): void;
  /**
   * The values of a tapped tensor, row-major, as the last run left them; the next run writes over them.
   *
   * @throws {RangeError} when there is no tap of that name
   */
  tap(name: string): Values;
}

const OPTIONS: OptionKeys<CompileOptions> = { tools: true, kernels: true, dialect: true, taps: true };

/**
 * Makes a network ready to run, in its own arithmetic: real numbers in float32 with sums in double precision in a fixed order, codes in
 * integers by a dialect. From codes to codes there is nothing but integers.
 *
 * @throws {FormatError} when the network is malformed, or a layer cannot be computed in integers
 * @throws {RangeError} when there is no tensor of a tap's name
 */
export function compile(network: Network, options: CompileOptions = {}): Compiled {
  const { tools, kernels, ...rest } = checkOptions('compile', options, OPTIONS);
  return compilePlan(lower(network, rest), { ...(tools && { tools }), ...(kernels && { kernels }) });
}

const PLAN_OPTIONS: OptionKeys<Pick<CompileOptions, 'tools' | 'kernels'>> = { tools: true, kernels: true };

/**
 * Makes a plan ready to run.
 *
 * @throws {FormatError} when a call does not fit its tensors
 */
export function compilePlan(plan: Plan, options: Pick<CompileOptions, 'tools' | 'kernels'> = {}): Compiled {
  const { tools, kernels = 'auto' } = checkOptions('compilePlan', options, PLAN_OPTIONS);
  checkOneOf('compile', 'kernels', kernels, ['auto', 'typescript']);
  const { tensors, calls, moves, initial, arenaBytes } = plan;
  const vectors = tools || kernels === 'typescript' ? undefined : vectorCalls(plan);
  // one memory: the state of the stream whose turn it is, then the arena
  const memory = vectors?.memory ?? new ArrayBuffer(initial.length + arenaBytes);
  const held = new Uint8Array(memory, 0, initial.length);
  const arrays = tensors.map(tensor => arrayOf(tensor, memory, initial.length));
  const lent = tools ?? (() => ({ requantizer }));
  const steps = calls.map((call, k) => vectors?.steps[k] ?? bindCall(call, tensors, arrays, lent(call)));
  const entrances = plan.inputs.map(k => port(tensors[k], arrays[k]));
  const exits = plan.outputs.map(k => port(tensors[k], arrays[k]));
  const taps = new Map(tensors.flatMap(({ name }, k) => (plan.taps.includes(name) ? [[name, arrays[k]]] : [])));
  const swap = makeState(plan, held);

  return {
    network: plan.network,
    plan,
    inputs: entrances.map(({ info }) => info),
    outputs: exits.map(({ info }) => info),
    kernels: calls.map((_, k) => (vectors?.steps[k] ? 'wasm' : 'typescript')),
    newState: () => swap.newState(),
    run(state, inputs, outputs) {
      check('inputs', entrances, inputs);
      check('outputs', exits, outputs);
      swap.enter(state);
      if (ArrayBuffer.isView(inputs)) entrances[0].values.set(inputs);
      else for (let k = 0; k < inputs.length; k++) entrances[k].values.set(inputs[k]);
      for (let k = 0; k < steps.length; k++) steps[k]();
      if (ArrayBuffer.isView(outputs)) outputs.set(exits[0].values);
      else for (let k = 0; k < exits.length; k++) outputs[k].set(exits[k].values);
      for (let k = 0; k < moves.length; k++) arrays[moves[k].to].set(arrays[moves[k].from]);
    },
    tap(name) {
      const values = taps.get(name);
      if (!values) {
        throw new OptionRangeError(`compile: no tap is named ${show(name)}; name it in the option taps`);
      }
      return values;
    },
  };
}

/** A tensor's values in memory, or its own. */
function arrayOf({ place, shape, params }: PlannedTensor, memory: ArrayBuffer, arena: number): Values {
  if (place.region === 'constant') return place.data;
  const Type = allocate(params, 0).constructor as new (buffer: ArrayBuffer, at: number, length: number) => Values;
  return new Type(memory, place.region === 'state' ? place.offset : arena + place.offset, elementsOf(shape));
}

/** Where values go in or come out. */
interface Port {
  readonly info: TensorInfo;
  readonly values: Values;
}

function port({ name, shape, params }: PlannedTensor, values: Values): Port {
  return { info: { name, shape, ...(params && { params }) }, values };
}

/** Throws unless there is one array a port, of its type and length. */
function check(what: 'inputs' | 'outputs', ports: readonly Port[], given: Values | readonly Values[]): void {
  if (ArrayBuffer.isView(given)) {
    if (ports.length !== 1) throw wrong(what, ports, '1 array');
    checkOne(what, ports, 0, given);
    return;
  }
  if (!Array.isArray(given)) throw new OptionTypeError(`run: ${what} must be typed arrays, got ${show(given)}`);
  if (given.length !== ports.length) throw wrong(what, ports, `${given.length} array${given.length === 1 ? '' : 's'}`);
  for (let k = 0; k < ports.length; k++) checkOne(what, ports, k, given[k] as Values);
}

function checkOne(what: 'inputs' | 'outputs', ports: readonly Port[], k: number, given: Values): void {
  const { info, values } = ports[k];
  if (!ArrayBuffer.isView(given) || given.constructor !== values.constructor) {
    const got = ArrayBuffer.isView(given) ? given.constructor.name : show(given);
    throw new OptionTypeError(`run: ${what}: ${info.name} takes a ${values.constructor.name}, got ${got}`);
  }
  if (given.length !== values.length) throw wrong(what, ports, `${given.length} for ${info.name}`);
}

function wrong(what: string, ports: readonly Port[], got: string): OptionRangeError {
  const wanted = ports.map(({ info, values }) => `${values.length} for ${info.name}`).join(', ');
  return new OptionRangeError(`run: ${what} must hold ${wanted} values, got ${got}`);
}
