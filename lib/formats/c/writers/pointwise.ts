import { type CodeTensor, codesOf, widthOf } from '../../../ops/integerOp.js';
import type { Layer } from '../../../graph/network.js';
import { Unsupported } from '../../problems.js';
import { elementsOf } from '../../../graph/tensor.js';
import { newCodes } from '../../../qparams.js';
import { codeOf } from '../arithmetic.js';
import { recorded } from '../recorded.js';
import { cType } from './writeCall.js';
import { type OpTarget, type WriteOp, writeScaling } from './writeOp.js';

/** Layers that requantize one code at a time. */
const RECODING: ReadonlySet<Layer['type']> = new Set(['relu', 'clip', 'quantize'] as const);

/** A function of every element: of 8-bit codes a table that the executor's arithmetic fills. */
export const writePointwise: WriteOp<Layer> = (layer, [given], output, target) => {
  const input = codesOf(layer, given);
  const width = widthOf(input.params);
  const count = elementsOf(input.shape);
  if (width !== 'int8' && width !== 'uint8') return recoding(layer, input, output, target);
  const first = width === 'int8' ? -128 : 0;
  const shape = [256];
  const codes = { ...input, shape, data: newCodes(input.params, 256) };
  for (let k = 0; k < 256; k++) codes.data[k] = first + k;
  const made = { ...output, shape, data: newCodes(output.params, 256) };
  recorded(layer, [codes], made).run();
  const table = target.array('table', widthOf(output.params), made.data);
  const index = first === 0 ? `${target.args[0]}[i]` : `${target.args[0]}[i] + 128`;
  return [`for (int32_t i = 0; i < ${count}; i++) out[i] = ${table}[${index}];`];
};

function recoding(layer: Layer, input: CodeTensor, output: CodeTensor, target: OpTarget): readonly string[] {
  const notes = recorded(layer, [input], output);
  if (!RECODING.has(layer.type) || notes.requantizations.length !== 1) {
    throw new Unsupported(`codes of ${widthOf(input.params)}`);
  }
  const name = writeScaling(notes, target);
  const acc = `${target.args[0]}[i] - (${input.params.zeroPoint[0]})`;
  const code = `(${cType(output.params)})${target.use(codeOf)}(&${name}, 0, ${acc})`;
  return [`for (int32_t i = 0; i < ${elementsOf(input.shape)}; i++) out[i] = ${code};`];
}
