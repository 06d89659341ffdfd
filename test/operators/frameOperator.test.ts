import { expect } from 'chai';
import { from, type OperatorFunction } from 'rxjs';
import { DataError } from '../../lib/errors.js';
import { frame } from '../../lib/frame.js';
import { affine, muLaw } from '../../lib/quantizers/index.js';
import { minMax } from '../../lib/ranges/index.js';
import { agc, calibrate, dequantize, measure, quantize, reframe, sqnr, trackRange } from '../../operators/index.js';

/** What a stream of one such thing ends with. */
function errorOf(input: unknown, operator: OperatorFunction<never, unknown>): unknown {
  let seen: unknown;
  from([input as never])
    .pipe(operator)
    .subscribe({ error: (error: unknown) => (seen = error) });
  return seen;
}

describe('frameOperator', () => {
  const good = frame(new Float32Array(4));
  const noFrames: readonly [unknown, string][] = [
    [0.5, '0.5'],
    [new Float32Array(8), 'a Float32Array of 32 bytes'],
    [[1, 2], 'an array of 2'],
    [undefined, 'undefined'],
    [{ ...good, data: [1, 2, 3, 4] }, 'an object'],
    [{ ...good, length: 3 }, 'an object'],
    [{ ...good, start: NaN }, 'an object'],
  ];

  it('refuses what is no frame, by name', () => {
    const operators: Record<string, OperatorFunction<never, unknown>> = {
      quantize: quantize({ quantizer: muLaw(), range: [-1, 1] }),
      agc: agc({ target: 1, attack: 1, release: 1 }),
      calibrate: calibrate({ samples: 4 }),
      trackRange: trackRange(),
      reframe: reframe({ size: 4 }),
      dequantize: dequantize(),
      minMax: measure(() => minMax()),
      sqnr: sqnr(),
    };
    for (const [who, operator] of Object.entries(operators)) {
      for (const [input, shown] of noFrames) {
        const error = errorOf(input, operator) as DataError;
        expect(error, `${who} of ${shown}`).to.be.instanceOf(DataError);
        expect(error.code).to.equal('data-frame');
        expect(error.message).to.equal(
          `${who}: input must be frames, got ${shown}; frame(samples) makes one, rowsToFrames makes them from rows`,
        );
      }
    }
  });

  it('takes frames', () => {
    expect(errorOf(good, quantize({ quantizer: affine(), range: [-1, 1] }))).to.equal(undefined);
  });

  it('says that a quantizer was not called', () => {
    expect(() => quantize({ quantizer: affine as never })).to.throw(
      'quantize: quantizer must be an object with a method encode, got a function; call it: affine()',
    );
    expect(() => quantize({ quantizer: 'affine' as never })).to.throw('got "affine"');
  });
});
