import { expect } from 'chai';
import { raw, type SourceReport } from '../../datasets/index.js';
import { chunked, errorOf, samplesOf } from './csv/chunked.js';

describe('raw', () => {
  it('reads samples of a stated type, channel by channel, as scale * (code - zeroPoint)', async () => {
    const bytes = Buffer.from([0xee, 0, 1, 2, 254, 255, 0]); // behind one byte: 1, -510, 255 of int16, big-endian
    const source = raw(chunked(bytes, 2), {
      type: 'int16',
      byteOrder: 'big',
      channels: 1,
      skipBytes: 1,
      scale: 0.5,
      zeroPoint: 1,
      sampleRate: 10,
      names: ['a'],
      units: ['V'],
    });
    expect(await samplesOf(source)).to.deep.equal([[0, (0x02fe - 1) / 2, (-256 - 1) / 2]]);
    const description = await source.probe();
    expect(description.info).to.deep.equal({ sampleRate: 10, names: ['a'], units: ['V'] });
    expect(description.details).to.deep.equal({ samples: 'int16, big-endian' });
    expect(description.unread).to.deep.equal([{ what: 'the first 1 bytes', reason: 'skipBytes' }]);
  });

  it('cuts frames of the same samples, and counts the bytes behind the last of all channels', async () => {
    const bytes = Buffer.from(Array.from({ length: 20 }, (_, k) => k));
    let report: SourceReport | undefined;
    const source = raw(chunked(bytes, 3), { type: 'uint8', channels: 3, frameLength: 4, onReport: r => (report = r) });
    expect(await samplesOf(source)).to.deep.equal([
      [0, 3, 6, 9, 12, 15],
      [1, 4, 7, 10, 13, 16],
      [2, 5, 8, 11, 14, 17],
    ]);
    expect(report).to.deep.include({ samples: 6, frames: 2, trailingBytes: 2, bytes: 20, complete: true });
    expect(report).to.not.have.property('duration');
  });

  it('reports progress as bytes, and reports an early end as not complete', async () => {
    const progress: number[] = [];
    let report: SourceReport | undefined;
    const source = raw(chunked(Buffer.alloc(4096), 1024), {
      type: 'uint8',
      channels: 1,
      frameLength: 100,
      onProgress: p => progress.push(p.bytes),
      onReport: r => (report = r),
    });
    for await (const frame of source) {
      expect(frame.length).to.equal(100);
      break;
    }
    expect(report).to.include({ complete: false, frames: 1 });
    expect(progress[0]).to.equal(1024);
  });

  it('throws wrong options at the call', () => {
    const good = { type: 'int16', channels: 1 } as const;
    expect(() => raw('x', { ...good, type: 'int12' as 'int16' })).to.throw(RangeError, 'raw: type must be one of int8');
    expect(() => raw('x', { ...good, channels: 0 })).to.throw(RangeError, 'raw: channels');
    expect(() => raw('x', { ...good, scale: 0 })).to.throw(
      RangeError,
      'raw: scale must be a finite number other than 0',
    );
    expect(() => raw('x', { ...good, names: ['a', 'b'] })).to.throw(RangeError, 'raw: names must be one per channel');
    expect(() => raw('x', { ...good, units: [1 as unknown as string] })).to.throw(TypeError, 'raw: units');
  });

  it('says when there is no such file, and when frames would take too much memory', async () => {
    const error = await errorOf(samplesOf(raw('/nowhere/x.raw', { type: 'int16', channels: 1 })));
    expect(error.message).to.equal('raw: /nowhere/x.raw: there is no such file; check the path');
    const large = raw(chunked(''), { type: 'int16', channels: 65536, frameLength: 4096 });
    expect((await errorOf(samplesOf(large))).message).to.contain(
      'raw: frameLength must be at most 1024 for 65536 channels',
    );
  });
});
