import { affine } from '../lib/quantizers/affine.js';
import { aLaw } from '../lib/quantizers/aLaw.js';
import { midRise } from '../lib/quantizers/midRise.js';
import { muLaw } from '../lib/quantizers/muLaw.js';
import { powerOfTwo } from '../lib/quantizers/powerOfTwo.js';
import type { Quantizer } from '../lib/quantizers/quantizer.js';
import { symmetric } from '../lib/quantizers/symmetric.js';

/** Quantizers by the name they have on the command line. */
export const QUANTIZERS: Readonly<Record<string, (bits: number, axis: 'tensor' | 'channel') => Quantizer>> = {
  uniform: (bits, axis) => affine({ bits, axis }),
  affine: (bits, axis) => affine({ bits, axis, zero: 'keep' }),
  symmetric: (bits, axis) => symmetric({ bits, axis }),
  midRise: (bits, axis) => midRise({ bits, axis }),
  powerOfTwo: (bits, axis) => powerOfTwo({ bits, axis }),
  muLaw: (bits, axis) => muLaw({ bits, axis }),
  aLaw: (bits, axis) => aLaw({ bits, axis }),
};
