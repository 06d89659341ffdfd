import { importTflite } from '../../../../lib/formats/tflite/importTflite.js';
import type { AnyNetwork, Values } from '../../../../lib/network.js';
import { executor as executorOf } from '../../executor.js';
import { type OperatorSource, type TensorSource, tfliteModel, INT32 } from './tfliteModel.js';

/** A model of one operator from x to y; constants are its other inputs, before or behind x. */
export function singleOperator(
  code: number,
  x: TensorSource,
  y: TensorSource,
  constants: readonly TensorSource[] = [],
  options?: OperatorSource['options'],
  before = 0,
): AnyNetwork {
  const others = constants.map((_, k) => k + 2);
  return importTflite(
    tfliteModel({
      tensors: [{ name: 'x', ...x }, { name: 'y', ...y }, ...constants],
      operators: [{ code, inputs: others.toSpliced(before, 0, 0), outputs: [1], ...(options && { options }) }],
      inputs: [0],
      outputs: [1],
    }),
  );
}

/** A constant list of int32. */
export const integers = (list: readonly number[], shape: readonly number[] = [list.length]): TensorSource => ({
  shape,
  type: INT32,
  data: Int32Array.from(list),
});

/** What a network makes of numbers, or codes. */
export function outputOf<A extends Values>(network: AnyNetwork, x: A): number[] {
  const executor = executorOf(network);
  const [{ shape }] = executor.outputs;
  const out = new (x.constructor as new (length: number) => A)(shape.reduce((a, b) => a * b, 1));
  executor.run(x, out);
  return [...out];
}
