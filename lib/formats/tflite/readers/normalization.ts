import { Unsupported } from '../../problems.js';
import { FLOAT32 } from '../reading/elementTypes.js';
import { fusedActivation, type Handlers, type Op, sameAs } from '../reading/op.js';
import type { Value } from '../reading/values.js';

/**
 * Operators that bring rows to a norm, in real numbers: several layers each.
 *
 * @internal
 */
export const normalization = {
  LOG_SOFTMAX: logSoftmax,
  L2_NORMALIZATION: l2Normalization,
} satisfies Handlers;

/** x - max - log(sum(exp(x - max))) along the last axis. */
function logSoftmax(op: Op) {
  const x = reals(op);
  const centred = op.step({ type: 'sub', activation: 'none' }, [x, over(op, 'reduceMax', x)]);
  const sum = over(op, 'reduceSum', op.step({ type: 'exp' }, [centred]));
  return op.emit({ type: 'sub', activation: 'none' }, [centred, op.step({ type: 'log' }, [sum])]);
}

/** x / max(sqrt(sum(x^2)), 1e-6) along the last axis. @see TensorFlow Lite, kernels/internal/reference/l2normalization.h */
function l2Normalization(op: Op) {
  const x = reals(op);
  if (fusedActivation(op.options(12), 0) !== 'none') throw new Unsupported('a fused activation');
  const norm = op.step({ type: 'sqrt' }, [over(op, 'reduceSum', op.step({ type: 'square' }, [x]))]);
  const least: Value = {
    kind: 'constant',
    name: `${op.output().label}/least`,
    type: FLOAT32,
    shape: [],
    data: Float32Array.of(1e-6),
  };
  const divisor = op.step({ type: 'maximum', activation: 'none' }, [norm, least]);
  return op.emit({ type: 'div', activation: 'none' }, [x, divisor]);
}

function reals(op: Op): Value {
  const x = op.value(0);
  if (sameAs(x).params || op.output().params) throw new Unsupported('codes');
  return x;
}

function over(op: Op, type: 'reduceMax' | 'reduceSum', x: Value): Value {
  return op.step({ type, axes: [x.shape.length - 1], keepAxes: true }, [x]);
}
