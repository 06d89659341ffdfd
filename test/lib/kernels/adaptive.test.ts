import { expect } from 'chai';
import fc from 'fast-check';
import { decodeFrame } from '../../../lib/decode.js';
import { DataError, FormatError } from '../../../lib/errors.js';
import { type QFrame, streamInfo } from '../../../lib/frame.js';
import { adaptiveKernels } from '../../../lib/kernels/adaptive.js';
import { type AdaptiveCoder, type AdaptiveParams, newCodes } from '../../../lib/qparams.js';
import { checkParams } from '../../../lib/checkParams.js';

type Given = Record<keyof AdaptiveParams, unknown>;

/** Parameters of each kind of coder, two channels. */
const VALID: readonly AdaptiveParams[] = [
  {
    kind: 'adaptive',
    coder: 'jayant',
    bits: 3,
    qmin: -4,
    qmax: 3,
    constants: [0.01, 100, 0.85, 1, 1, 1.5],
    state: [1, 0.02],
  },
  {
    kind: 'adaptive',
    coder: 'dpcm',
    bits: 2,
    qmin: -1,
    qmax: 1,
    constants: [0, 2, 0, 1, 0, 1, 1, 1, 1, 1.5, -0.7],
    state: [1, 3, -2, 1, 0, 0],
  },
  {
    kind: 'adaptive',
    coder: 'dpcm',
    bits: 2,
    qmin: -2,
    qmax: 1,
    constants: [2, 1, 0.1, 0.99, 0.5, 0.1, 10, 0.8, 1.6],
    state: [1, 3, 0.9, 0.1, -3e38, -1024],
  },
  {
    kind: 'adaptive',
    coder: 'dpcm',
    bits: 2,
    qmin: -2,
    qmax: 1,
    constants: [1, 1, 0.1, 0.99, 0.5, 0.1, 10, 0.8, 1.6],
    state: [1, 3, 0.9, 0.1, -3e38, -1024],
  },
  { kind: 'adaptive', coder: 'imaAdpcm', bits: 4, qmin: 0, qmax: 15, constants: [1 / 32768], state: [-3670, 54, 0, 0] },
  {
    kind: 'adaptive',
    coder: 'delta',
    bits: 1,
    qmin: 0,
    qmax: 1,
    constants: [10, 1280, 10, 1 - 1 / 1024, 0, 4, 31 / 32],
    state: [0, 10, 0, -77.5, 1280, -32],
  },
];

function frameOf(params: AdaptiveParams, codes: readonly number[], channels = 2): QFrame {
  const data = newCodes(params, codes.length);
  data.set(codes);
  return {
    data,
    channels,
    length: codes.length / channels,
    start: 0,
    info: streamInfo({ channels }),
    params,
    clipped: 0,
  };
}

const decoded = (params: AdaptiveParams, codes: readonly number[], channels = 2) =>
  Array.from(decodeFrame(frameOf(params, codes, channels)).data);

describe('decodeAdaptive', () => {
  it('has loops for every coder', () => {
    const coders: Record<AdaptiveCoder, true> = { jayant: true, dpcm: true, imaAdpcm: true, delta: true };
    expect(Object.keys(adaptiveKernels)).to.have.members(Object.keys(coders));
  });

  it('decodes each channel from its own state', () => {
    expect(decoded({ ...VALID[0], constants: [0.5, 4, 0.5, 1, 1, 2], state: [1, 4] }, [3, -1, 0, -4])).to.deep.equal([
      3.5, -1, 2, -7,
    ]); // steps 1, 2 and 4, 2
    expect(decoded(VALID[1], [1, 0, -1, 1])).to.deep.equal([6.9, 8.25, -1, -0.5].map(Math.fround));
    // predictions 1.5 * 3 + 0.7 * 2 = 5.9, 1.5 * 6.9 - 0.7 * 3 = 8.25 (of the float32 6.9) ...
  });

  it('leaves the parameters as they are', () => {
    for (const params of VALID) {
      const before = structuredClone(params);
      decoded(params, [params.qmax, params.qmin, params.qmin, params.qmax]);
      expect(params).to.deep.equal(before);
    }
  });

  it('refuses a state for other channels', () => {
    for (const params of VALID) {
      expect(() => decoded({ ...params, state: params.state.slice(1) }, [0, 0])).to.throw(DataError);
      expect(() => decoded(params, [0, 0, 0], 3)).to.throw(DataError);
    }
    expect(() => decoded({ ...VALID[0], state: [1] }, [0, 0])).to.throw(
      DataError,
      'frame at sample 0 has 2 channels, its jayant params must hold 2 numbers of state, got 1',
    );
  });
});

describe('checkParams on adaptive coders', () => {
  it('returns what every coder needs, after a trip through JSON', () => {
    for (const params of VALID) {
      const checked = checkParams('unpack', JSON.parse(JSON.stringify({ ...params, x: 1 })), 2);
      expect(checked).to.deep.equal(params);
      expect(Object.isFrozen(checked) && Object.values(checked).every(Object.isFrozen)).to.be.true;
    }
  });

  it('says which field breaks which rule', () => {
    const wrong: readonly (readonly [number, Partial<Given>, RegExp])[] = [
      [0, { coder: 'toString' }, /coder must be one of jayant, dpcm, imaAdpcm, delta/],
      [0, { bits: 9, qmin: -256, qmax: 255 }, /bits must be in \[2, 8\] for jayant, got 9/],
      [0, { qmin: -3 }, /qmin must be -4 for jayant, got -3/],
      [0, { qmax: 2 }, /qmax must be 3 for jayant, got 2/],
      [0, { constants: [0.01, 100, 1, 1, 1] }, /constants must hold 4 multipliers above 0, got undefined/],
      [0, { constants: [0.01, 100, 1, 1, 1, 1, 1] }, /constants must hold 6 numbers, got an array of 7/],
      [0, { constants: [0.01, 100, 1, 0, 1, 1] }, /multipliers above 0, got 0/],
      [0, { constants: [0, 100, 1, 1, 1, 1] }, /step bounds/],
      [0, { constants: [2, 1, 1, 1, 1, 1] }, /step bounds 2\^-149 <= min <= max <= 2\^120, got "2, 1"/],
      [0, { state: [1, 101] }, /state must hold a step in \[0.01, 100\], got 101/],
      [0, { state: [1, 1, 1, 1] }, /state must hold 2 numbers, got an array of 4/],
      [0, { state: [1, Infinity] }, /state must be finite/],
      [0, { state: [] }, /state must hold 2 numbers/],
      [1, { constants: [3, ...VALID[1].constants.slice(1)] }, /constants\[0\] must be 0, 1 or 2, got 3/],
      [1, { constants: [0, 17, ...VALID[1].constants.slice(2)] }, /constants\[1\] must be in \[1, 16\], got 17/],
      [1, { constants: [0, 1e9, ...VALID[1].constants.slice(2)] }, /constants\[1\]/],
      [1, { constants: VALID[1].constants.with(4, 0.25) }, /constants\[4\] must be 0 or 0.5/],
      [1, { constants: VALID[1].constants.with(10, 1025) }, /constants must hold coefficients up to 1024, got 1025/],
      [1, { qmin: -2 }, /qmin must be -1 for dpcm, got -2/],
      [1, { state: VALID[1].state.with(1, 1e39) }, /state must hold samples within float32, got 1e\+39/],
      [2, { constants: VALID[2].constants.with(2, 2) }, /constants\[2\] must be a stepSize/],
      [2, { constants: VALID[2].constants.with(3, 1.01) }, /constants\[3\] must be a leak/],
      [2, { state: VALID[2].state.with(2, -1e4) }, /state must hold coefficients up to 1024/],
      [4, { bits: 5, qmax: 31 }, /bits must be 4 for imaAdpcm/],
      [4, { constants: [0] }, /constants must hold one scale in \(0, 2\^112\]/],
      [4, { constants: [] }, /constants must hold one scale/],
      [4, { state: [0.5, 0, 0, 0] }, /state must hold int16 samples, got 0.5/],
      [4, { state: [0, 89, 0, 0] }, /state must hold step indices in \[0, 88\], got 89/],
      [5, { constants: VALID[5].constants.with(5, 0) }, /constants\[5\] must be a run in \[1, 32\], got 0/],
      [5, { constants: VALID[5].constants.with(3, 0) }, /constants\[3\] must be a decay/],
      [5, { constants: VALID[5].constants.with(6, 1.5) }, /constants\[6\] must be a leak/],
      [5, { state: VALID[5].state.with(2, 33) }, /state must hold runs in \[-32, 32\], got 33/],
    ];
    for (const [k, change, message] of wrong) {
      const given = { ...VALID[k], ...change };
      expect(() => checkParams('unpack', given, 2), String(message)).to.throw(FormatError, message);
    }
  });

  it('accepts nothing whose decoding fails, hangs or gives NaN', () => {
    const number = fc.oneof(
      fc.constantFrom(0, -0, 1, -1, 0.5, 2, 1e38, -1e38, 3.5e38, 1e308, -1e308, 5e-324, 2 ** -149, 2 ** 120, 1024, 88),
      fc.double(),
      fc.integer({ min: -40, max: 70000 }),
    );
    const change = fc.record({
      field: fc.constantFrom('constants', 'state', 'bits', 'qmin', 'qmax', 'coder'),
      at: fc.nat(12),
      value: fc.oneof(number, fc.constantFrom<unknown>(null, 'x', [], {}, undefined, NaN, 'dpcm', 'jayant')),
      cut: fc.boolean(),
    });
    let accepted = 0;
    fc.assert(
      fc.property(
        fc.nat(VALID.length - 1),
        fc.array(change, { maxLength: 3 }),
        fc.array(fc.nat(1000), { minLength: 80, maxLength: 80 }),
        (k, changes, noise) => {
          const given = structuredClone(VALID[k]) as unknown as Record<string, unknown>;
          for (const { field, at, value, cut } of changes) {
            const list = given[field];
            if (Array.isArray(list) && !cut) list[at % (list.length + 1)] = value;
            else if (Array.isArray(list)) given[field] = list.slice(0, at);
            else given[field] = value;
          }
          let params: AdaptiveParams;
          try {
            params = checkParams('unpack', given, 2) as AdaptiveParams;
          } catch (error) {
            expect(error).to.be.instanceOf(FormatError);
            return;
          }
          accepted++;
          const codes = noise.map(u => params.qmin + (u % (params.qmax - params.qmin + 1)));
          expect(decoded(params, codes).every(Number.isFinite), JSON.stringify(params)).to.be.true;
        },
      ),
      { seed: 20_240_607, numRuns: 20_000 },
    );
    expect(accepted).to.be.above(3000);
  });
});
