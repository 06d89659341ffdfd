import { show } from '../../check.js';
import {
  allocate,
  checkShape,
  checkTensorParams,
  elementsOf,
  MAX_ELEMENTS,
  type Shape,
  showShape,
} from '../../graph/tensor.js';
import type { Tensor } from '../../graph/network.js';
import type { SumRange } from '../../plan/accumulatorRange.js';
import { type KernelName, kernels } from '../../kernels/calls/index.js';
import type { Values } from '../../kernels/kernel.js';
import { opOf } from '../../ops/index.js';
import type { Call, Move, Place, Plan, PlannedTensor } from '../../plan/plan.js';
import { crc32c } from '../../packing/crc32c.js';
import {
  headFromJson,
  layerFromJson,
  list,
  own,
  record,
  tensorFromJson,
  text,
  texts,
} from '../json/networkDocument.js';
import { fitsTensors } from './geometry.js';
import { type Numbers, numberBlockReader } from './numberBlock.js';
import { plainFromJson, type Take } from './plainData.js';
import { planError } from './planError.js';
import { HEAD, MAGIC, VERSION } from './planToBytes.js';

/** Tensors in the arena and the state begin at multiples of this. */
const ALIGNMENT = 16;

/**
 * The inverse of {@link planToBytes}: checks the digest, every reference, place and array, and copies only what it knows. Constants are
 * views on the bytes, so leave them as they are. {@link compilePlan} runs it; it throws where the constants of a kernel do not fit it.
 *
 * No array is longer than the file; the arena is no longer than all tensors together, which have at most 2^28 elements.
 *
 * @throws {FormatError} saying what is wrong and where
 */
export function planFromBytes(file: Uint8Array): Plan {
  const { document, data } = opened(file);
  const block = numberBlockReader(data);
  const given = record('plan', document);
  const network = headFromJson(record('network', own(given, 'network')));
  const tensors = tensorsFromJson(list('tensors', own(given, 'tensors')), block.take);
  const count = tensors.length;
  const [inputs, outputs] = ['inputs', 'outputs'].map(field => indices(field, own(given, field), count));
  const calls = list('calls', own(given, 'calls')).map((call, k) =>
    callFromJson(`calls[${k}]`, call, tensors, block.take),
  );
  const state = indices('state', own(given, 'state'), count);
  const moves = list('moves', own(given, 'moves')).map((move, k): Move => {
    const ends = indices(`moves[${k}]`, move, count);
    if (ends.length !== 2) throw planError(`moves[${k}]`, 'must be a pair', `${ends.length}`);
    return { from: ends[0], to: ends[1] };
  });
  const initial = block.take('initial', own(given, 'initial'));
  block.finish();
  const arenaBytes = integer('arenaBytes', own(given, 'arenaBytes'), 0, Number.MAX_SAFE_INTEGER);
  const dialect = own(given, 'dialect');
  const plan: Plan = {
    network,
    ...(dialect !== undefined && { dialect: text('dialect', dialect) }),
    tensors,
    inputs,
    outputs,
    calls,
    state,
    moves,
    initial: bytesOf(initial),
    arenaBytes,
    taps: texts('taps', own(given, 'taps')),
  };
  checkPlaces(plan);
  checkEnds(plan);
  return plan;
}

/** The two parts of a file whose head is right. */
function opened(file: Uint8Array): { readonly document: unknown; readonly data: Uint8Array } {
  if (!(file instanceof Uint8Array) || file.length < HEAD) throw planError('file', 'must be a plan', 'no head');
  const view = new DataView(file.buffer, file.byteOffset, HEAD);
  const [magic, version, length, sum] = [0, 4, 8, 12].map(at => view.getUint32(at, true));
  if (magic !== MAGIC) throw planError('file', 'must begin with BPLN', show(magic));
  if (version !== VERSION) throw planError('file', `version must be ${VERSION}`, `${version}`);
  if (length % ALIGNMENT !== 0 || HEAD + length > file.length) {
    throw planError('file', `the text must lie within ${file.length} bytes`, `${length}`);
  }
  const got = crc32c(file.subarray(HEAD));
  if (got !== sum) throw planError('file', `the digest must be ${sum}`, `${got}: the bytes are damaged`);
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(HEAD, HEAD + length)));
  } catch (cause) {
    throw planError('file', 'the text must be JSON', cause instanceof Error ? cause.name : show(cause));
  }
  return { document, data: file.subarray(HEAD + length) };
}

function tensorsFromJson(given: readonly unknown[], take: Take): readonly PlannedTensor[] {
  const tensors: PlannedTensor[] = [];
  const names = new Set<string>();
  let elements = 0;
  given.forEach((value, k) => {
    const where = `tensors[${k}]`;
    const fields = record(where, value);
    const name = text(`${where}.name`, own(fields, 'name'));
    if (names.has(name)) throw planError(where, 'names must be unique', `${show(name)} twice`);
    names.add(name);
    const shape = checkShape(where, own(fields, 'shape'));
    elements += elementsOf(shape);
    if (elements > MAX_ELEMENTS) throw planError(where, 'all tensors together may have 2^28 elements', `${elements}`);
    const params = own(fields, 'params');
    const info = { name, shape, ...(params !== undefined && { params: checkTensorParams(where, params, 1) }) };
    const viewOf = own(fields, 'viewOf');
    if (viewOf === undefined) tensors.push({ ...info, place: placeFromJson(where, fields, info, take) });
    else {
      const root = integer(`${where}.viewOf`, viewOf, 0, k - 1);
      const { place } = tensors[root];
      if (elementsOf(tensors[root].shape) !== elementsOf(shape) || typeOf(tensors[root]) !== typeOf(info)) {
        throw planError(where, 'a view must hold what it shows', `${tensors[root].name} as ${name}`);
      }
      tensors.push({ ...info, place, viewOf: root });
    }
  });
  return tensors;
}

function placeFromJson(where: string, fields: object, info: Omit<PlannedTensor, 'place'>, take: Take): Place {
  for (const region of ['arena', 'state'] as const) {
    const offset = own(fields, region);
    if (offset === undefined) continue;
    const at = integer(`${where}.${region}`, offset, 0, Number.MAX_SAFE_INTEGER);
    if (at % ALIGNMENT !== 0) throw planError(where, `must begin at a multiple of ${ALIGNMENT}`, `${at}`);
    return { region, offset: at };
  }
  const data = take(`${where}.constant`, own(fields, 'constant'));
  if (data.constructor !== typeOf(info) || data.length !== elementsOf(info.shape)) {
    throw planError(where, `must hold ${elementsOf(info.shape)} of ${typeOf(info).name}`, `${data.length}`);
  }
  return { region: 'constant', data: data as Values };
}

/** The type of the arrays that hold a tensor. */
function typeOf({ params }: Pick<PlannedTensor, 'params'>): { readonly name: string } {
  return allocate(params, 0).constructor;
}

function callFromJson(where: string, value: unknown, tensors: readonly PlannedTensor[], take: Take): Call {
  const given = record(where, value);
  const layer = text(`${where}.layer`, own(given, 'layer'));
  const type = own(given, 'type');
  const op = opOf(where, type);
  const reads = indices(`${where}.reads`, own(given, 'reads'), tensors.length);
  const writes = indices(`${where}.writes`, own(given, 'writes'), tensors.length);
  if (writes.length === 0) throw planError(where, 'writes must hold an output', 'none');
  for (const k of writes) {
    const { name, place, viewOf } = tensors[k];
    if (place.region === 'constant' || viewOf !== undefined) {
      throw planError(where, 'must write to the arena or the state', `${name}`);
    }
  }
  const macs = integer(`${where}.macs`, own(given, 'macs'), 0, Number.MAX_SAFE_INTEGER);
  const kernel = text(`${where}.kernel`, own(given, 'kernel'));
  const common = { layer, type: op.type, reads, writes, macs };
  if (kernel === 'float') {
    const constants = layerFromJson(`${where}.constants`, own(given, 'constants'), (place, tensor) =>
      tensorFromJson(place, tensor, (at, fields, { shape }) => numbersFrom(at, own(fields, 'values'), shape, take)),
    );
    if (constants.type !== op.type || [...reads, writes[0]].some(k => tensors[k].params)) {
      throw planError(where, `must be a layer ${op.type} between real numbers`, constants.type);
    }
    const made = op.shape(
      constants,
      reads.map(k => tensors[k].shape),
    );
    const { name, shape } = tensors[writes[0]];
    if (showShape(made) !== showShape(shape))
      throw planError(where, `${name} must have shape ${showShape(made)}`, showShape(shape));
    return { ...common, kernel, constants };
  }
  if (!Object.hasOwn(kernels, kernel)) {
    throw planError(where, `kernel must be one of ${Object.keys(kernels).join(', ')}`, show(kernel));
  }
  const constants = plainFromJson(`${where}.constants`, record(`${where}.constants`, own(given, 'constants')), take);
  const lengths = (list: readonly number[]) => list.map(k => elementsOf(tensors[k].shape));
  if (!fitsTensors(kernel as KernelName, constants, lengths(reads), lengths(writes))) {
    throw planError(where, 'the constants must fit its tensors', `others for ${kernel}`);
  }
  const sums = own(given, 'accumulators');
  return {
    ...common,
    kernel,
    constants,
    ...(sums !== undefined && {
      accumulators: list(`${where}.accumulators`, sums).map((sum, k) =>
        sumFromJson(`${where}.accumulators[${k}]`, sum),
      ),
    }),
  } as Call; // binding it tells whether all its constants are there
}

/** As many numbers as a shape has. */
function numbersFrom(where: string, given: unknown, shape: Shape, take: Take): Tensor['data'] {
  const data = take(where, given);
  if (data.length !== elementsOf(shape) || data instanceof Uint32Array) {
    throw planError(where, `must hold ${elementsOf(shape)} numbers`, `${data.length}`);
  }
  return data;
}

function sumFromJson(where: string, value: unknown): SumRange {
  const given = record(where, value);
  const [least, most] = ['least', 'most'].map(field =>
    list(`${where}.${field}`, own(given, field)).map((x, c) =>
      integer(`${where}.${field}[${c}]`, x, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    ),
  );
  if (least.length !== most.length)
    throw planError(where, 'must hold as many ends', `${least.length} and ${most.length}`);
  const [of, width] = [own(given, 'of'), own(given, 'width')];
  if (width !== undefined && width !== 32 && width !== 48)
    throw planError(where, 'width must be 32 or 48', show(width));
  return {
    least,
    most,
    ...(of !== undefined && { of: text(`${where}.of`, of) }),
    ...(width !== undefined && { width }),
  };
}

/** Throws unless all tensors lie within the arena and the state, and the arena is no longer than they are together. */
function checkPlaces({ tensors, state, initial, arenaBytes }: Plan): void {
  let room = 0;
  tensors.forEach(({ name, shape, params, place, viewOf }, k) => {
    if (place.region === 'constant' || viewOf !== undefined) return;
    const bytes = elementsOf(shape) * allocate(params, 0).BYTES_PER_ELEMENT;
    const limit = place.region === 'state' ? initial.length : arenaBytes;
    if (place.offset + bytes > limit) {
      throw planError(
        `tensor ${show(name)}`,
        `must lie within the ${place.region}, ${limit} bytes`,
        `${place.offset} + ${bytes}`,
      );
    }
    if (place.region === 'arena') room += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    else if (!state.includes(k)) throw planError('state', 'must hold every tensor that lies there', name);
  });
  if (arenaBytes > room) throw planError('arenaBytes', `must be at most ${room}`, `${arenaBytes}`);
  if (initial.length % ALIGNMENT !== 0 || arenaBytes % ALIGNMENT !== 0) {
    throw planError(
      'arenaBytes',
      `the arena and the state must be multiples of ${ALIGNMENT}`,
      `${arenaBytes} and ${initial.length}`,
    );
  }
}

/** Throws unless inputs, outputs, state and moves are what runs take them for. */
function checkEnds({ network, tensors, inputs, outputs, state, moves, taps }: Plan): void {
  const names = new Set(tensors.map(({ name }) => name));
  inputs.forEach((k, i) => {
    const { name, place, viewOf } = tensors[k];
    const given = network.inputs.at(i);
    if (place.region !== 'arena' || viewOf !== undefined) throw planError('inputs', 'must lie in the arena', name);
    if (given?.name !== name || showShape(given.shape) !== showShape(tensors[k].shape)) {
      throw planError('inputs', 'must be those of the network', name);
    }
  });
  if (inputs.length !== network.inputs.length)
    throw planError('inputs', 'must be those of the network', `${inputs.length}`);
  const made = outputs.map(k => tensors[k].name);
  if (made.join() !== network.outputs.join())
    throw planError('outputs', 'must be those of the network', made.join(', '));
  for (const k of state) {
    const { name, place, viewOf } = tensors[k];
    if (place.region !== 'state' || viewOf !== undefined)
      throw planError('state', 'must hold tensors that lie there', name);
  }
  for (const { from, to } of moves) {
    const [a, b] = [tensors[from], tensors[to]];
    if (!state.includes(to)) throw planError('moves', 'must go to the state', b.name);
    if (elementsOf(a.shape) !== elementsOf(b.shape) || typeOf(a) !== typeOf(b)) {
      throw planError('moves', `must bring ${b.name} what it can hold`, a.name);
    }
  }
  const unknown = taps.find(name => !names.has(name));
  if (unknown !== undefined) throw planError('taps', 'must name tensors', show(unknown));
}

function bytesOf(numbers: Numbers): Uint8Array {
  if (!(numbers instanceof Uint8Array)) throw planError('initial', 'must be bytes', numbers.constructor.name);
  return numbers;
}

function integer(where: string, value: unknown, least: number, most: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > most) {
    throw planError(where, `must be an integer in [${least}, ${most}]`, show(value));
  }
  return (value as number) + 0; // never -0
}

/** Indices of tensors. */
function indices(where: string, value: unknown, count: number): readonly number[] {
  return list(where, value).map((k, i) => integer(`${where}[${i}]`, k, 0, count - 1));
}
