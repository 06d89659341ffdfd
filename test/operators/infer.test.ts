import { expect } from 'chai';
import { from, lastValueFrom, map, toArray } from 'rxjs';
import { frame, streamInfo } from '../../lib/frame.js';
import { add, conv1d, dense, flatten, networkBuilder, relu, sequential, softmax } from '../../lib/network.js';
import { activationRanges, quantizeNetwork } from '../../lib/ptq/index.js';
import { affine, encodeFrame } from '../../lib/quantizers/index.js';
import { dequantize, infer, type InferOptions, quantize } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

const float = sequential({
  name: 'wave',
  input: [8, 2],
  labels: ['a', 'b', 'c'],
  layers: [conv1d({ filters: 4, kernel: 3 }), relu(), flatten(), dense({ units: 3 }), softmax()],
  seed: 4,
});
const ranges = activationRanges(float);
for (const f of wave(96, 8)) ranges.push(f);
const integer = quantizeNetwork(float, ranges.value());
const { params } = integer.inputs[0];
const quantizer = affine({ rounding: 'halfAway' });

describe('infer', () => {
  it('gives one sample a window, named by the labels', async () => {
    const out = await lastValueFrom(
      from(wave(96, 32)).pipe(quantize({ quantizer, params }), infer(integer, { hop: 4 }), dequantize(), toArray()),
    );
    expect(out.map(f => [f.start, f.length])).to.deep.equal([
      [0, 7],
      [7, 8],
      [15, 8],
    ]);
    expect(out[0].info).to.deep.include({ names: ['a', 'b', 'c'], sampleRate: 25 });
  });

  it('runs a float network on real frames, and the integer one close to it', async () => {
    const real = await lastValueFrom(from(wave(96, 96)).pipe(infer(float), toArray()));
    const coded = await lastValueFrom(
      from(wave(96, 96)).pipe(quantize({ quantizer, params }), infer(integer), dequantize(), toArray()),
    );
    let [signal, error] = [0, 0];
    real[0].data.forEach((x, i) => {
      signal += x * x;
      error += (x - coded[0].data[i]) ** 2;
    });
    expect(10 * Math.log10(signal / error)).to.be.greaterThan(25);
  });

  it("refuses frames whose parameters are not the model's, and says which", () => {
    let error: unknown;
    from(wave(96, 32))
      .pipe(quantize({ quantizer, range: [-9, 9] }), infer(integer))
      .subscribe({ error: (e: unknown) => (error = e) });
    expect(error)
      .to.have.property('message')
      .that.matches(/^infer: frame at t = 0\.000 s has scale .*freeze the range before infer$/);
  });

  it('asks what to do about samples marked as missing', () => {
    const policy = (options: { readonly missing?: 'hold' }) => {
      const seen: unknown[] = [];
      from(wave(32, 16))
        .pipe(
          map(f => ({
            ...f,
            missing: Uint8Array.of(4, 0, 0, 0), // the third sample of ch0
          })),
          infer(float, options),
        )
        .subscribe({ next: () => seen.push('decided'), error: (e: unknown) => seen.push(e) });
      return seen[0];
    };
    expect(policy({ missing: 'hold' })).to.equal('decided');
    expect(policy({}))
      .to.have.property('message')
      .that.matches(/channel ch0 is marked as missing .*missing: 'hold'/);
  });

  it('keeps its state over a gap, or begins anew, as atGap says', () => {
    // each window of two samples adds its sum to what was there before: a gap of two windows follows the second one
    const b = networkBuilder({ name: 'sum' });
    const x = b.input('x', [2, 1]);
    const before = b.variable('before', [1]);
    const total = b.add(add(), before, b.add(dense({ units: 1, weights: [1, 1] }), b.add(flatten(), x)));
    b.assign(before, total);
    const network = b.build([total]);
    const info = streamInfo({ channels: 1 });
    const source = [0, 8].map(start => frame(Float32Array.of(1, 1, 1, 1), { start, info }));
    const sums = (options: InferOptions) => {
      const seen: number[] = [];
      from(source)
        .pipe(infer(network, options))
        .subscribe(f => seen.push(...f.data));
      return seen;
    };
    expect(sums({})).to.deep.equal([2, 4, 6, 8]);
    expect(sums({ atGap: 'keep' })).to.deep.equal([2, 4, 6, 8]);
    expect(sums({ atGap: 'reset' })).to.deep.equal([2, 4, 2, 4]);
    expect(() => infer(float, { atGap: 'reset', hop: 4 })).to.not.throw();
  });

  it('refuses wrong options at the call', () => {
    expect(() => infer(integer, { hop: 0 })).to.throw(RangeError, 'infer: hop');
  });

  lifecycle('infer', { operator: infer(integer, { hop: 3 }), input: f => encodeFrame(quantizer, f, params) });
});
