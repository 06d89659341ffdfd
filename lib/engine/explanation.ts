import type { Layer } from '../graph/network.js';
import { allocate, elementsOf } from '../graph/tensor.js';
import { shortName } from '../graph/shortName.js';
import { bitsOf } from '../plan/accumulatorRange.js';
import type { Call, Place, Plan, PlannedTensor } from '../plan/plan.js';

/** One call of an {@link Explanation}. */
export interface CallExplanation {
  /** Name of the layer that it computes. */
  readonly layer: string;
  readonly type: Layer['type'];
  /** The kernel; `float` for layers between real numbers. */
  readonly kernel: Call['kernel'];
  /** Names of the tensors that it reads. */
  readonly reads: readonly string[];
  /** Where its output lies: `arena` or `state`, and the byte at which it begins. */
  readonly place: string;
  /** Bytes of its output. */
  readonly bytes: number;
  /** Bytes of its weights, tables and other arrays. */
  readonly constantBytes: number;
  /** Multiply-accumulates of a run. */
  readonly macs: number;
  /** Bits that its accumulators need, whatever the input; undefined where it sums no products. */
  readonly bits?: number;
}

/** What a plan does, and what it takes. */
export interface Explanation {
  /** Of the network. */
  readonly name: string;
  /** Name of the dialect in which integers are computed; undefined where there are none. */
  readonly dialect?: string;
  readonly calls: readonly CallExplanation[];
  /** Layers that only show other tensors in another shape, and constants: they take no call. */
  readonly views: readonly string[];
  readonly macs: number;
  /** Bytes of all arrays that never change. */
  readonly constantBytes: number;
  /** Bytes of the activations that live at the same time. */
  readonly arenaBytes: number;
  /** Bytes of what a stream carries from run to run. */
  readonly stateBytes: number;
}

/**
 * Explains a plan: its calls in order, with kernels, bytes, multiply-accumulates and accumulator widths, and the memory that it takes.
 *
 * @example
 * explanationText(explanation(lower(network)));
 */
export function explanation({ network, dialect, tensors, calls, initial, arenaBytes }: Plan): Explanation {
  const rows = calls.map((call): CallExplanation => {
    const output = tensors[call.writes[0]];
    const sums = call.kernel === 'float' ? undefined : call.accumulators;
    return {
      layer: call.layer,
      type: call.type,
      kernel: call.kernel,
      reads: call.reads.map(k => tensors[k].name),
      place: placeText(output.place),
      bytes: bytesOf(output),
      constantBytes: arrayBytes(call.constants),
      macs: call.macs,
      ...(sums && sums.length > 0 && { bits: Math.max(...sums.map(bitsOf)) }),
    };
  });
  const constants = tensors.filter(({ place, viewOf }) => place.region === 'constant' && viewOf === undefined);
  const total = (field: 'macs' | 'constantBytes') => rows.reduce((sum, row) => sum + row[field], 0);
  return {
    name: network.name,
    ...(dialect !== undefined && { dialect }),
    calls: rows,
    views: tensors.flatMap(({ name, viewOf }) => (viewOf === undefined ? [] : name)),
    macs: total('macs'),
    constantBytes: total('constantBytes') + constants.reduce((sum, tensor) => sum + bytesOf(tensor), 0),
    arenaBytes,
    stateBytes: initial.length,
  };
}

/** An explanation as lines of at most 80 characters: a line a call, and what all take together. Long names are cut. */
export function explanationText({
  name,
  dialect,
  calls,
  views,
  macs,
  constantBytes,
  arenaBytes,
  stateBytes,
}: Explanation): string {
  const rows = [
    ['', 'layer', 'kernel', 'MAC', 'constants', 'bits', 'output', 'bytes'],
    ...calls.map((call, k) => [
      `${k}`,
      shortName(call.layer, 18),
      shortName(call.kernel, 14),
      count(call.macs),
      count(call.constantBytes),
      call.bits === undefined ? '-' : `${call.bits}`,
      call.place,
      count(call.bytes),
    ]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => row[column].length)));
  const lines = rows.map(row =>
    row
      .map((cell, k) => (k === 1 || k === 2 || k === 6 ? cell.padEnd(widths[k]) : cell.padStart(widths[k])))
      .join(' ')
      .trimEnd(),
  );
  return [
    ...lines,
    `${shortName(name, 30)}: ${calls.length} calls, ${views.length} views, ${dialect ?? 'float32'}, ${macs} MAC a run`,
    `bytes: constants ${constantBytes}, arena ${arenaBytes}, state ${stateBytes}`,
  ].join('\n');
}

function placeText(place: Place): string {
  return place.region === 'constant' ? 'constant' : `${place.region}+${place.offset}`;
}

function bytesOf({ shape, params }: PlannedTensor): number {
  return elementsOf(shape) * allocate(params, 0).BYTES_PER_ELEMENT;
}

/** Bytes of all arrays in plain data. */
function arrayBytes(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, item: unknown) => sum + arrayBytes(item), 0);
}

/** A count in at most 9 characters. */
function count(value: number): string {
  return value < 1e9 ? `${value}` : value.toExponential(2);
}
