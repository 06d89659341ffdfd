import { expect } from 'chai';
import { DataError } from '../../../lib/errors.js';
import { type Frame, frame, streamInfo } from '../../../lib/frame.js';
import {
  type CompareInput,
  type Comparison,
  type CompareWithOptions,
  type CompareWithReport,
  compareWithStage,
} from '../../../lib/meters/index.js';
import { affine, affineParams, encodeFrame } from '../../../lib/quantizers/index.js';
import { inTurn, type Stage } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const ramp = (start: number, length: number, channels = 1) =>
  frame(
    Float32Array.from({ length: channels * length }, (_, i) => start + (i % length) + 1000 * Math.floor(i / length)),
    { channels, start },
  );

/** Pairs and the report, of inputs in this order. */
function compared(inputs: readonly CompareInput[], options: CompareWithOptions = {}) {
  const reports: CompareWithReport[] = [];
  const stage = compareWithStage({ ...options, onReport: r => reports.push(r) });
  const pairs: Comparison[] = [];
  for (const input of inputs) stage.process(input, p => pairs.push(p));
  stage.flush(p => pairs.push(p));
  return { pairs, report: reports[0], rows: pairs.map(p => [p.test.start, [...p.reference.data], [...p.test.data]]) };
}

describe('compareWithStage', () => {
  it('pairs samples of one index, however both sides are cut', () => {
    const { rows, report } = compared([
      { original: ramp(0, 3) },
      { test: ramp(0, 2) },
      { test: ramp(2, 4) },
      { original: ramp(3, 5) },
    ]);
    expect(rows).to.deep.equal([
      [0, [0, 1], [0, 1]],
      [2, [2], [2]],
      [3, [3, 4, 5], [3, 4, 5]],
    ]);
    expect(report).to.deep.equal({ matched: 6, withoutOriginal: 0, withoutTest: 2, dropped: 0 });
  });

  it('counts what a gap on either side leaves alone', () => {
    const { rows, report } = compared([
      { original: ramp(2, 3) }, // 2 3 4
      { original: ramp(8, 2) }, // 8 9
      { test: ramp(0, 6) }, // 0 1 and 5 have no original
      { test: ramp(9, 3) }, // 10 11 neither
    ]);
    expect(rows.map(r => r[1])).to.deep.equal([[2, 3, 4], [9]]);
    expect(report).to.deep.equal({ matched: 4, withoutOriginal: 5, withoutTest: 1, dropped: 0 });
  });

  it('finds the original of every sample behind a delay and a lower rate', () => {
    // sample i stands for original 4 i - 2
    const options = { factor: 4, delay: 2 };
    const { rows, report } = compared([{ original: ramp(0, 20) }, { test: ramp(0, 3) }, { test: ramp(3, 2) }], options);
    expect(rows.flatMap(r => r[1])).to.deep.equal([2, 6, 10, 14]);
    expect(rows[0][0]).to.equal(1);
    expect(report).to.deep.equal({ matched: 4, withoutOriginal: 1, withoutTest: 4, dropped: 0 });
  });

  it('keeps what each side says of its sensor, and the codes', () => {
    const x = ramp(0, 4, 2);
    const codes = encodeFrame(affine(), x, affineParams({ scale: 1, bits: 4 }));
    const { pairs } = compared([{ original: { ...x, gains: [2, 4] } }, { test: { ...codes, centres: [1, 2] } }]);
    expect(pairs[0].reference.gains).to.deep.equal([2, 4]);
    expect(pairs[0].test).to.deep.include({ params: codes.params, centres: [1, 2] });
  });

  it('holds so many samples and no more, and says what went', () => {
    const late = { hold: 10 };
    const { rows, report } = compared([{ original: ramp(0, 30) }, { test: ramp(0, 30) }], late);
    expect(rows.flatMap(r => r[1])).to.deep.equal([20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
    expect(report).to.deep.equal({ matched: 10, withoutOriginal: 20, withoutTest: 20, dropped: 20 });
    const early = compared([{ test: ramp(0, 30) }, { original: ramp(0, 30) }], late);
    expect(early.report).to.deep.equal({ matched: 10, withoutOriginal: 20, withoutTest: 20, dropped: 20 });
    const strict = compareWithStage({ hold: 10, whenFull: 'error' });
    expect(() => strict.process({ test: ramp(0, 11) }, () => {})).to.throw(DataError, 'the test runs ahead');
  });

  it('refuses other channels, time that runs backwards and wrong options', () => {
    const stage = compareWithStage();
    stage.process({ original: ramp(5, 3) }, () => {});
    expect(() => stage.process({ test: ramp(5, 3, 2) }, () => {})).to.throw(DataError, 'as many channels');
    expect(() => stage.process({ original: ramp(7, 3) }, () => {})).to.throw(DataError, 'follow each other');
    expect(() => compareWithStage({ factor: 0 })).to.throw(RangeError, 'factor');
    expect(() => compareWithStage({ hold: 0 })).to.throw(RangeError, 'hold');
    expect(() => compareWithStage({ whenFull: 'wait' as never })).to.throw(RangeError, 'whenFull');
    expect(() => compareWithStage({ delay: 0.5 })).to.throw(RangeError, 'delay');
  });

  it('refuses saved codes that do not decode', () => {
    const stage = compareWithStage();
    const codes = encodeFrame(affine(), ramp(0, 2), affineParams({ scale: 1, bits: 4 }));
    stage.process({ test: codes }, () => {});
    const saved = JSON.parse(JSON.stringify(stage.save())) as { tests: { frames: { codes: { params: unknown } }[] } };
    compareWithStage().restore(saved);
    saved.tests.frames[0].codes.params = { kind: 'affine', bits: 4 };
    expect(() => compareWithStage().restore(saved)).to.throw(Error, 'damaged');
  });

  /** Sends each frame as original and as codes, the codes first or last, and emits the difference. */
  const both = (order: 'codesFirst' | 'codesLast'): Stage<Frame, Frame> => {
    const inner = compareWithStage({ delay: 1 });
    const params = affineParams({ scale: 1, bits: 4 });
    const emitter = (emit: (f: Frame) => void) => (p: Comparison) => {
      const data = p.reference.data.map((x, i) => x - p.test.data[i]);
      emit({ ...p.reference, data, start: p.test.start });
    };
    return inTurn({
      process(f, emit) {
        const inputs: CompareInput[] = [{ original: f }, { test: encodeFrame(affine(), f, params) }];
        if (order === 'codesFirst') inputs.reverse();
        for (const input of inputs) inner.process(input, emitter(emit));
      },
      flush: emit => inner.flush(emitter(emit)),
      save: () => inner.save(),
      restore: state => inner.restore(state),
    });
  };
  stageLaws('compareWithStage', { make: () => both('codesLast') });
  stageLaws('compareWithStage, codes first', { make: () => both('codesFirst') });

  it('takes the description of the test, whose rate it is', () => {
    const info = streamInfo({ channels: 1, sampleRate: 25 });
    const { pairs } = compared([{ original: ramp(0, 8) }, { test: { ...ramp(0, 2), info } }], { factor: 4 });
    expect(pairs[0].reference.info).to.equal(info);
  });
});
