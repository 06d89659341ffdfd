import { expect } from 'chai';
import { DataError, FormatError, OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { type QFrame, streamInfo } from '../../../lib/frame.js';
import { decodeWireFrame, wireEncoder } from '../../../lib/packing/index.js';
import { freezeParams } from '../../../lib/qparams.js';
import { run } from '../../../lib/stage.js';

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
    const good = { who: 'wireEncoder', version: 1, sequence: '5', end: null };
    expect(() => wireEncoder({ source: 'a' }).restore(good)).to.not.throw();
    for (const wrong of [
      null,
      {},
      { ...good, who: 'wireDecoder' },
      { ...good, sequence: 5 },
      { ...good, sequence: '-5' },
      { ...good, sequence: String(2n ** 64n) },
      { ...good, end: 'x' },
      { ...good, end: 0.5 },
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
