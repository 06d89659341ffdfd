import { checkOneOf, show } from '../../check.js';
import { FormatError, OptionTypeError } from '../../errors.js';
import { type Dialect, tflm } from '../../dialects/index.js';
import type { AnyNetwork } from '../../graph/arithmetic.js';
import { lower } from '../../engine/lower.js';
import { outputReaders } from '../../inference/outputReaders.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { problemList, Unsupported } from '../problems.js';
import { helperList } from './helper.js';
import { callBlock, constantBlock } from './callBlock.js';
import { identifier } from './names.js';
import { headerText, sourceText } from './sourceText.js';
import { storage } from './storage.js';

/** Options of {@link exportC}. */
export interface ExportCOptions {
  /** Begin of all public names, made a C identifier. Defaults to the network's name. */
  readonly name?: string;
  /** How accumulators are rounded. Only `tflm`, the default. */
  readonly dialect?: Dialect;
  /**
   * Where activations and state lie: `static`, in the source file; or `caller`, in a struct that every function takes as its first
   * argument, so that there can be several instances. Defaults to `static`.
   */
  readonly memory?: 'static' | 'caller';
}

/** A network as a C program. */
export interface CProgram {
  /** The .c file; it includes NAME.h. */
  readonly source: string;
  /** The .h file. */
  readonly header: string;
  /** Begin of all public names, and of the file names. */
  readonly name: string;
  /** Bytes of activations, which share their room. */
  readonly arenaBytes: number;
  /** Bytes of state carried from run to run. */
  readonly stateBytes: number;
  /** Bytes of weights, biases, multipliers and tables. */
  readonly constantBytes: number;
}

const memories = ['static', 'caller'] as const;

const OPTIONS: OptionKeys<ExportCOptions> = { name: true, dialect: true, memory: true };

/**
 * Writes an integer network as a C99 program without allocation, floating point or libraries but memcpy and memset. It gives the
 * same bytes as {@link compile} in the dialect `tflm` for every input: both read the same plan, in which the multipliers, shifts and tables
 * are written down.
 *
 * `NAME_run(input, output)` computes one window, row-major. Where the network has variables,
 * `NAME_reset()` puts them back to their first values, and must be called before the first run. Where there are several inputs or outputs,
 * run takes all inputs, then all outputs. The header has sizes, scales and zero points, where samples lie in the inputs,
 * and what the network says of itself: rate, unit, normalization, labels, thresholds. Input and output must not overlap.
 *
 * Right shifts of negative numbers must be arithmetic, which the program checks when it is compiled; nothing else depends on the compiler.
 * The same network gives the same text.
 *
 * @throws {FormatError} when the network is malformed, holds no codes on both sides, or cannot be computed in integers, and one that
 *   lists all layers which there is no C for
 * @throws {RangeError} for another dialect
 */
export function exportC(network: AnyNetwork, options: ExportCOptions = {}): CProgram {
  const { name = network.name, dialect = tflm, memory = 'static' } = checkOptions('exportC', options, OPTIONS);
  if (typeof name !== 'string') throw new OptionTypeError(`exportC: name must be a string, got ${show(name)}`);
  checkOneOf('exportC', 'memory', memory, memories);
  checkOneOf('exportC', 'dialect', dialect.name, [tflm.name]);
  if (network.arithmetic !== 'integer') {
    const rule = 'exportC: the network must be an integer one: quantize it first';
    throw new FormatError('format-network', `${rule}, got ${network.arithmetic}`);
  }
  const plan = lower(network, { dialect });
  const { tensors, calls } = plan;
  const problems = problemList(
    list =>
      new FormatError(
        'format-network',
        `exportC: every layer must compute on codes, and be one that there is C for, got ${list}`,
      ),
  );
  for (const k of plan.state) {
    problems.attempt('variable', tensors[k].name, () => {
      if (!tensors[k].params) throw new Unsupported('real numbers');
    });
  }
  const helpers = helperList();
  const blocks = calls.flatMap(
    (call, k) => problems.attempt(call.type, call.layer, () => callBlock(call, k, tensors, helpers.use)) ?? [],
  );
  const places = storage(plan);
  const read = new Set(
    [
      ...blocks.flatMap(({ args }) => args),
      ...places.copied.map(k => plan.outputs[k]),
      ...plan.moves.map(({ from }) => from),
    ].map(k => places.place(k)),
  );
  const constants = tensors.flatMap((tensor, k) => {
    if (tensor.place.region !== 'constant' || tensor.viewOf !== undefined || !read.has(places.place(k))) return [];
    return problems.attempt('constant', tensor.name, () => constantBlock(places.place(k), tensor)) ?? [];
  });
  problems.throwIfAny();

  const title = identifier(name, 'network');
  const program = {
    plan,
    name: title,
    memory,
    places,
    constants,
    blocks,
    helpers: helpers.texts(),
    readers: outputReaders(network),
  };
  return {
    source: sourceText(program),
    header: headerText(program),
    name: title,
    arenaBytes: places.arenaBytes,
    stateBytes: places.stateBytes,
    constantBytes: [...constants, ...blocks].reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
