import { tfliteError } from '../reading/modelError.js';
import { fusedActivation, type Handlers, type Op, paddingOf } from '../reading/op.js';

/**
 * Operators over windows of (batch, height, width, channels).
 *
 * @internal
 */
export const pool = {
  AVERAGE_POOL_2D: op => op.emit({ type: 'averagePool2d', countPadding: false, ...windows(op) }, [op.value(0)]),
  MAX_POOL_2D: op => op.emit({ type: 'maxPool2d', ...windows(op) }, [op.value(0)]),
} satisfies Handlers;

function windows(op: Op) {
  const options = op.options(5);
  const { shape } = op.value(0);
  if (shape.length !== 4) throw tfliteError(`operator ${op.name}`, 'the input must have 4 axes', `${shape.length}`);
  op.spend(shape[1] + shape[2]); // to check each window takes time
  return {
    size: [options.number('int32', 4), options.number('int32', 3)],
    stride: [options.number('int32', 2), options.number('int32', 1)],
    padding: paddingOf(options, 0),
    activation: fusedActivation(options, 5),
  } as const;
}
