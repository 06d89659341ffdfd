import { expect } from 'chai';
import { from, lastValueFrom, toArray } from 'rxjs';
import { muLaw } from '../../lib/quantizers/index.js';
import { centre, dequantize, quantize, trackRange, uncentre } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

describe('centre', () => {
  it('lets a law about zero work on the variation, and uncentre puts the offset back', async () => {
    const offset = wave(96, 16).map(f => ({ ...f, data: f.data.map(x => x + 1000) }));
    const largest = async (centred: boolean) => {
      const coded = from(offset).pipe(trackRange({ every: 16 }), quantize({ quantizer: muLaw() }), dequantize());
      const back = from(offset).pipe(
        centre({ centres: [1000] }),
        trackRange({ every: 16 }),
        quantize({ quantizer: muLaw() }),
        dequantize(),
        uncentre(),
      );
      const frames = await lastValueFrom((centred ? back : coded).pipe(toArray()));
      return Math.max(...frames.flatMap((f, k) => Array.from(f.data, (x, i) => Math.abs(x - offset[k].data[i]))));
    };
    // half the widest step of mu-law 255 at 8 bits is peak ln(256) / (2 * 127) = peak / 46
    expect(await largest(true)).to.be.below(8 / 45);
    expect(await largest(false)).to.be.above(8 / 45);
  });

  lifecycle('centre', { operator: centre({ samples: 20 }) });
});
