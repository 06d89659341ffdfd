import { expect } from 'chai';
import { DataError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import { g711, quantizeStage } from '../../../lib/quantizers/index.js';
import { scaleWatch } from '../../../lib/quantizers/scaleWatch.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const speech = (amplitude: number, n = 2000) =>
  frame(Float32Array.from({ length: n }, (_, i) => amplitude * Math.sin(0.05 * i) * Math.sin(0.0031 * i)));

const coded = (f: ReturnType<typeof frame>, fullScale?: number) => [
  ...run(quantizeStage({ quantizer: g711(fullScale === undefined ? {} : { fullScale }) }), [f]),
];

describe('scaleWatch', () => {
  it('ends a stream at +-1 that meets a coder of int16 values, long or short, and says what to do', () => {
    for (const n of [2000, 300]) {
      expect(() => coded(speech(1, n)), `${n}`)
        .to.throw(DataError, 'quantize: g711 takes samples of full scale 32768, but up to')
        .with.property('code', 'data-range');
    }
    expect(coded(speech(1), 1)).to.have.length(1);
  });

  it('lets int16 values pass, loud and silent, and fractions once something was louder', () => {
    expect(coded(speech(8000))).to.have.length(1);
    const idle = frame(Float32Array.from({ length: 5000 }, (_, i) => (i % 3) - 1));
    expect(coded(idle)).to.have.length(1);
    const filtered = speech(0.7);
    filtered.data[0] = 5;
    expect(coded(filtered)).to.have.length(1);
    expect(coded(speech(0.7, 50))).to.have.length(1); // too few to tell
  });

  stageLaws('scaleWatch', { make: () => scaleWatch('g711', 2 ** -140) });
});
