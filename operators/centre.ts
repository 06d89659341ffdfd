import type { OperatorFunction } from 'rxjs';
import { type CentreOptions, centreStage } from '../lib/equalizers/index.js';
import type { Frame } from '../lib/frame.js';
import { frameOperator } from './frameOperator.js';

/**
 * Takes each channel's offset off; the centres travel with the frames; see {@link centreStage}.
 *
 * @example
 * sensor$.pipe(centre({ samples: 4096 }), trackRange(), quantize({ quantizer: muLaw() }), dequantize(), uncentre())
 * drifting$.pipe(centre({ corner: 0.5 }), quantize({ quantizer: symmetric(), range: [-4, 4] }))
 */
export function centre<F extends Frame = Frame>(options: CentreOptions): OperatorFunction<F, F> {
  return frameOperator('centre', () => centreStage(options)) as unknown as OperatorFunction<F, F>;
}
