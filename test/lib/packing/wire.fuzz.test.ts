import { expect } from 'chai';
import fc from 'fast-check';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { decodeFrame } from '../../../lib/decode.js';
import { FormatError } from '../../../lib/errors.js';
import {
  crc32c,
  decodeWireFrame,
  encodeWireFrame,
  wireDecoder,
  type WireEvent,
  type WireFrame,
} from '../../../lib/packing/index.js';
import { type Random, random } from '../../../lib/random.js';
import { wireSamples } from './wireSamples.js';

const SEED = 20_240_607;
const FRAMES = Number(process.env.BITSTAIR_FUZZ_FRAMES ?? 1_000_000);

/** Bytes that mean something at many places: ends of ranges, heads of every type and size, the magic. */
const TELLING = [0x00, 0x01, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1f, 0x20, 0x3b, 0x40, 0x44, 0x58, 0x5b, 0x5f, 0x60, 0x7b];
TELLING.push(0x80, 0x9b, 0x9f, 0xa0, 0xbb, 0xbf, 0xd8, 0xd9, 0xf7, 0xf9, 0xfb, 0x7f, 0xff);

/** Room for mutated frames: one buffer, so that a million of them cost no memory. */
const ROOM = new Uint8Array(2048);

/** Frames of every kind, small ones, the seeds of all mutations. */
function corpus(): Uint8Array[] {
  const samples = fc.sample(wireSamples, { seed: SEED, numRuns: 400 });
  return samples.map(({ frame, meta }) => encodeWireFrame(frame, meta)).filter(bytes => bytes.length <= 400);
}

/** Writes a mutated frame into the room and returns its length. */
function mutate(frames: readonly Uint8Array[], noise: Random): number {
  const pick = (n: number) => noise.bits() % n;
  const original = frames[pick(frames.length)];
  let length = original.length;
  ROOM.set(original);
  for (let hits = 1 + pick(3); hits > 0; hits--) {
    const at = pick(length);
    switch (pick(8)) {
      case 0:
        ROOM[at] ^= 1 << pick(8);
        break;
      case 1:
        ROOM[at] = noise.bits();
        break;
      case 2:
        ROOM[at] = TELLING[pick(TELLING.length)];
        break;
      case 3: // one more or one less: the next key, length, count
        ROOM[at] += pick(2) === 0 ? 1 : -1;
        break;
      case 4: // leave out
        ROOM.copyWithin(at, at + 1 + pick(4), length);
        length -= Math.min(length - at, 1 + pick(4));
        break;
      case 5: // put in
        ROOM.copyWithin(at + 1, at, length);
        ROOM[at] = TELLING[pick(TELLING.length)];
        length++;
        break;
      case 6: {
        // a piece of another frame
        const other = frames[pick(frames.length)];
        const from = pick(other.length);
        const piece = other.subarray(from, from + 1 + pick(24));
        ROOM.set(piece, at);
        length = Math.max(length, at + piece.length);
        break;
      }
      default: // end too early
        if (pick(4) === 0) length = at;
    }
    if (length < 1) length = 1;
  }
  return length;
}

/** Makes head and CRC fit the bytes in between, so that what is inside is looked at. */
function mend(length: number): void {
  if (length < 12) return;
  ROOM.set([0xd9, 0xd9, 0xf7]);
  const size = ROOM[3] - 0x40;
  const content = length - (size < 24 ? 4 : size === 24 ? 5 : 6);
  if (size >= 0 && size < 24 && content < 24) ROOM[3] = 0x40 + content;
  else if (size === 24 && content >= 24 && content < 256) ROOM[4] = content;
  else if (size === 25 && content >= 256) ROOM.set([content >> 8, content & 255], 4);
  ROOM[length - 5] = 0x44;
  new DataView(ROOM.buffer).setUint32(length - 4, crc32c(ROOM, 0, length - 4));
}

/** Bytes of memory that are still reachable, outside and inside the heap. */
function memory(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

describe('wire frames under mutation', () => {
  // half the time of a refusal goes into a stack trace that nobody reads
  const { stackTraceLimit } = Error;
  before(() => void (Error.stackTraceLimit = 0));
  after(() => void (Error.stackTraceLimit = stackTraceLimit));

  it(`are refused with a typed error or are the one encoding of what they decode to: ${FRAMES} frames, half of them sealed again`, function () {
    this.timeout(Math.max(60_000, FRAMES / 10));
    const noise = random(SEED);
    const frames = corpus();
    const known = new Set(frames.map(bytes => Buffer.from(bytes).toString('latin1')));
    const before = memory();
    let accepted = 0;
    for (let k = 0; k < FRAMES; k++) {
      const length = mutate(frames, noise);
      const mended = k % 2 === 1;
      if (mended) mend(length);
      const bytes = ROOM.subarray(0, length);
      const where = () => `seed ${SEED}, frame ${k}: ${Buffer.from(bytes).toString('hex')}`;
      let wire: WireFrame | undefined;
      try {
        wire = decodeWireFrame(bytes);
      } catch (error) {
        if (!(error instanceof FormatError && error.code === 'format-wire')) throw new Error(where(), { cause: error });
      }
      if (wire) {
        accepted++;
        // with the CRC left as it was, nothing but an unchanged frame may pass
        if (!mended && !known.has(Buffer.from(bytes).toString('latin1'))) expect.fail(`accepted: ${where()}`);
        const again = encodeWireFrame(wire.frame, wire);
        if (Buffer.compare(again, bytes) !== 0) expect.fail(`not the one encoding: ${where()}`);
        for (const q of wire.frame.data) {
          if (q < wire.frame.params.qmin || q > wire.frame.params.qmax) expect.fail(`code outside: ${where()}`);
        }
        if (k % 16 === 1) decodeFrame(wire.frame);
      }
    }
    // frames of at most 2 KiB in 16 memos of at most three times 4 KiB, and what the compiler keeps
    expect(memory() - before, `memory kept, seed ${SEED}`).to.be.below(8 * 2 ** 20);
    expect(accepted, 'mutated frames that are frames again').to.be.above(FRAMES / 50);
  });

  it('leave a stream readable: every byte is in a frame or reported, and whole frames come through', () => {
    const noise = random(SEED + 1);
    const frames = corpus();
    const stage = wireDecoder({ maxBytes: 4096 });
    let [sent, read, skipped, whole, seen] = [0, 0, 0, 0, 0];
    const count = (e: WireEvent) => {
      if (e.kind === 'frame') {
        read += encodeWireFrame(e.wire.frame, e.wire).length;
        seen++;
      } else if (e.kind === 'skipped') {
        skipped += e.bytes;
      }
    };
    const runs = Math.ceil(FRAMES / 20);
    for (let k = 0; k < runs; k++) {
      const good = frames[noise.bits() % frames.length];
      const damaged = noise.bits() % 3 === 0;
      const length = damaged ? mutate(frames, noise) : good.length;
      if (!damaged) {
        ROOM.set(good);
        whole++;
      }
      const cut = noise.bits() % (length + 1);
      stage.process(ROOM.subarray(0, cut), count);
      stage.process(ROOM.subarray(cut, length), count);
      sent += length;
    }
    stage.flush(count);
    expect(read + skipped, `seed ${SEED + 1}`).to.equal(sent);
    // a damaged length may reach over 4096 bytes, but a frame inside is found when the CRC at its end does not stand
    expect(seen, `seed ${SEED + 1}`).to.be.at.least(whole);
  });
});
