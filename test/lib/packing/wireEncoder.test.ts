import { expect } from 'chai';
import { DataError, FormatError, OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { frame, type QFrame, streamInfo } from '../../../lib/frame.js';
import { decodeWireFrame, encodeWireFrame, wireDecoder, wireEncoder } from '../../../lib/packing/index.js';
import { freezeParams } from '../../../lib/qparams.js';
import { e4m3fn, encodeFrame, g711, minifloat } from '../../../lib/quantizers/index.js';
import { run } from '../../../lib/stage.js';
import type { Json } from '../../../lib/state.js';

const params = freezeParams({ kind: 'fixedPoint' as const, bits: 8, qmin: -128, qmax: 127, fractionBits: 0 });
const info = streamInfo({ channels: 1 });

function frameAt(start: number, length = 4): QFrame {
  return { data: new Int8Array(length), channels: 1, length, start, info, params, clipped: 0 };
}

describe('wireEncoder', () => {
  it('counts frames through and marks those after a gap', () => {
    const stage = wireEncoder({ source: 'imu', sequence: 2n ** 64n - 2n });
    const sent = [...run(stage, [frameAt(10), frameAt(14), frameAt(19), frameAt(23)])].map(b => decodeWireFrame(b));
    expect(sent.map(w => [w.source, w.sequence, w.gap, w.frame.start])).to.deep.equal([
      ['imu', 2n ** 64n - 2n, false, 10],
      ['imu', 2n ** 64n - 1n, false, 14],
      ['imu', 0n, true, 19],
      ['imu', 1n, false, 23],
    ]);
  });

  it('goes on after save and restore as if nothing had happened', () => {
    const frames = [frameAt(0), frameAt(4), frameAt(9)];
    const wanted = [...run(wireEncoder({ source: 'a' }), frames)];
    for (let pause = 0; pause <= frames.length; pause++) {
      const first = wireEncoder({ source: 'a' });
      const second = wireEncoder({ source: 'a' });
      const before = [...run(first, frames.slice(0, pause))];
      second.restore(JSON.parse(JSON.stringify(first.save())));
      expect([...before, ...run(second, frames.slice(pause))]).to.deep.equal(wanted);
    }
  });

  it('does not count a frame that it could not send', () => {
    const stage = wireEncoder({ source: 'a' });
    expect(() => stage.process({ ...frameAt(0), clipped: -1 }, () => {})).to.throw(DataError);
    const sent: Uint8Array[] = [];
    stage.process(frameAt(0), b => sent.push(b));
    expect(decodeWireFrame(sent[0]).sequence).to.equal(0n);
  });

  it('refuses states that are not its own or damaged', () => {
    const good = { ...(wireEncoder({ source: 'a' }).save() as Record<string, Json>), sequence: '5' };
    expect(() => wireEncoder({ source: 'a' }).restore(good)).to.not.throw();
    for (const wrong of [
      null,
      {},
      { ...good, who: 'wireDecoder' },
      { ...good, options: { source: 'b', tableEvery: 64, maxBytes: 2 ** 20 } },
      { ...good, sequence: 5 },
      { ...good, sequence: '-5' },
      { ...good, sequence: String(2n ** 64n) },
      { ...good, end: 'x' },
      { ...good, end: 0.5 },
      { ...good, tables: [{ levels: 'x', uses: 1 }] },
    ]) {
      expect(() => wireEncoder({ source: 'a' }).restore(wrong)).to.throw(FormatError);
    }
  });

  it('checks its options at the call', () => {
    expect(() => wireEncoder({ source: 'é'.repeat(128) })).to.throw(
      OptionRangeError,
      'wireEncoder: source must be at most',
    );
    expect(() => wireEncoder({ source: 'a', sequence: -1n })).to.throw(OptionRangeError, 'wireEncoder: sequence');
    expect(() => wireEncoder({ source: 'a', maxBytes: 0 })).to.throw(OptionRangeError, 'wireEncoder: maxBytes');
    expect(() => wireEncoder({} as { source: string })).to.throw(OptionTypeError, 'wireEncoder: source must be a text');
  });
});

/** 160 codes of 8 bits under a table of 256 levels. */
function tabled(k: number, levels: readonly number[]): QFrame {
  const table = freezeParams({
    kind: 'codebook' as const,
    bits: 8,
    qmin: 0,
    qmax: 255,
    levels: [...levels],
    scale: [0.5],
  });
  const data = Uint8Array.from({ length: 160 }, (_, i) => (i * k) & 255);
  return { data, channels: 1, length: 160, start: 160 * k, info, params: table, clipped: 0 };
}

describe('tables of levels on the wire', () => {
  const table = Array.from({ length: 256 }, (_, k) => Math.sqrt(k));

  it('are sent once, referred to by 8 bytes, and sent again every so often', () => {
    const frames = Array.from({ length: 9 }, (_, k) => tabled(k, table));
    const sent = [...run(wireEncoder({ source: 'a', tableEvery: 4 }), frames)];
    const long = sent.map(bytes => bytes.length > 2048); // 256 doubles
    expect(long).to.deep.equal([true, false, false, false, true, false, false, false, true]);
    expect(sent[1].length).to.be.at.most(160 + 45);
    const events = [...run(wireDecoder(), sent)];
    expect(events.map(e => e.kind === 'frame' && [...e.wire.frame.data])).to.deep.equal(frames.map(f => [...f.data]));
    events.forEach((e, k) => expect(e.kind === 'frame' && e.wire.frame.params).to.deep.equal(frames[k].params));
  });

  it('of the telephone laws and of small floats go by name, and each frame decodes alone', () => {
    for (const quantizer of [g711(), g711({ law: 'a' }), minifloat({ format: e4m3fn })]) {
      const f = frame(Float32Array.from({ length: 160 }, (_, i) => 8000 * Math.sin(i)));
      const codes = encodeFrame(quantizer, f, quantizer.design({ min: [-8000], max: [8000] }));
      const bytes = encodeWireFrame(codes, { source: 'line', sequence: 7n });
      expect(bytes.length, quantizer.name).to.be.at.most(160 + 50); // 64 kbit/s of codes, 84 on the wire
      expect(decodeWireFrame(bytes).frame.params).to.deep.equal(codes.params);
    }
  });

  it('that have not come are named as the reason, until they come again', () => {
    const sent = [
      ...run(
        wireEncoder({ source: 'a', tableEvery: 3 }),
        [0, 1, 2, 3].map(k => tabled(k, table)),
      ),
    ];
    const events = [...run(wireDecoder(), sent.slice(1))];
    expect(events.map(e => e.kind)).to.deep.equal(['skipped', 'skipped', 'frame']);
    const [first] = events;
    expect(first.kind === 'skipped' && first.reason.message).to.include('refer to a table that has not come yet');
    expect(() => decodeWireFrame(sent[1])).to.throw(
      FormatError,
      'table of an earlier frame; read the stream with wireDecoder',
    );
    // another decoder in the same process has read the table: this one has not
    [...run(wireDecoder(), sent)];
    expect([...run(wireDecoder(), [sent[1]])].map(e => e.kind)).to.deep.equal(['skipped']);
  });

  it('survive save and restore at both ends, between any two frames', () => {
    const frames = [0, 1, 2].map(k => tabled(k, table));
    const wanted = [...run(wireEncoder({ source: 'a' }), frames)];
    for (let pause = 0; pause <= 3; pause++) {
      const [first, second] = [wireEncoder({ source: 'a' }), wireEncoder({ source: 'a' })];
      const before = [...run(first, frames.slice(0, pause))];
      second.restore(JSON.parse(JSON.stringify(first.save())));
      expect([...before, ...run(second, frames.slice(pause))]).to.deep.equal(wanted);
      const [reader, other] = [wireDecoder(), wireDecoder()];
      const kinds: string[] = [];
      for (const bytes of wanted.slice(0, pause)) reader.process(bytes, e => kinds.push(e.kind));
      other.restore(JSON.parse(JSON.stringify(reader.save())));
      for (const bytes of wanted.slice(pause)) other.process(bytes, e => kinds.push(e.kind));
      expect(kinds).to.deep.equal(['frame', 'frame', 'frame']);
    }
  });

  it('are remembered 64 at a time: what is older is sent again', () => {
    const other = (k: number) => table.map(x => x + k);
    const stage = wireEncoder({ source: 'a' });
    const order = [0, 1, 0, ...Array.from({ length: 64 }, (_, k) => k + 2), 0, 65];
    const sent = [
      ...run(
        stage,
        order.map((t, k) => tabled(k, other(t))),
      ),
    ];
    expect(sent.map(bytes => bytes.length > 1024).filter(long => !long)).to.have.length(2); // the third and the last one
    expect([...run(wireDecoder(), sent)].every(e => e.kind === 'frame')).to.equal(true);
  });
});
