import { expect } from 'chai';
import { compilePlan } from '../../../../lib/engine/compile.js';
import { allocate } from '../../../../lib/graph/tensor.js';
import type { ConstantsOf, KernelName } from '../../../../lib/kernels/calls/index.js';
import type { Requantization } from '../../../../lib/kernels/requantization.js';
import { packWeights } from '../../../../lib/kernels/sums/weights.js';
import { vectorKernels } from '../../../../lib/kernels/wasm/index.js';
import type { KernelCall, Plan } from '../../../../lib/plan/plan.js';
import { freezeParams } from '../../../../lib/qparams.js';
import { random } from '../../../../lib/random.js';

const SEED = 29;
const CASES = Number(process.env.BITSTAIR_VECTOR_CASES ?? 400);

type Range = readonly [low: number, high: number];
const INT8: Range = [-128, 127];
const UINT8: Range = [0, 255];
const INT16: Range = [-32768, 32767];

const generator = random(SEED);
const integer = (low: number, high: number) => low + Math.floor(generator.uniform() * (high - low + 1));
const oneOf = <T>(list: readonly T[]): T => list[integer(0, list.length - 1)];

const paramsOf = ([qmin, qmax]: Range) =>
  freezeParams({ kind: 'affine', bits: qmax - qmin > 255 ? 16 : 8, qmin, qmax, scale: [1], zeroPoint: [0] });

/** A plan of one call over tensors of so many codes, which lie one after another. */
function onePlan<K extends KernelName>(
  kernel: K,
  constants: ConstantsOf<K>,
  reads: readonly (readonly [Range, number])[],
  write: readonly [Range, number],
): Plan {
  let top = 0;
  const tensors = [...reads, write].map(([range, length], k) => {
    const params = paramsOf(range);
    const offset = top;
    top += Math.ceil((length * allocate(params, 0).BYTES_PER_ELEMENT) / 16) * 16;
    return { name: `t${k}`, shape: [length], params, place: { region: 'arena' as const, offset } };
  });
  const out = reads.length;
  const call = { layer: 'l', type: 'dense', kernel, constants, reads: reads.map((_, k) => k), writes: [out], macs: 0 };
  return {
    network: {
      arithmetic: 'integer',
      inputs: tensors.slice(0, out),
      outputs: [`t${out}`],
    } as unknown as Plan['network'],
    tensors,
    inputs: call.reads,
    outputs: [out],
    calls: [call as KernelCall],
    state: [],
    moves: [],
    initial: new Uint8Array(0),
    arenaBytes: top,
    taps: [],
  };
}

/** Runs a plan on codes in both ways; fails where a code differs. */
function expectSame(plan: Plan, title: string): void {
  const [vector, definition] = [compilePlan(plan), compilePlan(plan, { kernels: 'typescript' })];
  expect(vector.kernels, title).to.deep.equal(['wasm']);
  expect(definition.kernels).to.deep.equal(['typescript']);
  for (let run = 0; run < 3; run++) {
    const inputs = plan.inputs.map(k => {
      const { params, shape } = plan.tensors[k];
      if (!params) throw new RangeError('codes');
      return allocate(params, shape[0]).map(() =>
        run === 0 ? oneOf([params.qmin, params.qmax]) : integer(params.qmin, params.qmax),
      );
    });
    const [got, wanted] = [vector, definition].map(compiled => {
      const { params, shape } = plan.tensors[plan.outputs[0]];
      const out = allocate(params, shape[0]);
      compiled.run(compiled.newState(), inputs, [out]);
      return Array.from(out);
    });
    expect(got, `${title}, seed ${SEED}`).to.deep.equal(wanted);
  }
}

/** Constants of any size that the rule allows, for sums up to `largest`. */
function requantization(rows: number, [low, high]: Range, largest: number): Requantization {
  const zeroPoint = integer(low, high);
  const bounds = oneOf([true, false]) ? { low, high } : { low: zeroPoint, high };
  const entries = oneOf([1, rows]);
  const rule = oneOf(['double', 'single', 'float32', 'float64', 'shift', 'none'] as const);
  if (rule === 'none') return { rule, ...bounds };
  const span = high - low;
  const real = () => (span / Math.max(largest, 1)) * 2 ** (generator.uniform() * 12 - 4);
  if (rule === 'double' || rule === 'single') {
    const multiplier = Int32Array.from({ length: entries }, () =>
      oneOf([0, 2 ** 30, 2 ** 31 - 1, integer(2 ** 30, 2 ** 31 - 1)]),
    );
    // the product must lie within int32
    const most = 30 - Math.ceil(Math.log2(largest + 1));
    const shift = Int32Array.from({ length: entries }, () =>
      Math.max(Math.min(Math.floor(Math.log2(real())), most), -30),
    );
    return { rule, multiplier, shift, zeroPoint, ...bounds };
  }
  const scale = Float64Array.from({ length: entries }, () => {
    if (rule === 'shift') return 2 ** Math.floor(Math.log2(real()));
    return rule === 'float32' ? Math.fround(oneOf([0.5, 0.25, real()])) : oneOf([0.5, 0.25, real()]);
  });
  return { rule, scale, zeroPoint, ...bounds };
}

/** Weights, biases and the way to codes of so many rows of so many taps over codes of a range. */
function sums(rows: number, taps: number, input: Range, output: Range) {
  const zeroPoint = input === INT16 ? 0 : integer(input[0], input[1]);
  const samples = { low: input[0] - zeroPoint, high: input[1] - zeroPoint };
  const peak = Math.max(-samples.low, samples.high);
  const most = Math.min(oneOf([1, 7, 127, 32767]), Math.floor((2 ** 31 - 1) / 2 / (peak * taps)));
  const weights = packWeights(
    Int32Array.from({ length: rows * taps }, () => oneOf([0, -most, most, integer(-most, most)])),
  );
  const room = 2 ** 31 - 1 - peak * taps * most;
  const bias = Int32Array.from({ length: rows }, () => oneOf([0, integer(-1000, 1000), integer(-room, room)]));
  const largest = peak * taps * most + bias.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  return { weights, bias, zeroPoint, samples, wide: false, requantization: requantization(rows, output, largest) };
}

describe('vectorKernels', () => {
  it('has a case here for each of them', () => {
    expect(Object.keys(vectorKernels).sort()).to.deep.equal([
      'averagePool',
      'averagePoolReal',
      'convolution',
      'dense',
      'depthwise',
      'maxPool',
      'sum',
      'sumByShift',
      'sumFused',
    ]);
  });

  it('sums rows as dense does, in every rule of rounding', () => {
    for (let k = 0; k < CASES; k++) {
      const [input, output] = [oneOf([INT8, UINT8, INT16]), oneOf([INT8, UINT8, INT16])];
      const [batch, taps, rows] = [integer(1, 6), integer(1, 40), integer(1, 20)];
      const constants = sums(rows, taps, input, output);
      const plan = onePlan('dense', constants, [[input, batch * taps]], [output, batch * rows]);
      expectSame(plan, `dense ${k}: ${batch} x ${taps} -> ${rows}, ${constants.requantization.rule}`);
    }
  });

  for (const kernel of ['convolution', 'depthwise'] as const) {
    it(`sums windows as ${kernel} does, with any stride, dilation and padding`, () => {
      for (let k = 0; k < CASES; k++) {
        const [input, output] = [oneOf([INT8, UINT8, INT16]), oneOf([INT8, UINT8, INT16])];
        const plane = [integer(1, 7), integer(1, 7), integer(1, 19)] as const;
        const pair = (most: number) => [integer(1, most), integer(1, most)] as const;
        const [size, stride, dilation] = [pair(3), pair(3), pair(2)];
        const before = [integer(0, 2), integer(0, 2)] as const;
        const made = pair(4); // windows that lie behind the plane see zeros
        const channels = plane[2];
        const rows = kernel === 'depthwise' ? channels : integer(1, 20);
        const taps = size[0] * size[1] * (kernel === 'depthwise' ? 1 : channels);
        const constants = {
          ...sums(rows, taps, input, output),
          ...{ plane, made, kernel: size, stride, dilation, before },
          groups: kernel === 'depthwise' ? channels : 1,
        };
        const planes = integer(1, 2);
        const length = plane[0] * plane[1] * channels;
        const outLength = made[0] * made[1] * rows;
        const plan = onePlan(kernel, constants, [[input, planes * length]], [output, planes * outLength]);
        expectSame(plan, `${kernel} ${k}: ${JSON.stringify({ plane, made, size, stride, dilation, before, rows })}`);
      }
    });
  }

  for (const kernel of ['averagePool', 'averagePoolReal', 'maxPool'] as const) {
    it(`pools as ${kernel} does`, () => {
      for (let k = 0; k < CASES; k++) {
        const range = oneOf([INT8, UINT8]);
        const axis = () => {
          const [length, size, stride] = [integer(1, 9), integer(1, 4), integer(1, 3)];
          const before = integer(0, size - 1);
          return {
            ...{ length, size, stride, before },
            count: integer(1, Math.floor((length - 1 + before) / stride) + 1),
          };
        };
        const [rows, columns, channels, planes] = [axis(), axis(), integer(1, 40), integer(1, 2)];
        const bounds = oneOf([range, [integer(range[0], 0), integer(1, range[1])] as const]);
        const constants = {
          ...{ rows, columns, channels, low: bounds[0], high: bounds[1] },
          ...(kernel === 'averagePoolReal' && {
            order: oneOf(['columns', 'rows', 'lanes'] as const),
            scale: Math.fround(generator.uniform() * 4 + 0.01),
            zeroPoint: integer(...range),
            outScale: Math.fround(generator.uniform() * 4 + 0.01),
            outZeroPoint: integer(...range),
          }),
        } as ConstantsOf<typeof kernel>;
        const [length, out] = [rows.length * columns.length, rows.count * columns.count].map(
          n => n * channels * planes,
        );
        expectSame(
          onePlan(kernel, constants, [[range, length]], [range, out]),
          `${kernel} ${k}: ${JSON.stringify(constants)}`,
        );
      }
    });
  }

  /** Tries a kernel of two operands on codes of 8 bits. */
  function tryOperands<K extends 'sum' | 'sumByShift' | 'sumFused'>(
    kernel: K,
    make: (x: Range, y: Range, output: Range) => Omit<ConstantsOf<K>, 'broadcast'>,
  ): void {
    for (let k = 0; k < CASES; k++) {
      const [x, y, output] = [oneOf([INT8, UINT8]), oneOf([INT8, UINT8]), oneOf([INT8, UINT8, INT16])];
      const length = integer(1, 600);
      const broadcast = { counts: [length], strides: [[1], [1]] };
      // all but the broadcast is made by the caller
      const constants = { broadcast, ...make(x, y, output) } as unknown as ConstantsOf<K>;
      const reads = [
        [x, length],
        [y, length],
      ] as const;
      expectSame(onePlan(kernel, constants, reads, [output, length]), `${kernel} ${k}: ${JSON.stringify(constants)}`);
    }
  }

  it('sums two operands as sum does', () => {
    const by = () => ({
      ...{ rule: oneOf(['double', 'single'] as const), multiplier: integer(2 ** 30, 2 ** 31 - 1) },
      shift: -integer(0, 3),
    });
    tryOperands('sum', (x, y, output) => ({
      addends: [
        { zeroPoint: integer(...x), by: by(), sign: 1 as const },
        { zeroPoint: integer(...y), by: by(), sign: oneOf([1, -1] as const) },
      ] as const,
      unit: 2 ** 20,
      squared: false,
      requantization: requantization(1, output, 2 ** 29),
    }));
  });

  it('sums two operands as sumByShift does', () => {
    tryOperands('sumByShift', (_x, _y, [low, high]) => ({
      factors: [integer(0, 2 ** 21), integer(0, 2 ** 21)] as const,
      bias: integer(-(2 ** 29), 2 ** 29),
      shift: integer(12, 24),
      zeroPoint: integer(low, high),
      ...{ low, high },
    }));
  });

  it('sums two operands as sumFused does', () => {
    tryOperands('sumFused', (_x, _y, [low, high]) => ({
      ratios: [
        Math.fround(oneOf([0.5, 1, generator.uniform() * 2])),
        Math.fround(oneOf([0.5, 1, generator.uniform() * 2])),
      ] as const,
      bias: Math.fround(oneOf([0, generator.normal() * 100])),
      ...{ low, high },
    }));
  });

  it('leaves to the definition what is beyond it', () => {
    const constants = { ...sums(4, 4, INT8, INT8), wide: true };
    const plan = onePlan('dense', constants, [[INT8, 4]], [INT8, 4]);
    expect(compilePlan(plan).kernels).to.deep.equal(['typescript']);
  });
});
