import { delta, type SignedIntegers, undelta } from './delta.js';
import { isWide } from './halves.js';
import type { LosslessCodec } from './losslessCodec.js';
import { simple8bRle, type UnsignedIntegers } from './simple8bRle.js';
import { type Unsigned, unzigzag, zigzag } from './zigzag.js';

/**
 * Differences of differences, zigzag, {@link simple8bRle}: a clock that ticks evenly or a slow ramp costs a run; times in ns
 * go in as 64-bit integers. Differences are modulo 2^32 or 2^64, so every input comes back exactly.
 *
 * @see TimescaleDB `deltadelta.c`; T. Pelkonen et al., "Gorilla", VLDB 2015, section 4.1, for the idea
 */
export const deltaDelta: LosslessCodec<SignedIntegers> = {
  name: 'deltaDelta',
  encode(values) {
    const steps = delta(values, values.slice());
    return simple8bRle.encode(zigzag(delta(steps, steps), unsigned(steps)));
  },
  lengthOf: bytes => simple8bRle.lengthOf(bytes),
  decode(bytes, out) {
    const steps = unzigzag<SignedIntegers>(simple8bRle.decode(bytes, unsigned(out)), out);
    undelta(steps, steps);
    undelta(steps, steps);
    return out;
  },
};

/** The same memory as unsigned integers. */
function unsigned(values: SignedIntegers): Unsigned<SignedIntegers> & UnsignedIntegers {
  const { buffer, byteOffset, length } = values;
  return isWide(values) ? new BigUint64Array(buffer, byteOffset, length) : new Uint32Array(buffer, byteOffset, length);
}
