import { expect } from 'chai';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeFrame, granularInterval } from '../../../lib/decode.js';
import { DataError, OptionRangeError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import { sqnrMeter } from '../../../lib/meters/index.js';
import { checkParams } from '../../../lib/checkParams.js';
import { encodeFrame, g711, type G711Options } from '../../../lib/quantizers/index.js';
import { range } from '../../../lib/range.js';
import { sharedData } from '../../sharedData.js';

const SEED = 20240702;
const ANY = range(-1, 1);

/** The frame of codes of plain samples. */
function coded(options: G711Options, x: ArrayLike<number>) {
  const quantizer = g711(options);
  return encodeFrame(quantizer, frame(Float32Array.from(x)), quantizer.design(ANY));
}

describe('g711', () => {
  it('gives the bytes and the samples of the ITU-T test sweep, 100 %', function () {
    const folder = sharedData();
    if (folder === undefined) this.skip();
    const words = (name: string) => {
      const bytes = readFileSync(join(folder, 'conformance/g711', name));
      return Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readInt16LE(2 * i));
    };
    const source = words('sweep.src');
    const q = coded({}, source);
    expect(source).to.have.length(65536);
    expect(Array.from(q.data)).to.deep.equal(words('sweep-r.u'));
    expect(Array.from(decodeFrame(q).data)).to.deep.equal(words('sweep-r.u-u'));
  });

  it('takes int16 values by default, and unit scale when told so, with the same codes', () => {
    const int16 = [-32768, -1000, -4, 0, 4, 100, 8159, 32767];
    const bytes = [0x00, 0x4e, 0x7f, 0xff, 0xfe, 0xf2, 0x9f, 0x80];
    expect(Array.from(coded({}, int16).data)).to.deep.equal(bytes);
    const unit = coded(
      { fullScale: 1 },
      int16.map(x => x / 32768),
    );
    expect(Array.from(unit.data)).to.deep.equal(bytes);
    expect(decodeFrame(unit).data[0]).to.equal(-32124 / 32768);
  });

  it('has 256 codebook levels in code order, whatever the range, that survive a trip through JSON', () => {
    for (const law of ['mu', 'a'] as const) {
      const quantizer = g711({ law, fullScale: 8 });
      const params = quantizer.design(range([-1, -500], [1, 500]));
      expect(params).to.include({ kind: 'codebook', bits: 8, qmin: 0, qmax: 255 });
      expect([params.levels.length, params.scale]).to.deep.equal([256, [2 ** -12]]);
      expect(checkParams('test', JSON.parse(JSON.stringify(params)), 2)).to.deep.equal(params);
    }
  });

  it('keeps zero under the mu-law, and makes it +8 under the A-law', () => {
    expect(Array.from(decodeFrame(coded({}, [0, -0])).data)).to.deep.equal([0, 0]);
    expect(Array.from(decodeFrame(coded({ law: 'a' }, [0, -0])).data)).to.deep.equal([8, 8]);
  });

  it('is understood by decoder and meter though its levels do not ascend in code order', () => {
    const q = coded({}, [-32124, -1000, 0, 1000, 32124]);
    // outermost levels 32124 and 31100: half a step beyond
    expect(granularInterval(q.params)).to.deep.equal([-32636, 32636]);
    const meter = sqnrMeter();
    meter.push({ reference: frame(Float32Array.of(-32124, -1000, 0, 1000, 32124)), test: q });
    const [figures] = meter.value().channels;
    // 1000 lies in the segment of steps of 64 at 988: (66 + 2 i) 16 - 132 hits 988
    expect([figures.overloaded, figures.granular]).to.deep.equal([0, (2 * 12 ** 2) / 5]);
  });

  // A sin(2 pi 8219 n / 65536 + 0.3) rounded to integers, n < 65536, A in dB re 32124; SQNR through the ITU tables in dB
  for (const [decibels, mu, a] of [
    [0, 39.45, 39.23],
    [-10, 35.9, 37.11],
    [-20, 37.08, 37.23],
    [-30, 35.11, 39.39],
    [-40, 34.63, 33.38],
    [-45, 31.34, 28.63],
    [-50, 29.36, 23.77],
  ]) {
    it(`gives a sine at ${decibels} dB ${mu} dB (mu) and ${a} dB (A)`, () => {
      const amplitude = 32124 * 10 ** (decibels / 20);
      const x = Float32Array.from({ length: 65536 }, (_, n) =>
        Number((amplitude * Math.sin((2 * Math.PI * 8219 * n) / 65536 + 0.3)).toFixed(0)),
      );
      for (const [law, expected] of [
        ['mu', mu],
        ['a', a],
      ] as const) {
        const meter = sqnrMeter();
        meter.push({ reference: frame(x), test: coded({ law }, x) });
        expect(meter.value().total.sqnr, law).to.be.closeTo(expected, 0.006); // printed to 0.01 dB
      }
    });
  }

  it('errs by at most 644 (mu) and 512 (A) within int16, and is monotone, at any scale', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('mu' as const, 'a' as const),
        fc.constantFrom('itu' as const, 'signmag' as const, 'nearest' as const),
        fc.integer({ min: -20, max: 20 }).map(e => 2 ** e),
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 30 }),
        (law, profile, fullScale, parts) => {
          const x = Float32Array.from(parts, p => (p * 32767 * fullScale) / 32768).sort();
          const y = decodeFrame(coded({ law, profile, fullScale }, x)).data;
          for (let i = 0; i < x.length; i++) {
            // the input is first rounded to an integer
            expect(Math.abs(y[i] - x[i])).to.be.at.most((((law === 'mu' ? 644 : 512) + 0.5) * fullScale) / 32768);
            if (i > 0) expect(y[i]).to.be.at.least(y[i - 1]);
          }
        },
      ),
      { numRuns: 1500, seed: SEED },
    );
  });

  it('saturates and counts what lies outside int16; NaN is an error that says where', () => {
    const q = coded({}, [40000, -40000, Infinity, -Infinity, 32767, -32768]);
    expect([q.clipped, ...q.data]).to.deep.equal([4, 0x80, 0x00, 0x80, 0x00, 0x80, 0x00]);
    expect(() => coded({}, [0, NaN])).to.throw(DataError, /^g711: channel ch0 is NaN at sample 1/);
  });

  it('refuses wrong options at the call', () => {
    expect(() => g711({ law: 'ulaw' as never })).to.throw(
      OptionRangeError,
      /^g711: law must be one of mu, a; got "ulaw"$/,
    );
    expect(() => g711({ profile: 'sox' as never })).to.throw(
      OptionRangeError,
      /profile must be one of itu, signmag, nearest/,
    );
    expect(() => g711({ fullScale: 0 })).to.throw(OptionRangeError, /fullScale/);
    // scales below the smallest normal float32, or above the largest, are no scales
    for (const fullScale of [1e-300, 1e300]) expect(() => g711({ fullScale })).to.throw(OptionRangeError, /fullScale/);
  });
});
