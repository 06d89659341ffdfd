import { expect } from 'chai';
import { DataError } from '../../../lib/errors.js';
import type { Frame } from '../../../lib/frame.js';
import { type Row, type RowLoss, type RowsToFramesOptions, rowsToFramesStage } from '../../../lib/framing/index.js';
import { random } from '../../../lib/random.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

/** Frames of rows, as start and samples. */
function framesOf(options: RowsToFramesOptions, rows: readonly (Row | readonly Row[])[]): number[][] {
  return Array.from(run(rowsToFramesStage(options), rows), f => [f.start, ...f.data]);
}

/** The same, with what was lost. */
function lossesOf(options: RowsToFramesOptions, rows: readonly (Row | readonly Row[])[]) {
  const losses: RowLoss[] = [];
  const frames = framesOf({ ...options, onLoss: loss => losses.push(loss) }, rows);
  return { frames, losses: losses.map(({ kind, row, start, count }) => [kind, row, start, count]) };
}

/** Rows of one channel whose values count up, at times in ms. */
const timed = (times: readonly number[]) => times.map((t, i) => [t, i]);

describe('rowsToFramesStage', () => {
  it('makes frames of arrays, one row a sample, channel-major', () => {
    expect(
      framesOf({ fields: [0, 2], frameLength: 2 }, [
        [1, 'x', 10],
        [2, 'x', 20],
        [3, 'x', 30],
      ]),
    ).to.deep.equal([
      [0, 1, 2, 10, 20],
      [2, 3, 30],
    ]);
  });

  it('reads objects by name and by path, texts of numbers, booleans, and batches', () => {
    const rows = [{ a: { x: '1.5' }, v: [0, true] }, [{ a: { x: ' -2e1 ' }, v: [0, false] }], { 'a.x': 7, v: [0, 9n] }];
    expect(framesOf({ fields: ['a.x', 'v.1'] }, rows)).to.deep.equal([[0, 1.5, -20, 7, 1, 0, 9]]);
  });

  it('reads typed arrays', () => {
    expect(framesOf({ fields: [1, 0] }, [Float64Array.of(1, 2), Int16Array.of(3, 4)])).to.deep.equal([[0, 2, 4, 1, 3]]);
  });

  it('carries names, units, rate, and the epoch of a first stamp between 2000 and 2100 or in ISO 8601', () => {
    const info = (time: unknown, options: Partial<RowsToFramesOptions> = {}) => {
      const stage = rowsToFramesStage({ fields: ['x'], time: 't', ...options });
      return [...run(stage, [{ x: 1, t: time }])][0].info;
    };
    expect(info(1_700_000_000.25, { sampleRate: 4, names: ['ax'], units: ['g'] })).to.deep.equal({
      sampleRate: 4,
      epoch: 1_700_000_000_250_000_000n,
      names: ['ax'],
      units: ['g'],
    });
    expect(info(1_700_000_000_123_456_789n, { timeUnit: 'ns' }).epoch).to.equal(1_700_000_000_123_456_789n);
    expect(info('1700000000123456', { timeUnit: 'us' }).epoch).to.equal(1_700_000_000_123_456_000n);
    const iso = BigInt(Date.UTC(2024, 1, 29, 10, 30, 5)) * 1_000_000n;
    expect(info('2024-02-29T10:30:05.123456789Z').epoch).to.equal(iso + 123_456_789n);
    expect(info('2024-02-29 12:30:05+0200').epoch).to.equal(iso);
    expect(info(12.5)).to.not.have.property('epoch');
  });

  it('fills cells without a value, or with text, by the policies of csv', () => {
    const rows = [[1], [null], ['n/a'], [], [5]] as Row[];
    expect(lossesOf({ fields: [0], missing: 'hold', badRows: 'skip' }, rows)).to.deep.equal({
      frames: [[0, 1, 1, 1, 5]],
      losses: [
        ['cell', 1, 1, 1],
        ['cell', 2, 2, 1],
      ],
    });
    expect(framesOf({ fields: [0], missing: 'interpolate' }, [[0], [NaN], [''], [3]])).to.deep.equal([[0, 0, 1, 2, 3]]);
    expect(framesOf({ fields: [0], missing: 'nan' }, [[null], [Infinity]])).to.deep.equal([[0, NaN, Infinity]]);
    expect(() => framesOf({ fields: [0, 'b.c'] }, [[1, 2]])).to.throw(
      DataError,
      `rowsToFrames: row 0, channel "b.c": a value is missing, got undefined; choose missing: 'hold', 'interpolate' or 'nan'`,
    );
    expect(() => framesOf({ fields: [0] }, [['on']])).to.throw(DataError, 'expected a number, got "on"');
    expect(() => framesOf({ fields: [0] }, [[1e39]])).to.throw(DataError, '1e+39 is beyond the largest float32');
  });

  it('leaves out rows that are none, and lets start jump over those that were samples', () => {
    const rows = [[1], 'noise' as unknown as Row, { event: 'boot' }, [2]];
    expect(lossesOf({ fields: [0], badRows: 'skip' }, rows)).to.deep.equal({
      frames: [
        [0, 1],
        [2, 2],
      ],
      losses: [
        ['row', 1, 1, 1],
        ['row', 2, 1, 1],
      ],
    });
    expect(() => framesOf({ fields: [0] }, rows)).to.throw(
      DataError,
      `rowsToFrames: row 1: a row must be an array or an object, got "noise"; badRows: 'skip' leaves such rows out`,
    );
  });

  it('marks missing samples by a jump of start, or ignores and tells them', () => {
    const rows = timed([0, 10, 20, 60, 70]);
    const options: RowsToFramesOptions = { fields: [1], time: 0, timeUnit: 'ms', sampleRate: 100 };
    expect(lossesOf(options, rows)).to.deep.equal({
      frames: [
        [0, 0, 1, 2],
        [6, 3, 4],
      ],
      losses: [['gap', 3, 3, 3]],
    });
    expect(lossesOf({ ...options, gaps: 'ignore' }, rows)).to.deep.equal({
      frames: [[0, 0, 1, 2, 3, 4]],
      losses: [['gap', 3, 3, 3]],
    });
  });

  it('leaves out late rows, keeps rows of one time as samples, and drops a count that comes twice', () => {
    const options: RowsToFramesOptions = { fields: [1], time: 0, timeUnit: 'ms', sampleRate: 100, badRows: 'skip' };
    expect(lossesOf(options, timed([0, 10, 20, 10, 20, 30]))).to.deep.equal({
      frames: [[0, 0, 1, 2, 4, 5]],
      losses: [
        ['late', 3, 3, 1],
        ['repeated', 4, 3, 1],
      ],
    });
    expect(lossesOf({ ...options, timeUnit: 'samples' }, timed([1000, 1001, 1001, 1000, 1004]))).to.deep.equal({
      frames: [
        [1000, 0, 1],
        [1004, 4],
      ],
      losses: [
        ['repeated', 2, 1002, 1],
        ['late', 3, 1002, 1],
        ['gap', 4, 1002, 2],
      ],
    });
    expect(() => framesOf({ ...options, badRows: 'error' }, timed([0, 10, 0])))
      .to.throw(DataError, 'rowsToFrames: row 2: its time 0 lies before that of the row in front')
      .with.property('code', 'data-order');
    expect(() => framesOf({ ...options, badRows: 'error' }, [['soon', 1]])).to.throw(
      DataError,
      'row 0: expected a time in ms, got "soon"',
    );
  });

  it('refuses a gap beyond sample 2^53', () => {
    const rows = timed([0, 2 ** 53 - 1, 5]);
    expect(() => framesOf({ fields: [1], time: 0, timeUnit: 'samples', badRows: 'skip' }, rows)).to.throw(
      DataError,
      'reaches beyond sample 2^53',
    );
  });

  it('follows a rate that is 2 % off, and batches of ten rows with one time, without a gap', () => {
    const slow = Array.from({ length: 3000 }, (_, i) => i * 10.2);
    expect(lossesOf({ fields: [1], time: 0, timeUnit: 'ms', sampleRate: 100 }, timed(slow)).losses).to.deep.equal([]);
    const batched = Array.from({ length: 3000 }, (_, i) => Math.floor(i / 10) * 100);
    const kinds = lossesOf({ fields: [1], time: 0, timeUnit: 'ms', sampleRate: 100 }, timed(batched)).losses.map(
      l => l[0],
    );
    expect(kinds.filter(kind => kind !== 'repeated')).to.deep.equal([]);
  });

  it('tells gaps of three samples from a Gaussian jitter of 25 % of the period, all of them, and at most 1 % false ones', () => {
    let [lost, missed, found] = [0, 0, 0];
    for (let seed = 1; seed <= 5; seed++) {
      const r = random(seed);
      const times: number[] = [];
      const behind: number[] = []; // rows behind a gap
      for (let i = 0, index = 0; i < 20_000; i++, index++) {
        if (i > 100 && r.uniform() < 0.005) {
          index += 3;
          behind.push(i);
        }
        times.push((index + 0.25 * r.normal()) * 10);
      }
      times.sort((a, b) => a - b);
      const { losses } = lossesOf({ fields: [1], time: 0, timeUnit: 'ms', sampleRate: 100 }, timed(times));
      const gaps = new Set(losses.filter(([kind]) => kind === 'gap').map(([, row]) => row));
      lost += behind.length;
      missed += behind.filter(row => !gaps.has(row)).length;
      found += gaps.size;
    }
    expect(lost).to.be.above(400);
    expect(missed).to.equal(0);
    expect(found - lost).to.be.at.most(0.01 * lost);
  });

  it('gives the frames that were whole before an error, and moves on before it emits', () => {
    const stage = rowsToFramesStage({ fields: [0], frameLength: 2 });
    const seen: Frame[] = [];
    expect(() => stage.process([[1], [2], ['x']], f => seen.push(f))).to.throw(DataError);
    expect(seen.map(f => [...f.data])).to.deep.equal([[1, 2]]);

    const again = rowsToFramesStage({ fields: [0], frameLength: 2 });
    const starts: number[] = [];
    const emit = (f: Frame): void => {
      starts.push(f.start);
      if (f.start === 0) again.process([[5], [6]], emit); // a source that sends while it is being answered
    };
    again.process([[1], [2], [3], [4]], emit);
    expect(starts).to.deep.equal([0, 2, 4]);
  });

  it('throws wrong options at the call', () => {
    const make = (options: object) => () => rowsToFramesStage({ fields: [0], ...options });
    expect(make({ fields: [] })).to.throw(RangeError, 'rowsToFrames: fields must be 1 to 65536, got 0');
    expect(make({ fields: 'x' })).to.throw(TypeError, 'rowsToFrames: fields must be a list');
    expect(make({ fields: [-1] })).to.throw(RangeError, 'rowsToFrames: fields');
    expect(make({ timeUnit: 'min' })).to.throw(
      RangeError,
      'rowsToFrames: timeUnit must be one of s, ms, us, ns, samples',
    );
    expect(make({ sampleRate: -1 })).to.throw(RangeError, 'rowsToFrames: sampleRate');
    expect(make({ badRows: 'drop' })).to.throw(RangeError, 'rowsToFrames: badRows');
    expect(make({ names: ['a', 'b'] })).to.throw(RangeError, 'names');
  });

  it('refuses a damaged state', () => {
    const stage = rowsToFramesStage({ fields: [0], missing: 'hold' });
    stage.process([1], () => {});
    const state = JSON.parse(JSON.stringify(stage.save())) as { frames: Record<string, unknown> };
    for (const part of ['done', 'open', 'last', 'runStart']) {
      const damaged = { ...state, frames: { ...state.frames, [part]: 7 } };
      expect(() => rowsToFramesStage({ fields: [0], missing: 'hold' }).restore(damaged)).to.throw(
        Error,
        'rowsToFrames',
      );
    }
    expect(() => rowsToFramesStage({ fields: [0, 1], missing: 'hold' }).restore(state)).to.throw(
      Error,
      'the state was saved with fields =',
    );
  });

  /** A frame as a batch of rows with stamps; every third value of the first channel is missing. */
  const batch = (f: Frame): Row[] =>
    Array.from({ length: f.length }, (_, i) => ({
      n: f.start + i,
      v: Array.from({ length: 2 }, (_unused, c) =>
        c === 0 && (f.start + i) % 3 === 1 ? null : f.data[c * f.length + i],
      ),
    }));
  const fields = ['v.0', 'v.1'];
  stageLaws('rowsToFramesStage, counted and interpolated', {
    channels: 2,
    make: () => rowsToFramesStage({ fields, time: 'n', timeUnit: 'samples', missing: 'nan', frameLength: 7 }),
    input: batch,
  });
  stageLaws('rowsToFramesStage, by time', {
    channels: 2,
    make: () => rowsToFramesStage({ fields, time: 'n', timeUnit: 's', sampleRate: 1, missing: 'nan', frameLength: 16 }),
    input: batch,
  });
  stageLaws('rowsToFramesStage, interpolated', {
    channels: 2,
    // a first channel whose very first value is missing is level from its first one on
    make: () => rowsToFramesStage({ fields: ['v.1', 'w'], missing: 'interpolate', badRows: 'skip', frameLength: 5 }),
    input: f => batch(f).map(row => ({ ...row, w: ((row as { n: number }).n & 1) === 0 ? null : 1 })),
  });
});
