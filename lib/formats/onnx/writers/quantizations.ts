import { sameParams } from '../../../qparams.js';
import type { Operators } from './operator.js';

/** Codes from real numbers and back, and constants. */
export const quantizationOperators = {
  // ties go to the even code, whatever the layer says: QuantizeLinear knows nothing else
  quantize(_layer, scope) {
    const [{ native }] = scope.inputs;
    return scope.computed(scope.real(0, native), native);
  },
  dequantize(_layer, scope) {
    const [{ native }] = scope.inputs;
    return scope.computed(scope.real(0, native), native);
  },
  constant({ value: constant, params }, scope) {
    const own = constant.params;
    const value = { shape: constant.shape, constant, ...(own && { params: own }) };
    const same = own && params ? sameParams(own, params) : own === params;
    return same ? { value, layout: 'plain' } : scope.computed(scope.values.real(value));
  },
} satisfies Operators;
