import { expect } from 'chai';
import fc from 'fast-check';
import { FormatError, OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { type QFrame, streamInfo } from '../../../lib/frame.js';
import { encodeWireFrame, wireDecoder, type WireEvent } from '../../../lib/packing/index.js';
import { freezeParams } from '../../../lib/qparams.js';
import { random } from '../../../lib/random.js';
import { run } from '../../../lib/stage.js';
import { slowCrc32c } from './slowCrc32c.js';
import { wireSamples } from './wireSamples.js';

const params = freezeParams({ kind: 'fixedPoint' as const, bits: 8, qmin: -128, qmax: 127, fractionBits: 0 });
const info = streamInfo({ channels: 1 });

function wire(sequence: bigint, source = 'a', codes: readonly number[] = [1, 2, 3]): Uint8Array {
  const data = Int8Array.from(codes);
  const frame: QFrame = { data, channels: 1, length: data.length, start: 0, info, params, clipped: 0 };
  return encodeWireFrame(frame, { source, sequence });
}

function join(...parts: readonly ArrayLike<number>[]): Uint8Array {
  return Uint8Array.from(parts.flatMap(part => Array.from(part)));
}

/** Events in short: frames as source and number, the rest as they are, reasons as texts. */
function brief(events: Iterable<WireEvent>): unknown[] {
  return Array.from(events, e => {
    if (e.kind === 'frame') return `${e.wire.source}${e.wire.sequence}`;
    return e.kind === 'skipped' ? [e.offset, e.bytes, e.reason.message.replace('wire frame: ', '')] : e;
  });
}

/** What the decoder makes of bytes that come in these chunks. */
function events(...chunks: readonly Uint8Array[]): unknown[] {
  return brief(run(wireDecoder(), chunks));
}

/** Bytes with the CRC that they need. */
function seal(bytes: Uint8Array): Uint8Array {
  new DataView(bytes.buffer).setUint32(bytes.length - 4, slowCrc32c(bytes.subarray(0, -4)));
  return bytes;
}

const BAD_START = 'does not begin with the tag of self-described CBOR';
const size = wire(1n).length;

describe('wireDecoder', () => {
  it('gives frames out of any chunks, each as soon as its last byte is there', () => {
    const stream = join(wire(1n), wire(2n), wire(3n));
    expect(events(stream)).to.deep.equal(['a1', 'a2', 'a3']);
    expect(events(...Array.from(stream, byte => Uint8Array.of(byte)))).to.deep.equal(['a1', 'a2', 'a3']);
    const stage = wireDecoder();
    const seen: WireEvent[] = [];
    stage.process(stream.subarray(0, size - 1), e => seen.push(e));
    expect(seen).to.have.length(0);
    stage.process(stream.subarray(size - 1, size), e => seen.push(e));
    expect(brief(seen)).to.deep.equal(['a1']);
  });

  it('gives the same events however the bytes are cut', () => {
    const junk = fc.oneof(
      fc.uint8Array({ maxLength: 30 }),
      fc.constantFrom(
        Uint8Array.of(0xd9),
        Uint8Array.of(0xd9, 0xd9, 0xf7),
        Uint8Array.of(0xd9, 0xd9, 0xf7, 0x58, 0x30),
      ),
    );
    const part = fc.oneof(
      wireSamples.map(({ frame, meta }) => encodeWireFrame(frame, meta)),
      fc.nat(3).map(n => wire(BigInt(n))),
      junk,
    );
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { maxLength: 2 });
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 6 }),
        damage,
        fc.array(fc.nat(), { maxLength: 12 }),
        (parts, hits, cuts) => {
          const stream = join(...parts);
          for (const [at, change] of stream.length > 0 ? hits : []) stream[at % stream.length] ^= change;
          const places = [0, ...cuts.map(c => c % (stream.length + 1)), stream.length].sort((a, b) => a - b);
          const chunks = places.slice(1).map((to, k) => stream.subarray(places[k], to));
          const whole = [...run(wireDecoder(), [stream])];
          expect(brief(run(wireDecoder(), chunks))).to.deep.equal(brief(whole));
          // every byte is either in a frame or reported
          const frames = whole.flatMap(e => (e.kind === 'frame' ? [encodeWireFrame(e.wire.frame, e.wire).length] : []));
          const skipped = whole.flatMap(e => (e.kind === 'skipped' ? [e.bytes] : []));
          expect([...frames, ...skipped].reduce((a, b) => a + b, 0)).to.equal(stream.length);
        },
      ),
      { numRuns: 1000, seed: 101 },
    );
  });

  it('goes on at the next frame after damage, and reports what it left out and why', () => {
    const hurt = wire(2n);
    hurt[10] ^= 1;
    expect(events(join(wire(1n), hurt, wire(3n)))).to.deep.equal([
      'a1',
      [size, size, (events(hurt)[0] as [number, number, string])[2]],
      { kind: 'lost', source: 'a', sequence: 2n, count: 1n },
      'a3',
    ]);
    expect((events(hurt)[0] as [number, number, string])[2]).to.match(/^CRC is/);
    expect(events(join([1, 2, 0xd9, 3], wire(1n)))).to.deep.equal([[0, 4, BAD_START], 'a1']);
  });

  it('finds the frame behind one of which bytes are missing', () => {
    const cut = wire(2n).subarray(0, 12);
    expect(events(join(wire(1n), cut, wire(3n), wire(4n))).filter(e => typeof e === 'string')).to.deep.equal([
      'a1',
      'a3',
      'a4',
    ]);
  });

  it('finds a frame inside another whose CRC does not stand, and only there', () => {
    const inner = wire(9n);
    const outer = wire(
      1n,
      'a',
      Array.from(inner, byte => byte - 128),
    );
    expect(events(outer)).to.deep.equal(['a1']);
    outer[outer.length - 1] ^= 1;
    expect(events(outer)).to.deep.include('a9');
  });

  it('leaves out a sealed frame that it cannot read, and only that', () => {
    const newer = wire(2n);
    newer[4] = 4; // version
    expect(events(join(wire(1n), seal(newer), wire(3n)))).to.deep.equal([
      'a1',
      [size, size, 'version is 4, this release reads versions up to 3; update bitstair'],
      { kind: 'lost', source: 'a', sequence: 2n, count: 1n },
      'a3',
    ]);
  });

  it('reports the bytes of a frame that the stream ends in', () => {
    expect(events(join(wire(1n), wire(2n).subarray(0, 9)))).to.deep.equal([
      'a1',
      [size, 9, 'the stream ends inside a frame'],
    ]);
    expect(events(Uint8Array.of(0xd9))).to.deep.equal([[0, 1, 'the stream ends inside a frame']]);
    expect(events()).to.deep.equal([]);
  });

  it('sees lost, repeated and restarted numbers, of each source by itself', () => {
    expect(events(join(wire(5n), wire(7n, 'b'), wire(9n), wire(8n, 'b'), wire(9n), wire(10n), wire(0n)))).to.deep.equal(
      [
        'a5',
        'b7',
        { kind: 'lost', source: 'a', sequence: 6n, count: 3n },
        'a9',
        'b8',
        { kind: 'disorder', source: 'a', sequence: 9n, expected: 10n },
        'a9',
        'a10',
        { kind: 'disorder', source: 'a', sequence: 0n, expected: 11n },
        'a0',
      ],
    );
  });

  it('takes a late frame off the losses: 0, 1, 3, 2, 4 is no loss', () => {
    const bytes = join(wire(0n), wire(1n), wire(3n), wire(2n), wire(4n));
    expect(events(bytes)).to.deep.equal([
      'a0',
      'a1',
      { kind: 'lost', source: 'a', sequence: 2n, count: 1n },
      'a3',
      { kind: 'late', source: 'a', sequence: 2n },
      'a2',
      'a4',
    ]);
  });

  it('counts as lost what never came, under any delays, across 2^64 and across a saved state', () => {
    const generator = random(7);
    for (let run = 0; run < 50; run++) {
      const first = run % 2 === 0 ? 0n : 2n ** 64n - 10n;
      const came = Array.from({ length: 40 }, (_, k) => k).filter(
        k => k === 0 || k === 39 || generator.uniform() > 0.2,
      );
      const delays = came.map(k => ({ k, at: k === 0 || k === 39 ? k * 2 : k + 8 * generator.uniform() }));
      delays.sort((a, b) => a.at - b.at);
      let stage = wireDecoder();
      let [losses, late] = [0n, 0];
      for (const { k } of delays) {
        stage.process(wire((first + BigInt(k)) % 2n ** 64n), e => {
          if (e.kind === 'lost') losses += e.count;
          if (e.kind === 'late') [losses, late] = [losses - 1n, late + 1];
          expect(e.kind).not.to.equal('disorder');
        });
        const saved: unknown = JSON.parse(JSON.stringify(stage.save()));
        stage = wireDecoder();
        stage.restore(saved);
      }
      expect(losses).to.equal(BigInt(40 - came.length));
      expect(late).to.be.above(0);
    }
  });

  it('does not take a frame that came twice for a late one, nor one of before a restart', () => {
    const odd = (...numbers: bigint[]) => events(join(...numbers.map(n => wire(n)))).filter(e => typeof e === 'object');
    expect(odd(0n, 2n, 1n, 1n)).to.deep.equal([
      { kind: 'lost', source: 'a', sequence: 1n, count: 1n },
      { kind: 'late', source: 'a', sequence: 1n },
      { kind: 'disorder', source: 'a', sequence: 1n, expected: 3n },
    ]);
    expect(odd(5n, 9n, 0n, 7n)).to.deep.equal([
      { kind: 'lost', source: 'a', sequence: 6n, count: 3n },
      { kind: 'disorder', source: 'a', sequence: 0n, expected: 10n },
      { kind: 'lost', source: 'a', sequence: 1n, count: 6n },
    ]);
  });

  it('counts on from 2^64 - 1 to 0', () => {
    expect(events(join(wire(2n ** 64n - 2n), wire(2n ** 64n - 1n), wire(0n), wire(2n)))).to.deep.equal([
      `a${2n ** 64n - 2n}`,
      `a${2n ** 64n - 1n}`,
      'a0',
      { kind: 'lost', source: 'a', sequence: 1n, count: 1n },
      'a2',
    ]);
  });

  it('forgets the source not heard for longest beyond 1024', () => {
    const stage = wireDecoder();
    const seen: WireEvent[] = [];
    for (let k = 0; k < 1024; k++) stage.process(wire(0n, `s${k}`), () => {});
    stage.process(wire(1n, 's0'), () => {}); // heard again: s1 is the oldest now
    stage.process(wire(0n, 'new'), () => {});
    for (const source of ['s1', 's0', 's3']) stage.process(wire(9n, source), e => seen.push(e));
    expect(brief(seen)).to.deep.equal([
      's19',
      { kind: 'lost', source: 's0', sequence: 2n, count: 7n },
      's09',
      { kind: 'lost', source: 's3', sequence: 1n, count: 8n },
      's39',
    ]);
  });

  it('goes on after save and restore at any byte as if nothing had happened', () => {
    const hurt = wire(3n);
    hurt[12] ^= 4;
    const stream = join(wire(1n), [7, 7], wire(2n, 'b'), hurt, wire(5n), wire(4n, 'b'), wire(6n).subarray(0, 8));
    const wanted = events(stream);
    for (let at = 0; at <= stream.length; at++) {
      const seen: WireEvent[] = [];
      const emit = (e: WireEvent) => void seen.push(e);
      const first = wireDecoder();
      first.process(stream.subarray(0, at), emit);
      const second = wireDecoder();
      second.restore(JSON.parse(JSON.stringify(first.save())));
      second.process(stream.subarray(at), emit);
      second.flush(emit);
      expect(brief(seen), `cut at ${at}`).to.deep.equal(wanted);
    }
  });

  it('refuses states that are not its own or damaged', () => {
    const good = {
      who: 'wireDecoder',
      version: 3,
      options: { maxBytes: 2 ** 20 },
      bytes: '',
      offset: 0,
      spent: 0,
      skipped: 0,
      reason: null,
      sequences: [],
      tables: [{ levels: [1, 2], uses: 0 }],
    };
    expect(() => wireDecoder().restore(good)).to.not.throw();
    for (const wrong of [
      null,
      7,
      {},
      { ...good, who: 'wireEncoder' },
      { ...good, version: 2 },
      { ...good, bytes: 'abc' },
      { ...good, bytes: 'zz' },
      { ...good, bytes: [1] },
      { ...good, bytes: '00'.repeat(2 ** 20 + 2 ** 16 + 1) },
      { ...good, offset: -1 },
      { ...good, spent: 0.5 },
      { ...good, skipped: '1' },
      { ...good, offset: 2 ** 41, skipped: 2 ** 40, reason: 'x' }, // more than is ever held back
      { ...good, offset: 1, skipped: 2, reason: 'x' }, // more than there was
      { ...good, offset: 9, skipped: 2 }, // for no reason
      { ...good, options: { maxBytes: 2 ** 10 } },
      { ...good, reason: 5 },
      { ...good, sequences: {} },
      { ...good, tables: {} },
      { ...good, tables: [null] },
      { ...good, tables: [{ levels: ['NaN'], uses: 0 }] },
      { ...good, tables: [{ levels: [1], uses: -1 }] },
      { ...good, tables: new Array(65).fill({ levels: [1], uses: 0 }) },
      { ...good, sequences: [['a']] },
      { ...good, sequences: [['a', '1']] },
      { ...good, sequences: [['a', '1', [['0']]]] },
      { ...good, sequences: [['a', '1', new Array(65).fill(['0', '1'])]] },
      { ...good, sequences: [['a', '-1', []]] },
      { ...good, sequences: [['a', String(2n ** 64n), []]] },
      { ...good, sequences: [[1, '1', []]] },
      { ...good, sequences: new Array(1025).fill(['a', '1', []]) },
    ]) {
      expect(() => wireDecoder().restore(wrong)).to.throw(FormatError);
    }
  });

  it('waits for no more bytes than the largest frame has', () => {
    const lying = Uint8Array.of(0xd9, 0xd9, 0xf7, 0x59, 0x01, 0x00); // 256 bytes
    const stage = wireDecoder({ maxBytes: 64 });
    const seen: WireEvent[] = [];
    stage.process(join(lying, wire(1n)), e => seen.push(e));
    expect(brief(seen)).to.deep.equal([[0, 6, 'must be at most 64 bytes long'], 'a1']);
  });

  it('reports junk that goes on and on, piece by piece', () => {
    const stage = wireDecoder({ maxBytes: 64 });
    const seen: WireEvent[] = [];
    stage.process(new Uint8Array(200), e => seen.push(e));
    expect(brief(seen)).to.deep.equal([0, 64, 128].map(offset => [offset, 64, BAD_START]));
    stage.flush(e => seen.push(e));
    expect(brief(seen).slice(3)).to.deep.equal([[192, 8, BAD_START]]);
  });

  it('neither hangs nor grows on a stream that is nothing but heads of large frames, in small pieces', () => {
    // each head begins a frame of 65,546 bytes whose last item is a CRC: without a bound 10^6 / 8 checks of 65,536 bytes
    const stream = new Uint8Array(1_000_000);
    for (let i = 0; i + 8 <= stream.length; i += 8) stream.set([0xd9, 0xd9, 0xf7, 0x5a, 0x00, 0x01, 0x00, 0x44], i);
    let skipped = 0;
    const stage = wireDecoder({ maxBytes: 2 ** 17 });
    const count = (e: WireEvent) => {
      if (e.kind === 'skipped') skipped += e.bytes;
    };
    const noise = random(5);
    for (let at = 0; at < stream.length;) {
      const to = at + 1 + (noise.bits() % 2000);
      stage.process(stream.subarray(at, to), count);
      at = to;
    }
    const { bytes, spent } = stage.save() as { bytes: string; spent: number };
    expect(bytes.length / 2).to.be.below(2 ** 17);
    expect(spent).to.be.at.most(8 * (stream.length + 2 ** 17));
    stage.process(wire(1n), count);
    const last: WireEvent[] = [];
    stage.flush(e => last.push(e));
    expect(last.some(e => e.kind === 'frame')).to.equal(true);
    expect(skipped + last.reduce((sum, e) => sum + (e.kind === 'skipped' ? e.bytes : 0), 0)).to.equal(stream.length);
  });

  it('takes bytes only', () => {
    expect(() => wireDecoder().process('d9d9f7' as unknown as Uint8Array, () => {})).to.throw(
      OptionTypeError,
      'wireDecoder: a chunk must be a Uint8Array, got "d9d9f7"',
    );
    expect(() => wireDecoder({ maxBytes: 1 })).to.throw(OptionRangeError, 'wireDecoder: maxBytes');
  });
});
