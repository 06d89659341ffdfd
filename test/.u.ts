import { affine, muLaw, quantize } from '../index.js';
for (const quantizer of [affine(), muLaw()]) quantize({ quantizer });
