import { checkBoolean, checkInteger } from '../lib/check.js';
import {
  carryState,
  importOnnx,
  importTflite,
  type LayoutAxis,
  matchStates,
  type StatePairs,
  withLayout,
} from '../lib/network.js';
import { readModel as readOnnx } from '../lib/formats/onnx/reading/model.js';
import { type AnyNetwork, networkFromBinary, networkFromJson } from '../lib/network.js';
import { checkWork, WORK_LIMITS, type WorkLimits, workMeter } from '../lib/rewrite/workLimits.js';
import { checkOptions, type OptionKeys } from '../lib/options.js';
import { modelError, type ModelFiles, modelFiles, stemOf } from './model/modelFile.js';
import { formatOf, type ModelFormat } from './model/modelFormat.js';

/** Options of {@link readModel}. */
export interface ReadModelOptions extends WorkLimits {
  /** The most bytes that all files of the model may hold together, an integer of at least 1. Defaults to 2^28, 256 MiB. */
  readonly maxBytes?: number;
  /** Whether an ONNX model may keep its weights in other files of its folder. Defaults to false. */
  readonly externalData?: boolean;
  /**
   * State that a model has as inputs and outputs: the outputs by the names of the inputs that take their values in the next run, or `match`,
   * on the user's word that inputs and outputs that go together are state. None by default.
   */
  readonly carry?: StatePairs | 'match';
  /** Lengths of axes that an ONNX model has only names for, by these names. None by default. */
  readonly dimensions?: Readonly<Record<string, number>>;
  /** The axes of its first input, where the file does not show which one is time; see `withLayout`. By default as the reader finds them. */
  readonly layout?: readonly LayoutAxis[];
}

/** A model that was read from a file. */
export interface Model {
  readonly format: ModelFormat;
  readonly network: AnyNetwork;
  /** Bytes of all its files. */
  readonly bytes: number;
  /** Outputs by the names of the inputs that they were, where such state was to be carried. */
  readonly carried?: StatePairs;
}

const OPTIONS: OptionKeys<ReadModelOptions> = {
  ...WORK_LIMITS,
  maxBytes: true,
  externalData: true,
  dimensions: true,
  carry: true,
  layout: true,
};

/**
 * Reads a model file: TFLite, ONNX, or this library's own JSON, with its data inside or in a `.bin` of the same name beside it.
 *
 * The reader is chosen by content, then by name. Sizes are checked before anything is read. Whatever the file says, nothing outside of
 * its folder is opened, not even through a symbolic link.
 *
 * @param path the file
 * @throws {OptionRangeError | OptionTypeError} for a wrong option, or pairs in `carry` that the model has not
 * @see carryState, matchStates for `carry`
 * @throws {FormatError} when a file cannot be read, is too large, or is not what its format demands
 */
export async function readModel(path: string, options: ReadModelOptions = {}): Promise<Model> {
  const { carry, layout, ...rest } = checkOptions('readModel', options, OPTIONS);
  const model = carriedModel(await readPlain(path, rest), carry);
  return layout ? { ...model, network: withLayout(model.network, layout) } : model;
}

/** The model with the state that it has as inputs and outputs. */
function carriedModel(model: Model, carry: ReadModelOptions['carry']): Model {
  if (carry === undefined) return model;
  const carried = carry === 'match' ? matchStates(model.network) : carry;
  return { ...model, network: carryState(model.network, carried), carried };
}

/** The model as it is in its files. */
async function readPlain(
  path: string,
  { maxBytes = 2 ** 28, externalData = false, dimensions = {}, ...limits }: Omit<ReadModelOptions, 'carry' | 'layout'>,
): Promise<Model> {
  workMeter('readModel', limits); // refuses wrong limits before anything is read
  checkInteger('readModel', 'maxBytes', maxBytes, 1);
  checkBoolean('readModel', 'externalData', externalData);
  const files = modelFiles(path, maxBytes);
  const bytes = await files.model();
  const format = formatOf(path, bytes);
  switch (format) {
    case 'tflite':
      return { format, network: importTflite(bytes, limits), bytes: bytes.length };
    case 'onnx': {
      const beside = externalData ? await readExternal(bytes, files) : undefined;
      const network = importOnnx(bytes, {
        ...limits,
        dimensions,
        ...(beside && { externalData: location => taken(path, beside, location) }),
      });
      return { format, network, bytes: bytes.length + total(beside) };
    }
    case 'json': {
      const text = decode(path, bytes);
      const document = parse(path, text);
      if (!isPair(document)) {
        const network = networkFromJson(document);
        checkWork('readModel', network, limits);
        return { format, network, bytes: bytes.length };
      }
      const weights = await files.beside(`${stemOf(path)}.bin`);
      const network = networkFromBinary(document, weights);
      checkWork('readModel', network, limits);
      return { format, network, bytes: bytes.length + weights.length };
    }
    case undefined:
      throw modelError(path, 'must be a TFLite, ONNX or bitstair JSON model');
  }
}

type Files = ReadonlyMap<string, Uint8Array>;

/** All files that the constants of an ONNX model lie in. */
async function readExternal(bytes: Uint8Array, files: ModelFiles): Promise<Files> {
  const { graph } = readOnnx(bytes);
  const attributes = graph.nodes.flatMap(node => [...node.attributes.values()].map(attribute => attribute.tensor));
  const locations = [...graph.initializers.values(), ...attributes].flatMap(
    tensor => tensor?.external?.get('location') ?? [],
  );
  const read = new Map<string, Uint8Array>();
  for (const location of new Set(locations)) read.set(location, await files.beside(location));
  return read;
}

function taken(path: string, files: Files, location: string): Uint8Array {
  const bytes = files.get(location);
  if (!bytes) throw modelError(path, `needs the file ${JSON.stringify(location)} beside it`);
  return bytes;
}

function total(files: Files | undefined): number {
  return [...(files?.values() ?? [])].reduce((sum, bytes) => sum + bytes.length, 0);
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes); // drops a byte order mark
  } catch (cause) {
    throw modelError(path, 'must be text in UTF-8', { cause });
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw modelError(path, 'must be JSON', { cause });
  }
}

function isPair(document: unknown): boolean {
  return typeof document === 'object' && document !== null && Object.hasOwn(document, 'weights');
}
