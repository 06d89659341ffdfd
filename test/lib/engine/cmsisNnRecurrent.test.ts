import { executor as executorOf } from '../executor.js';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Dialect, type QuantizedMultiplier, tflm } from '../../../lib/network.js';
import type { Lstm, Svdf, Tensor } from '../../../lib/network.js';
import type { AffineParams } from '../../../lib/qparams.js';
import { affineParams } from '../../../lib/quantizers/index.js';
import { sharedData } from '../../sharedData.js';
import { oneLayer } from '../ops/network.js';

/** A test case of CMSIS-NN: its #defines and arrays, names without the prefix. */
interface Case {
  d(name: string): number;
  a(name: string): readonly number[];
}

function caseOf(folder: string, name: string): Case {
  const file = JSON.parse(readFileSync(join(folder, 'conformance', 'cmsis_nn.json'), 'utf8')) as Record<
    string,
    { defines: Record<string, number>; arrays: Record<string, { data: number[] }> }
  >;
  const { defines, arrays } = file[name];
  return {
    d: field => defines[`${name.toUpperCase()}_${field}`],
    a: array => arrays[`${name}_${array}`].data,
  };
}

/** Codes of `bits` bits. */
function params(bits: 8 | 16, scale: number, zeroPoint = 0): AffineParams {
  return { ...affineParams({ bits, scale: Math.fround(scale), zeroPoint }), qmin: -(2 ** (bits - 1)) };
}

const realOf = ({ multiplier, shift }: QuantizedMultiplier) => multiplier * 2 ** (shift - 31);

/** The arithmetic of `tflm` with the multipliers of a case instead of those that follow from float32 scales. */
function givenBy(all: readonly QuantizedMultiplier[]): Dialect {
  function given(real: number): QuantizedMultiplier {
    const found = all.find(m => Math.abs(realOf(m) / real - 1) < 2 ** -20);
    if (!found) throw new Error(`the case has no multiplier ${real}`);
    return found;
  }
  const encoding = (scales: readonly number[], clamp: { zeroPoint: number; low: number; high: number }) => ({
    multiplier: Int32Array.from(scales, s => given(s).multiplier),
    shift: Int32Array.from(scales, s => given(s).shift),
    zeroPoint: clamp.zeroPoint,
    low: clamp.low,
    high: clamp.high,
  });
  return {
    ...tflm,
    name: 'given',
    requantization: wanted => ({ rule: 'double', ...encoding(wanted.scales, wanted) }),
    wideRequantization: wanted => ({ rule: 'wide', ...encoding(wanted.scales, wanted) }),
    multiplication: real => ({ rule: 'double', ...given(real) }),
  };
}

const gates = ['input', 'forget', 'cell', 'output'] as const;

/**
 * Of lstm_one_time_step the file holds the arrays of two generators and the #defines of the second, but for the biases, which are the
 * first one's. So this is the first one's case: its #defines, by the names of the second (config_data.h of commit fe184997a6ec).
 */
const ONE_TIME_STEP: Readonly<Record<string, number>> = {
  BATCH_SIZE: 3,
  TIME_STEPS: 1,
  INPUT_SIZE: 22,
  HIDDEN_SIZE: 3,
  INPUT_ZERO_POINT: 128,
  OUTPUT_ZERO_POINT: -16,
  FORGET_TO_CELL_MULTIPLIER: 1073741824,
  FORGET_TO_CELL_SHIFT: -14,
  INPUT_TO_CELL_MULTIPLIER: 1073741824,
  INPUT_TO_CELL_SHIFT: -13,
  OUTPUT_MULTIPLIER: 1828318324,
  OUTPUT_SHIFT: -21,
  INPUT_GATE_INPUT_MULTIPLIER: 2118812544,
  INPUT_GATE_INPUT_SHIFT: -3,
  FORGET_GATE_INPUT_MULTIPLIER: 2143159040,
  FORGET_GATE_INPUT_SHIFT: -3,
  CELL_GATE_INPUT_MULTIPLIER: 1079340672,
  CELL_GATE_INPUT_SHIFT: -2,
  OUTPUT_GATE_INPUT_MULTIPLIER: 2144143488,
  OUTPUT_GATE_INPUT_SHIFT: -3,
  INPUT_GATE_HIDDEN_MULTIPLIER: 1158760960,
  INPUT_GATE_HIDDEN_SHIFT: -3,
  FORGET_GATE_HIDDEN_MULTIPLIER: 1197046528,
  FORGET_GATE_HIDDEN_SHIFT: -3,
  CELL_GATE_HIDDEN_MULTIPLIER: 1244768512,
  CELL_GATE_HIDDEN_SHIFT: -3,
  OUTPUT_GATE_HIDDEN_MULTIPLIER: 1216274304,
  OUTPUT_GATE_HIDDEN_SHIFT: -3,
};

/** That case by the names of the second generator. */
function oneTimeStep({ a }: Case): Case {
  return {
    d: field => ONE_TIME_STEP[field],
    a: array => {
      const [, gate, from] = /^(\w+)_gate_(input|hidden)_weights$/.exec(array) ?? [];
      if (gate) return a(from === 'input' ? `input_to_${gate}_w` : `recurrent_input_to_${gate}_w`);
      return a(array === 'input_tensor' ? 'input' : array);
    },
  };
}

/** What our long short-term memory gives on a case. */
function lstm({ d, a }: Case, bits: 8 | 16): number[] {
  const multiplier = (name: string) => ({ multiplier: d(`${name}_MULTIPLIER`), shift: d(`${name}_SHIFT`) });
  const [units, size] = [d('HIDDEN_SIZE'), d('INPUT_SIZE')];
  const outScale = Math.fround(2 ** -30 / realOf(multiplier('OUTPUT')));
  const each = <T>(tensor: (gate: (typeof gates)[number]) => T) => gates.map(tensor) as unknown as [T, T, T, T];
  const weights = (gate: string, from: 'input' | 'hidden', columns: number, scale: number): Tensor => ({
    shape: [units, columns],
    data: Int8Array.from(a(`${gate}_gate_${from}_weights`)),
    // of the inputs' scales that give these multipliers, the ones where the input has scale 1
    params: params(8, (realOf(multiplier(`${gate}_GATE_${from}`.toUpperCase())) * 2 ** -12) / scale),
  });
  const layer = {
    type: 'lstm',
    params: params(bits, outScale, d('OUTPUT_ZERO_POINT')),
    weights: each(gate => weights(gate, 'input', size, 1)),
    recurrent: each(gate => weights(gate, 'hidden', units, outScale)),
    bias: each(gate => {
      const codes = a(`${gate}_gate_bias`);
      return { shape: [units], data: bits === 16 ? Float64Array.from(codes) : Int32Array.from(codes) };
    }),
    cellClip: 1e9, // CELL_CLIP is 32767: whatever the cell can hold
    cellParams: params(16, 2 ** -30 / realOf(multiplier('INPUT_TO_CELL'))),
    output: 'hidden',
    reverse: false,
    carry: false,
  } satisfies Omit<Lstm, 'name' | 'inputs'>;
  const all = ['INPUT', 'HIDDEN'].flatMap(from => gates.map(g => multiplier(`${g.toUpperCase()}_GATE_${from}`)));
  const given = [...all, multiplier('FORGET_TO_CELL'), multiplier('INPUT_TO_CELL'), multiplier('OUTPUT')];
  const x = params(bits, 1, 0 - d('INPUT_ZERO_POINT'));
  const network = oneLayer([d('BATCH_SIZE'), d('TIME_STEPS'), size], x, layer);
  const executor = executorOf(network, { dialect: givenBy(given) });
  const codes = bits === 16 ? Int16Array : Int8Array;
  const out = new codes(d('BATCH_SIZE') * d('TIME_STEPS') * units);
  executor.run(codes.from(a('input_tensor')), out);
  return [...out];
}

/** What our filter gives on the last run of a case. */
function svdf({ d, a }: Case, stateBits: 8 | 16): number[] {
  const real = (multiplier: string, shift: string) => realOf({ multiplier: d(multiplier), shift: d(shift) });
  const [filters, rank, batches] = [d('FEATURE_BATCHES'), d('RANK'), d('INPUT_BATCHES')];
  const layer = {
    type: 'svdf',
    params: params(8, 1, d('OUTPUT_OFFSET')),
    features: {
      shape: [filters, d('INPUT_SIZE')],
      data: Int8Array.from(a('weights_feature')),
      params: params(8, real('MULTIPLIER_IN', 'SHIFT_1')),
    },
    time: {
      shape: [filters, d('TIME_BATCHES')],
      data: (stateBits === 16 ? Int16Array : Int8Array).from(a('weights_time')),
      params: params(stateBits, real('MULTIPLIER_OUT', 'SHIFT_2')),
    },
    bias: { shape: [filters / rank], data: Int32Array.from(a('biases')) },
    rank,
    activation: 'none',
    stateParams: params(stateBits, 1),
  } satisfies Omit<Svdf, 'name' | 'inputs'>;
  const executor = executorOf(oneLayer([batches, d('INPUT_SIZE')], params(8, 1, d('INPUT_OFFSET')), layer));
  const out = new Int8Array(d('DST_SIZE'));
  const size = batches * d('INPUT_SIZE');
  const input = a('input_sequence');
  for (let at = 0; at < input.length; at += size) executor.run(Int8Array.from(input.slice(at, at + size)), out);
  return [...out];
}

describe('the recurrent integer ops', () => {
  it('equal every case of CMSIS-NN', function () {
    const data = sharedData();
    if (!data) this.skip();
    const runs = [
      { name: 'lstm_one_time_step', ours: (c: Case) => lstm(oneTimeStep(c), 8), output: 'output_ref' },
      { name: 'lstm_2_s16', ours: (c: Case) => lstm(c, 16), output: 'output' },
      { name: 'lstm_stateful_batch_major_multibatch_s16', ours: (c: Case) => lstm(c, 16), output: 'output' },
      { name: 'svdf', ours: (c: Case) => svdf(c, 16), output: 'output_ref' },
      { name: 'svdf_2', ours: (c: Case) => svdf(c, 16), output: 'output_ref' },
      { name: 'svdf_int8', ours: (c: Case) => svdf(c, 8), output: 'output_ref' },
    ];
    let values = 0;
    for (const { name, ours, output } of runs) {
      const c = caseOf(data, name);
      const got = ours(c);
      expect(got, name).to.deep.equal(c.a(output));
      values += got.length;
    }
    console.log(`      ${values} values in ${runs.length} cases`);
    expect(values).to.equal(133);
  });
});
