import { expect } from 'chai';
import { DataError, FormatError, OptionRangeError, OptionTypeError } from '../../lib/errors.js';
import {
  channelOf,
  checkFollows,
  checkSameStream,
  frame,
  type FrameOptions,
  loadInfo,
  MAX_CHANNELS,
  saveInfo,
  streamInfo,
  streamKey,
  timeOf,
  type StreamInfoOptions,
  when,
} from '../../lib/frame.js';

const SHARED = streamInfo({ channels: 2, sampleRate: 250, names: ['x', 'y'], units: ['mV', 'mV'] });

/** Two channels of four samples. */
const two = (start = 0) => frame(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), { info: SHARED, start });

describe('streamInfo', () => {
  it('names channels itself and leaves out what is not known', () => {
    expect(streamInfo({ channels: 3 })).to.deep.equal({ names: ['ch0', 'ch1', 'ch2'], units: ['', '', ''] });
  });

  it('holds what it is given', () => {
    expect(streamInfo({ channels: 1, sampleRate: 26, epoch: -5n, names: ['z'], units: ['mg'] })).to.deep.equal({
      sampleRate: 26,
      epoch: -5n,
      names: ['z'],
      units: ['mg'],
    });
  });

  it('is frozen through and through, and copies the lists of the caller', () => {
    const names = ['a'];
    const info = streamInfo({ channels: 1, names });
    names[0] = 'b';
    expect(info.names).to.deep.equal(['a']);
    for (const part of [info, info.names, info.units]) expect(Object.isFrozen(part)).to.be.true;
  });

  it('refuses wrong options and says which', () => {
    const wrong: readonly (readonly [StreamInfoOptions, RegExp])[] = [
      [{ channels: 0 }, /channels must be an integer in \[1, 65536\], got 0/],
      [{ channels: MAX_CHANNELS + 1 }, /channels must be/],
      [{ channels: 1.5 }, /channels must be/],
      [{ channels: 1, sampleRate: 0 }, /sampleRate must be a finite number above 0, got 0/],
      [{ channels: 1, sampleRate: Infinity }, /sampleRate must be/],
      [{ channels: 2, names: ['a'] }, /names must be one a channel, got 1 for 2 channels/],
      [{ channels: 2, units: ['a', 'b', 'c'] }, /units must be one a channel, got 3 for 2 channels/],
    ];
    for (const [options, message] of wrong) {
      expect(() => streamInfo(options)).to.throw(OptionRangeError, message);
    }
    expect(() => streamInfo({ channels: '2' as unknown as number })).to.throw(OptionTypeError, /^streamInfo: channels/);
  });
});

describe('frame', () => {
  it('is one channel from sample 0 when nothing else is said', () => {
    const data = Float32Array.of(1, 2, 3);
    const f = frame(data);
    expect(f).to.deep.equal({ data, channels: 1, length: 3, start: 0, info: { names: ['ch0'], units: [''] } });
    expect(f.data).to.equal(data); // taken over, not copied
  });

  it('takes the number of channels from its description', () => {
    const f = two(12);
    expect([f.channels, f.length, f.start, f.info]).to.deep.equal([2, 4, 12, SHARED]);
  });

  it('may be empty, start before 0 and at the last exact integer', () => {
    expect(frame(new Float32Array(0), { channels: 3 }).length).to.equal(0);
    expect(frame(new Float32Array(1), { start: -7 }).start).to.equal(-7);
    expect(frame(new Float32Array(1), { start: 2 ** 53 - 1 }).start).to.equal(2 ** 53 - 1);
  });

  it('refuses data that do not divide, and a description of other channels', () => {
    const wrong: readonly (readonly [FrameOptions, RegExp])[] = [
      [{ channels: 2 }, /data must divide into 2 channels, got 3 samples/],
      [{ channels: 0 }, /channels must be an integer in \[1, 65536\], got 0/],
      [{ channels: 3, info: SHARED }, /info names 2 channels, data has 3/],
      [{ start: 0.5 }, /start must be/],
      [{ start: 2 ** 53 }, /start must be/],
      [{ start: NaN }, /start must be/],
    ];
    for (const [options, message] of wrong) {
      expect(() => frame(new Float32Array(3), options)).to.throw(OptionRangeError, message);
    }
  });
});

describe('channelOf', () => {
  it('is a view, not a copy', () => {
    const f = two();
    expect(Array.from(channelOf(f, 1))).to.deep.equal([5, 6, 7, 8]);
    expect(channelOf(f, 1).buffer).to.equal(f.data.buffer);
  });

  it('is the row of a matrix', () => {
    expect(Array.from(channelOf(frame(Float32Array.of(1, 2, 3, 4, 5, 6), { channels: 3 }), 1))).to.deep.equal([3, 4]);
  });
});

describe('when', () => {
  it('tells seconds where the rate is known, else the sample', () => {
    expect(when(SHARED, 3200)).to.equal('t = 12.800 s');
    expect(when(streamInfo({ channels: 1 }), 3200)).to.equal('sample 3200');
  });
});

describe('checkSameStream', () => {
  it('accepts a description that is equal but not the same object', () => {
    const { sampleRate, names, units } = SHARED;
    const info = streamInfo({ channels: 2, sampleRate, names, units, epoch: 5n });
    checkSameStream('ema', frame(new Float32Array(2), { info }), SHARED);
  });

  it('refuses other channels and says when', () => {
    const info = streamInfo({ channels: 3, sampleRate: 250 });
    expect(() => checkSameStream('ema', frame(new Float32Array(3), { info, start: 500 }), SHARED))
      .to.throw(
        DataError,
        /^ema: the number of channels must not change, got 3 after 2 at t = 2\.000 s; are these merged sensors\?/,
      )
      .with.property('code', 'data-channels');
  });

  it('refuses another sample rate, and one that is suddenly unknown', () => {
    for (const sampleRate of [251, undefined]) {
      const next = frame(new Float32Array(2), { info: streamInfo({ channels: 2, sampleRate }) });
      expect(() => checkSameStream('ema', next, SHARED))
        .to.throw(
          DataError,
          /^ema: the sample rate must not change, got (251|undefined) Hz after 250 Hz; are these merged sensors\?/,
        )
        .with.property('code', 'data-info');
    }
  });
});

describe('checkSameStream of sensors that were merged', () => {
  it('refuses another source, other names, other units, and says what to do', () => {
    const { sampleRate, names, units } = SHARED;
    const same = { channels: 2, sampleRate, names, units };
    for (const [change, message] of [
      [
        { source: 'b' },
        /^ema: the source must not change, got "b" after undefined .* are these merged sensors\? use bySource/,
      ],
      [{ names: ['x', 'z'] }, /^ema: the names of the channels must not change, got "x", "z" after "x", "y"/],
      [{ units: ['mV', 'V'] }, /^ema: the units of the channels must not change/],
    ] as const) {
      const next = frame(new Float32Array(2), { info: streamInfo({ ...same, ...change }) });
      expect(() => checkSameStream('ema', next, SHARED))
        .to.throw(DataError, message)
        .with.property('code', 'data-info');
    }
  });
});

describe('streamKey', () => {
  it('is the source, or the names, units and rate', () => {
    expect(streamKey(streamInfo({ channels: 1, source: 'pump 3' }))).to.equal('pump 3');
    const [a, b, c] = [100, 100, 200].map(sampleRate => streamKey(streamInfo({ channels: 1, sampleRate })));
    expect([a === b, a === c]).to.deep.equal([true, false]);
  });
});

describe('timeOf', () => {
  it('is the epoch and the samples since, to the nanosecond', () => {
    const info = streamInfo({ channels: 1, sampleRate: 3, epoch: 1_700_000_000_000_000_000n });
    expect(timeOf(info, 4)).to.equal(1_700_000_001_333_333_333n);
    expect(timeOf(info, -1)).to.equal(1_699_999_999_666_666_667n);
    expect(timeOf(streamInfo({ channels: 1, sampleRate: 3 }), 4)).to.equal(undefined);
  });

  it('stands in messages', () => {
    const info = streamInfo({ channels: 1, sampleRate: 100, epoch: 1_700_000_000_000_000_000n });
    expect(when(info, 150)).to.equal('t = 1.500 s (2023-11-14T22:13:21.500Z)');
  });
});

describe('checkFollows', () => {
  it('accepts the next frame and a gap', () => {
    for (const start of [4, 5, 1000]) checkFollows('ema', two(start), SHARED, 4);
  });

  it('refuses a step back in time and says from where', () => {
    expect(() => checkFollows('ema', two(249), SHARED, 250))
      .to.throw(
        DataError,
        /^ema: frames must follow each other in time, got one that starts at t = 0\.996 s, before t = 1\.000 s;/,
      )
      .with.property('code', 'data-order');
  });

  it('refuses what is another stream altogether', () => {
    expect(() => checkFollows('ema', frame(new Float32Array(1), { start: 4 }), SHARED, 4)).to.throw(
      DataError,
      /number of channels/,
    );
  });
});

describe('saveInfo and loadInfo', () => {
  it('carry a description through JSON', () => {
    for (const info of [
      SHARED,
      streamInfo({ channels: 1 }),
      streamInfo({ channels: 1, sampleRate: 0.1, epoch: 1700000000000000001n }), // finer than a double holds
      streamInfo({ channels: 1, epoch: -(2n ** 63n) }),
    ]) {
      const saved: unknown = JSON.parse(JSON.stringify(saveInfo(info)));
      expect(loadInfo('minMax', saved)).to.deep.equal(info);
    }
  });

  it('refuse a damaged description', () => {
    for (const saved of [
      null,
      7,
      {},
      { names: ['a'] },
      { names: ['a'], units: [1] },
      { names: 'a', units: 'b' },
      { names: ['a'], units: [''], epoch: '1.5' },
      { names: ['a'], units: [''], epoch: '1e9' },
      { names: ['a'], units: [''], epoch: '9'.repeat(21) },
      { names: ['a'], units: [''], epoch: null },
      { names: [], units: [] },
      { names: ['a'], units: [] },
      { names: ['a'], units: [''], sampleRate: 0 },
      { names: ['a'], units: [''], sampleRate: '250' },
      { names: new Array<string>(MAX_CHANNELS + 1).fill(''), units: new Array<string>(MAX_CHANNELS + 1).fill('') },
    ]) {
      expect(() => loadInfo('minMax', saved)).to.throw(FormatError, /^minMax: the saved stream description is damaged/);
    }
  });
});
