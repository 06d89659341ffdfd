import { expect } from 'chai';
import { DataError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import {
  affine,
  affineParams,
  fixedPoint,
  g711,
  muLaw,
  quantizeStage,
  type Quantizer,
} from '../../../lib/quantizers/index.js';
import { mse, trackRangeStage } from '../../../lib/ranges/index.js';
import { fuse, run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const f = frame(Float32Array.of(1, 2, 3), { start: 7 });

describe('quantizeStage', () => {
  it('uses fixed parameters, or designs them from a fixed range', () => {
    const params = affineParams({ scale: 0.5 });
    expect([...run(quantizeStage({ quantizer: affine(), params }), [f])][0]).to.deep.include({
      params,
      data: Int8Array.of(2, 4, 6),
      clipped: 0,
      start: 7,
      reference: f,
    });
    const [ranged] = [...run(quantizeStage({ quantizer: affine({ signed: false }), range: [0, 255] }), [f])];
    expect(ranged.data).to.deep.equal(Uint8Array.of(1, 2, 3));
  });

  it('takes the parameters of a rule that leaves nothing to a range', () => {
    const quantizer = fixedPoint({ integerBits: 4, fractionBits: 4, signBit: 'counted' });
    const [out] = [...run(quantizeStage({ quantizer }), [f])];
    expect(out).to.deep.include({ params: quantizer.params, data: Int8Array.of(16, 32, 48) });
    const [line] = [...run(quantizeStage({ quantizer: g711() }), [frame(Float32Array.of(0, 1000, -1000))])];
    expect(line.data).to.deep.equal(Uint8Array.of(0xff, 0xce, 0x4e)); // ITU-T G.191
  });

  it('counts clipped samples', () => {
    expect(
      [...run(quantizeStage({ quantizer: affine({ signed: false, bits: 1 }), range: [0, 1] }), [f])][0].clipped,
    ).to.equal(2);
  });

  it('designs once for as long as the range stays the same object', () => {
    const range = { min: [0], max: [4] };
    const [a, b] = [
      ...run(quantizeStage({ quantizer: muLaw() }), [
        { ...f, range },
        { ...f, range },
      ]),
    ];
    expect(a.params).to.equal(b.params);
  });

  it('refuses NaN, a range that is not finite, and frames without a range', () => {
    const go = (x: typeof f) => [...run(quantizeStage({ quantizer: affine() }), [x])];
    const ranged = (max: number) => ({ ...f, range: { min: [0], max: [max] } });
    expect(() => go(ranged(NaN))).to.throw(DataError, 'has the range [0, NaN] in channel ch0');
    expect(() => go(f)).to.throw(DataError, 'carries no range');
    const bad = frame(Float32Array.of(1, 2, NaN), { start: 7 });
    expect(() => [...run(quantizeStage({ quantizer: affine(), range: [0, 1] }), [bad])]).to.throw(
      DataError,
      'ch0 is NaN at sample 9',
    );
  });

  it('refuses wrong options at the call', () => {
    expect(() => quantizeStage({ quantizer: affine(), range: [0, 1], params: affineParams({ scale: 1 }) })).to.throw(
      RangeError,
      'got both',
    );
    expect(() => quantizeStage({ quantizer: affine(), range: [1, 0] })).to.throw(RangeError, 'min <= max');
    expect(() => quantizeStage({ quantizer: affine as unknown as ReturnType<typeof affine> })).to.throw(
      TypeError,
      'quantizer must be an object with a method encode',
    );
  });

  const quantizers: Quantizer[] = [affine({ axis: 'channel' }), muLaw({ bits: 6 })];
  it('refuses a range that was made for codes of another width, from frames and as an option', () => {
    const f = frame(Float32Array.from({ length: 100 }, (_, i) => Math.sin(i)));
    const tracked = (bits: number) =>
      fuse(trackRangeStage({ every: 100, tracker: () => mse() }), quantizeStage({ quantizer: affine({ bits }) }));
    expect([...run(tracked(8), [f])]).to.have.length(1);
    const advice = 'quantize: the range was made for 8 bits, the quantizer has 4; give the tracker';
    expect(() => [...run(tracked(4), [f])]).to.throw(RangeError, advice);
    const range = { min: [-1], max: [1], bits: 8 };
    expect(() => quantizeStage({ quantizer: affine({ bits: 4 }), range })).to.throw(RangeError, advice);
  });

  for (const quantizer of quantizers) {
    stageLaws(`quantizeStage with a live range and ${quantizer.name}`, {
      make: () => fuse(trackRangeStage({ every: 8 }), quantizeStage({ quantizer })),
    });
  }
});
