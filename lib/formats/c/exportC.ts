import { checkOneOf, show } from '../../check.js';
import { FormatError, OptionTypeError } from '../../errors.js';
import { type Dialect, tflm } from '../../dialects/index.js';
import type { AnyNetwork, IntegerNetwork } from '../../graph/arithmetic.js';
import type { Tensor } from '../../graph/network.js';
import { problemList, Unsupported } from '../problems.js';
import { checkNetwork } from '../../rewrite/shapes.js';
import { helperList } from './helper.js';
import { constantBlock, layerBlock, type LayerBlock, readInputs } from './layerBlock.js';
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

/**
 * Writes an integer network as a C99 program without allocation, floating point or libraries but memcpy and memset. It gives the
 * same bytes as {@link integerExecutor} in the dialect `tflm` for every input: its multipliers, shifts and tables are those which the
 * executor prepares.
 *
 * `NAME_run(input, output)` computes one window, row-major, time outside and channels inside. Where the network has variables,
 * `NAME_reset()` puts them back to their first values, and must be called before the first run. Where there are several inputs or outputs,
 * run takes all inputs, then all outputs. The header has sizes, scales and zero points. Input and output must not overlap.
 *
 * Right shifts of negative numbers must be arithmetic, which the program checks when it is compiled; nothing else depends on the compiler.
 * The same network gives the same text.
 *
 * @throws {FormatError} when the network is malformed, holds no codes on both sides, or cannot be computed in integers, and one that
 *   lists all layers which there is no C for
 * @throws {RangeError} for another dialect
 */
export function exportC(
  network: AnyNetwork,
  { name = network.name, dialect = tflm, memory = 'static' }: ExportCOptions = {},
): CProgram {
  if (typeof name !== 'string') throw new OptionTypeError(`exportC: name must be a string, got ${show(name)}`);
  checkOneOf('exportC', 'memory', memory, memories);
  checkOneOf('exportC', 'dialect', dialect.name, [tflm.name]);
  const shapes = checkNetwork(network);
  if (network.arithmetic !== 'integer') {
    const rule = 'exportC: the network must be an integer one: quantize it first';
    throw new FormatError('format-network', `${rule}, got ${network.arithmetic}`);
  }
  const { inputs, variables = [], layers } = network;
  const params = new Map([...inputs, ...variables, ...layers].map(tensor => [tensor.name, tensor.params]));
  const constants = new Map(
    layers.flatMap((layer): [string, Tensor][] => (layer.type === 'constant' ? [[layer.name, layer.value]] : [])),
  );
  const problems = problemList(
    list =>
      new FormatError(
        'format-network',
        `exportC: every layer must compute on codes, and be one that there is C for, got ${list}`,
      ),
  );
  for (const variable of variables) {
    problems.attempt('variable', variable.name, () => {
      if (!variable.params) throw new Unsupported('real numbers');
    });
  }

  const helpers = helperList();
  const read = new Map([...constants.keys()].filter(isRead(network)).map((key, k) => [key, `constant_${k}`]));
  const places = storage(network, shapes, read);
  const blocks = new Map<string, LayerBlock>();
  layers.forEach((layer, index) => {
    const { type, name: key } = layer;
    const constant = read.get(key);
    const made = problems.attempt(type, key, () => {
      if (type === 'constant') return constant === undefined ? undefined : constantBlock(constant, layer.value);
      if (places.isView(layer)) return undefined;
      return layerBlock(layer, { index, shapes, params, constants, use: helpers.use });
    });
    if (made) blocks.set(key, made);
  });
  problems.throwIfAny();

  const title = identifier(name, 'network');
  const program = { network, name: title, memory, shapes, places, blocks, helpers: helpers.texts() };
  return {
    source: sourceText(program),
    header: headerText(program),
    name: title,
    arenaBytes: places.arenaBytes,
    stateBytes: places.stateBytes,
    constantBytes: [...blocks.values()].reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** Whether a layer's values are read, and not its real numbers as indices. */
function isRead({ layers, outputs }: IntegerNetwork): (name: string) => boolean {
  const names = new Set([...outputs, ...layers.flatMap(readInputs)]);
  return name => names.has(name);
}
