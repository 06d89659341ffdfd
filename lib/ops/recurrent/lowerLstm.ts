import { show } from '../../check.js';
import type { Dialect } from '../../dialects/dialect.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import type { Lstm } from '../../graph/network.js';
import type { CellConstants } from '../../kernels/sums/cellUpdate.js';
import { halfAway } from '../../rounding.js';
import { type CodeInfo, codesOf, widthOf } from '../codes.js';
import type { Lower } from '../op.js';
import { lowerGates } from './lowerGates.js';

/**
 * Long short-term memory on int8 or int16 codes with int8 weights: by TensorFlow Lite Micro's tables, or in TensorFlow Lite's fixed point,
 * which has none on int16 codes.
 *
 * By tables, the cell's scale should be a power of two: the argument of its tanh is shifted by the nearest one, as in the runtime.
 *
 * @internal
 */
export const lowerLstm: Lower<Lstm> = (layer, [given, ...initial], made, dialect) => {
  const input = codesOf(layer, given, 'int8', 'int16');
  const width = widthOf(input.params);
  const output = codesOf(layer, made, width);
  if (width === 'int16') requireSymmetric(layer, input, output);
  if (layer.output !== 'hidden') {
    throw networkError(layerNamed(layer), 'in integers the output must be hidden', show(layer.output));
  }
  if (initial.length > 0) {
    throw networkError(
      layerNamed(layer),
      'in integers it must begin with zeros, or carry its state',
      'a state as an input',
    );
  }
  const lite = dialect.rules.lstm === 'lite' && width === 'int8';
  const { weights, recurrent, bias, reverse, carry } = layer;
  // what the sums of the hidden state saturate to before those of the input are added
  const range = lite ? ([-(2 ** 31), 2 ** 31 - 1] as const) : INT16;
  const ofInput = lowerGates(layer, input.params, weights, bias, INT16, dialect);
  const ofState = lowerGates(layer, output.params, recurrent, undefined, range, dialect);
  return {
    kernel: 'lstm',
    constants: {
      time: input.shape[input.shape.length - 2],
      units: output.shape[output.shape.length - 1],
      reverse,
      carry,
      weights: ofInput.constants,
      recurrent: ofState.constants,
      cell: lite ? fixedCell(layer, output, dialect) : tableCell(layer, output, dialect),
    },
    accumulators: [
      { ...ofInput.range, of: 'weights' },
      { ...ofState.range, of: 'recurrent' },
    ],
  };
};

const INT16 = [-32768, 32767] as const;

function requireSymmetric(layer: Lstm, ...tensors: readonly CodeInfo[]): void {
  for (const { name, params } of tensors) {
    if (params.zeroPoint[0] !== 0) {
      const rule = 'int16 tensors must have zero point 0';
      throw networkError(layerNamed(layer), rule, `${params.zeroPoint[0]} in ${name}`);
    }
  }
}

function tableCell(layer: Lstm, output: CodeInfo, dialect: Dialect): CellConstants {
  const scale = cellScale(layer);
  return {
    rule: 'table',
    keep: dialect.multiplication(2 ** -15),
    admit: dialect.multiplication(2 ** -30 / scale),
    shift: halfAway(Math.log2(scale)) + 12,
    ...cellLimits(layer, scale),
    emit: dialect.multiplication(2 ** -30 / output.params.scale[0]),
    hidden: hiddenCodes(output),
  };
}

function fixedCell(layer: Lstm, output: CodeInfo, dialect: Dialect): CellConstants {
  const scale = cellScale(layer);
  const power = Math.log2(scale);
  if (!Number.isInteger(power) || power < -15 || power > -9) {
    const rule = 'the scale of cellParams must be a power of two in [2^-15, 2^-9]';
    throw networkError(layerNamed(layer), rule, `${scale}`);
  }
  return {
    rule: 'fixed',
    power,
    ...cellLimits(layer, scale),
    emit: dialect.multiplication(Math.fround(2 ** -30 / output.params.scale[0])),
    hidden: hiddenCodes(output),
  };
}

function cellScale(layer: Lstm): number {
  const { cellParams } = layer;
  if (!cellParams || widthOf(cellParams) !== 'int16' || cellParams.zeroPoint[0] !== 0) {
    const got = cellParams ? `${widthOf(cellParams)} with zero point ${cellParams.zeroPoint[0]}` : 'none';
    throw networkError(layerNamed(layer), 'cellParams must be int16 with zero point 0', got);
  }
  return cellParams.scale[0];
}

/** Smallest and largest code of the cell. */
function cellLimits({ cellClip }: Lstm, scale: number): { readonly least: number; readonly most: number } {
  if (cellClip === 0) return { least: INT16[0], most: INT16[1] };
  const clip = Math.trunc(Math.min(cellClip / scale, 32767));
  return { least: 0 - clip, most: clip };
}

function hiddenCodes({ params }: CodeInfo): CellConstants['hidden'] {
  return { zeroPoint: params.zeroPoint[0], low: params.qmin, high: params.qmax };
}
