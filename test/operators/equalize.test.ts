import { expect } from 'chai';
import { from, lastValueFrom, toArray } from 'rxjs';
import { channelGain } from '../../lib/equalizers/index.js';
import { percentile } from '../../lib/ranges/index.js';
import { symmetric } from '../../lib/quantizers/index.js';
import { calibrate, dequantize, equalize, quantize, sqnr, unequalize } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

const range = { min: [-1, -8], max: [1, 8] };

describe('equalize', () => {
  it('brings channels to a common range and is inverted exactly by unequalize when gains are powers of two', async () => {
    const frames = wave(96, 16);
    const back = await lastValueFrom(
      from(frames).pipe(equalize({ range, equalizer: channelGain({ powerOfTwo: true }) }), unequalize(), toArray()),
    );
    expect(back).to.deep.equal(frames);
  });

  it('lets a weak channel keep its decibels in a shared encoding', async () => {
    const shared = { quantizer: symmetric({ bits: 8, axis: 'tensor' }) };
    const source = from(wave(3000, 100)).pipe(calibrate({ samples: 3000 }));
    const plain = await lastValueFrom(source.pipe(quantize(shared), sqnr()));
    const equalized = await lastValueFrom(source.pipe(equalize(), quantize(shared), sqnr()));
    // the wave's channels are 8 : 1, so equalizing the weak one gives back 20 log10(8) = 18.06 dB; sampling of one sine: +- 1 dB
    expect(equalized.channels[0].sqnr - plain.channels[0].sqnr).to.be.closeTo(20 * Math.log10(8), 1);
    expect(equalized.channels[1].sqnr).to.be.closeTo(plain.channels[1].sqnr, 1);
  });

  it('brings channels to a common percentile behind a percentile tracker, spikes left aside', async () => {
    const frames = wave(4000, 1000);
    frames[0].data[10] = 1000; // a spike in the weak channel
    const tracker = () => percentile({ percentile: 99 });
    const [f] = await lastValueFrom(from(frames).pipe(calibrate({ samples: 4000, tracker }), equalize(), toArray()));
    const [weak, strong] = f.gains ?? [];
    expect(weak / strong).to.be.closeTo(8, 0.1); // the waves are 1 : 8 without the spike; cells of the sketch: about 1 %
  });

  it('carries the gains through quantizing and decoding', async () => {
    const [f] = await lastValueFrom(
      from(wave(16, 16)).pipe(equalize({ range }), quantize({ quantizer: symmetric() }), dequantize(), toArray()),
    );
    expect(f.gains).to.deep.equal(channelGain().design(range));
  });

  lifecycle('equalize', { operator: equalize({ range }) });
});
