import { headToJson, layerToJson, paramsToJson } from '../json/networkDocument.js';
import { crc32c } from '../../packing/crc32c.js';
import type { SumRange } from '../../plan/accumulatorRange.js';
import type { Call, Plan, PlannedTensor } from '../../plan/plan.js';
import type { Json } from '../../state.js';
import { numberBlockWriter } from './numberBlock.js';
import { plainToJson } from './plainData.js';

/** The first four bytes: `BPLN`. */
export const MAGIC = 0x4e4c5042;
/** Of this form. */
export const VERSION = 1;
/** Bytes before the text: magic, version, length of the text, CRC-32C of all behind; little-endian, 32 bits each. */
export const HEAD = 16;

/**
 * A plan as a file: a head of 16 bytes, a JSON text of all calls and tensors, and a block of the typed arrays in the order of the text,
 * each at a multiple of 16 bytes, little-endian. The same plan gives the same bytes.
 *
 * @see planFromBytes
 */
export function planToBytes(plan: Plan): Uint8Array {
  const block = numberBlockWriter();
  const { network, dialect, tensors, inputs, outputs, calls, state, moves, initial, arenaBytes, taps } = plan;
  const document = {
    network: headToJson(network),
    ...(dialect !== undefined && { dialect }),
    tensors: tensors.map(tensor => tensorToJson(tensor, block.add)),
    inputs,
    outputs,
    calls: calls.map(call => callToJson(call, block.add)),
    state,
    moves: moves.map(({ from, to }) => [from, to]),
    initial: block.add(initial),
    arenaBytes,
    taps,
  };
  const text = new TextEncoder().encode(JSON.stringify(document));
  const data = block.bytes();
  const begin = HEAD + Math.ceil(text.length / HEAD) * HEAD; // the block is aligned, too
  const file = new Uint8Array(begin + data.length);
  file.set(text, HEAD);
  file.fill(0x20, HEAD + text.length, begin);
  file.set(data, begin);
  const head = new DataView(file.buffer);
  [MAGIC, VERSION, begin - HEAD, crc32c(file.subarray(HEAD))].forEach((word, k) => head.setUint32(4 * k, word, true));
  return file;
}

type Add = ReturnType<typeof numberBlockWriter>['add'];

function tensorToJson({ name, shape, params, place, viewOf }: PlannedTensor, add: Add): Json {
  return {
    name,
    shape,
    ...(params && { params: paramsToJson(params) }),
    ...(viewOf !== undefined && { viewOf }),
    // what a view shows lies where that tensor lies
    ...(viewOf === undefined && { [place.region]: place.region === 'constant' ? add(place.data) : place.offset }),
  };
}

function callToJson(call: Call, add: Add): Json {
  const { layer, type, reads, writes, macs, kernel } = call;
  const constants =
    kernel === 'float'
      ? layerToJson(call.constants, ({ data }) => ({ values: add(data) }))
      : plainToJson(call.constants, add);
  const accumulators = kernel !== 'float' && call.accumulators?.map(sumToJson);
  return {
    layer,
    type,
    reads,
    writes,
    macs,
    kernel,
    constants,
    ...(accumulators && { accumulators }),
  };
}

function sumToJson({ least, most, of, width }: SumRange): Json {
  return { least, most, ...(of !== undefined && { of }), ...(width !== undefined && { width }) };
}
