import { affine, encodeFrame } from '../../lib/quantizers/index.js';
import { dequantize } from '../../operators/index.js';
import { lifecycle } from './lifecycle.js';

const quantizer = affine({ bits: 8 });
const params = quantizer.design({ min: [-8], max: [8] });

describe('dequantize', () => {
  lifecycle('dequantize', { operator: dequantize(), input: f => encodeFrame(quantizer, f, params) });
});
