import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Dialect, tflm } from '../../../lib/network.js';
import { sharedData } from '../../sharedData.js';
import { type CodeType, runLayer, type TfliteCase } from '../ops/tfliteCases.js';

/** A test case of CMSIS-NN: its #defines and arrays, names without the prefix. */
interface Case {
  d(name: string): number;
  a(name: string): readonly number[];
}

type File = Readonly<
  Record<string, { defines: Record<string, number>; arrays: Record<string, { data: readonly number[] }> }>
>;

function caseOf(file: File, name: string): Case {
  const { defines, arrays } = file[name];
  return {
    d: field => defines[`${name.toUpperCase()}_${field}`],
    a: array => arrays[`${name}_${array}`].data,
  };
}

/** The multipliers of a case instead of those that follow from scales. */
function givenBy(multiplier: number, shift: number): Dialect {
  return {
    ...tflm,
    name: 'given',
    requantization: ({ scales, zeroPoint, low, high }) => ({
      rule: 'double',
      multiplier: Int32Array.from(scales, () => multiplier),
      shift: Int32Array.from(scales, () => shift),
      zeroPoint,
      low,
      high,
    }),
    multiplication: () => ({ rule: 'double', multiplier, shift }),
  };
}

const clamp = (c: Case) => (q: number) => Math.min(Math.max(q, c.d('OUT_ACTIVATION_MIN')), c.d('OUT_ACTIVATION_MAX'));

const codesIn = (type: CodeType, zeroPoint: number, shape: readonly number[], x: readonly number[]) => ({
  of: [type, 1, zeroPoint] as const,
  shape,
  x,
});

/** Sums of int16: both multipliers of the case are 1/2, that of the output 2^-15, so the scales are 1, 1 and 2. */
function add(c: Case): number[] {
  const inputs = ['input1', 'input2'].map(name => codesIn('int16', 0, [c.d('DST_SIZE')], c.a(name)));
  return runLayer({ type: 'add', activation: 'none' }, inputs, ['int16', 2, 0]).map(clamp(c));
}

function mul(c: Case, type: CodeType): number[] {
  const inputs = [1, 2].map(k => codesIn(type, 0 - c.d(`INPUT${k}_OFFSET`), [c.d('DST_SIZE')], c.a(`input${k}`)));
  const dialect = givenBy(c.d('OUTPUT_MULT'), c.d('OUTPUT_SHIFT'));
  const got = runLayer({ type: 'mul', activation: 'none' }, inputs, [type, 2 ** 14, c.d('OUTPUT_OFFSET')], dialect);
  return got.map(clamp(c));
}

function extremum(c: Case, type: 'minimum' | 'maximum'): number[] {
  const inputs = [1, 2].map(k =>
    codesIn(
      'int8',
      0,
      ['BATCH', 'HEIGHT', 'WIDTH', 'CHANNEL'].map(axis => c.d(`${axis}_${k}`)),
      c.a(`input_tensor_${k}`),
    ),
  );
  return runLayer({ type, activation: 'none' }, inputs, ['int8', 1, 0]);
}

/** Padding with the code -128, that of 0 where it is the zero point. */
function pad(c: Case): number[] {
  const axes = ['N', 'H', 'W', 'C'];
  const layer: TfliteCase['layer'] = {
    type: 'pad',
    mode: 'constant',
    value: 0,
    margins: axes.map(axis => [c.d(`PRE_PAD_${axis}`), c.d(`POST_PAD_${axis}`)]),
  };
  const shape = axes.map(axis => c.d(`INPUT_${axis}`));
  const zeroPoint = c.d('PAD_VALUE');
  return runLayer(layer, [codesIn('int8', zeroPoint, shape, c.a('input_tensor'))], ['int8', 1, zeroPoint]);
}

/** Shapes and permutations, which the file does not hold: test_arm_transpose_s8.c and the data's sizes. */
const transposes = {
  transpose_matrix: { shape: [5, 20], permutation: [1, 0] },
  transpose_3dim: { shape: [5, 4, 20], permutation: [0, 2, 1] },
  transpose_chwn: { shape: [5, 16, 3, 17], permutation: [3, 1, 2, 0] },
  transpose_nchw: { shape: [4, 9, 3, 19], permutation: [0, 3, 1, 2] },
  transpose_wchn: { shape: [4, 3, 3, 21], permutation: [2, 3, 1, 0] },
} as const;

function softmax(c: Case): number[] {
  const input = { of: ['int16', 2 ** -15, 0], shape: [c.d('NUM_ROWS'), c.d('ROW_SIZE')], x: c.a('input') } as const;
  const dialect = givenBy(c.d('INPUT_MULT'), c.d('INPUT_LEFT_SHIFT'));
  return runLayer({ type: 'softmax', beta: 1 }, [input], ['int16', 1 / 32768, 0], dialect);
}

describe('the element-wise and data-moving integer ops', () => {
  let file: File;
  before(function () {
    const data = sharedData();
    if (!data) this.skip();
    file = JSON.parse(readFileSync(join(data, 'conformance', 'cmsis_nn.json'), 'utf8')) as File;
  });

  const equal = (name: string, got: (c: Case) => number[], output: string) =>
    it(`equal ${name} of CMSIS-NN`, () => {
      const c = caseOf(file, name);
      expect(got(c)).to.deep.equal([...c.a(output)]);
    });

  equal('add_s16', add, 'output_ref');
  equal('add_s16_spill', add, 'output_ref');
  equal('mul', c => mul(c, 'int8'), 'output_ref');
  equal('mul_s16', c => mul(c, 'int16'), 'output_ref');
  equal('mul_s16_spill', c => mul(c, 'int16'), 'output_ref');
  equal('maximum_no_broadcast_int8', c => extremum(c, 'maximum'), 'output');
  equal('maximum_broadcast_width_int8', c => extremum(c, 'maximum'), 'output');
  equal('maximum_scalar_1_int8', c => extremum(c, 'maximum'), 'output');
  equal('minimum_scalar_1_int8', c => extremum(c, 'minimum'), 'output');
  equal('pad_int8_1', pad, 'output');
  equal('pad_int8_2', pad, 'output');
  equal('softmax_s16', softmax, 'output_ref');
  for (const [name, { shape, permutation }] of Object.entries(transposes)) {
    const layer = { type: 'transpose', permutation } as const;
    equal(name, c => runLayer(layer, [codesIn('int8', 0, shape, c.a('input_tensor'))], ['int8', 1, 0]), 'output');
  }
});
