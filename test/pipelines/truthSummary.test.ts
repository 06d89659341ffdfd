import { expect } from 'chai';
import { logistic, networkBuilder, dense, flatten, outputReaders, sequential, softmax } from '../../lib/network.js';
import { TruthSummary, type WindowTruth } from '../../pipelines/index.js';

/** Two classes; what goes in is called probabilities. */
const classes = (labels: readonly string[]) =>
  outputReaders(
    sequential({
      name: 'classes',
      input: [1, 1],
      labels: [...labels],
      layers: [flatten(), dense({ units: labels.length }), softmax({ name: 'p' })],
    }),
  );

const detectors = (labels: readonly string[]) =>
  outputReaders(
    sequential({
      name: 'detectors',
      input: [1, 1],
      labels: [...labels],
      layers: [flatten(), dense({ units: labels.length }), logistic({ name: 'p' })],
    }),
  );

/** Pushes windows of one output. */
function pusher(readers: ReturnType<typeof outputReaders>) {
  const summary = new TruthSummary(readers);
  const push = (truth: string, ...values: number[]) => {
    const known: WindowTruth = truth === 'straddling' || truth === 'unlabelled' ? truth : { label: truth };
    summary.push(known, [readers[0].read(values)], values);
  };
  return { summary, push };
}

describe('TruthSummary', () => {
  it('counts classes, what they are taken for, and what is left out', () => {
    const { summary, push } = pusher(classes(['rest', 'walk', 'run']));
    summary.begin('one');
    push('rest', 0.8, 0.1, 0.1);
    push('rest', 0.7, 0.2, 0.1);
    push('rest', 0.1, 0.8, 0.1); // taken for walk
    push('WALK', 0.1, 0.8, 0.1);
    push('1', 0.6, 0.3, 0.1); // the number of walk; taken for rest
    push('straddling', 1, 0, 0);
    push('unlabelled', 1, 0, 0);
    push('swim', 1, 0, 0);
    const report = summary.report();
    expect(report).to.include({ windows: 5, straddling: 1, unlabelled: 1, undecided: 0, accuracy: 3 / 5 });
    expect(report.unknown).to.deep.equal({ swim: 1 });
    expect(report.confusion).to.deep.equal([
      [2, 1, 0],
      [1, 1, 0],
      [0, 0, 0],
    ]);
    expect(report.classes).to.deep.equal([
      { label: 'rest', windows: 3, decided: 3, right: 2, recall: 2 / 3, precision: 2 / 3 },
      { label: 'walk', windows: 2, decided: 2, right: 1, recall: 1 / 2, precision: 1 / 2 },
      { label: 'run', windows: 0, decided: 0, right: 0 },
    ]);
    expect(report.meanRecall).to.equal((2 / 3 + 1 / 2) / 2);
    expect(report.labels).to.deep.equal([
      { label: 'rest', means: 'rest', windows: 3 },
      { label: 'WALK', means: 'walk', windows: 1 },
      { label: '1', means: 'walk', windows: 1 },
    ]);
  });

  it('judges each recording by most of its windows and by the mean, a long one as much as a short one', () => {
    const { summary, push } = pusher(classes(['a', 'b']));
    summary.begin('long'); // 9 of 10 windows right
    for (let k = 0; k < 9; k++) push('a', 0.9, 0.1);
    push('a', 0.4, 0.6);
    summary.begin('short'); // 1 of 3 right, but that one is sure: mean of a is (0.99 + 0.45 + 0.45) / 3 = 0.63
    push('a', 0.99, 0.01);
    push('a', 0.45, 0.55);
    push('a', 0.45, 0.55);
    summary.begin('short'); // of the same name, and yet another recording
    push('b', 0.2, 0.8);
    const report = summary.report();
    expect(report.accuracy).to.equal(11 / 14);
    expect(report.pieces).to.deep.equal([
      { recording: 'long', label: 'a', windows: 10, right: 9, majority: 'a', mean: 'a', majorityRight: true, meanRight: true },
      { recording: 'short', label: 'a', windows: 3, right: 1, majority: 'b', mean: 'a', majorityRight: false, meanRight: true },
      { recording: 'short', label: 'b', windows: 1, right: 1, majority: 'b', mean: 'b', majorityRight: true, meanRight: true },
    ]); // prettier-ignore
    expect(report.byRecording?.majority).to.equal(2 / 3);
    expect(report.byRecording?.mean).to.equal(1);
    expect(report.byRecording?.windows).to.be.closeTo((0.9 + 1 / 3 + 1) / 3, 1e-15);
  });

  it('gives a detector hits, misses, false alarms and the area below its curve', () => {
    const { summary, push } = pusher(detectors(['fall']));
    summary.begin('day');
    push('fall', 0.9);
    push('Fall', 0.5); // the threshold is positive
    push('1', 0.2); // missed
    push('walk', 0.6); // false alarm
    push('0', 0.1);
    push('no fall', 0.3);
    const { detectors: found, ...report } = summary.report();
    // pairs in order: 0.9 above 3, 0.5 above 2, 0.2 above 1 of 3 negatives
    expect(found).to.deep.equal([
      {
        ...{ label: 'fall', threshold: 0.5, positives: 3, negatives: 3, hits: 2, misses: 1, falseAlarms: 1 },
        ...{ recall: 2 / 3, precision: 2 / 3, roc: { auc: 6 / 9, within: 0 } },
      },
    ]);
    expect(report.accuracy).to.equal(4 / 6);
    expect(report.labels.map(({ label, means }) => [label, means])).to.deep.equal([
      ['fall', 'fall'],
      ['Fall', 'fall'],
      ['1', 'fall'],
      ['walk', 'no fall'],
      ['0', 'no fall'],
      ['no fall', 'no fall'],
    ]);
    expect(report).to.not.have.any.keys('classes', 'confusion', 'meanRecall');
  });

  it('judges several detectors each, and labels of several', () => {
    const { summary, push } = pusher(detectors(['cough', 'speech']));
    summary.begin('room');
    push('cough + speech', 0.9, 0.2);
    push('speech', 0.1, 0.8);
    push('silence', 0.7, 0.1);
    const { detectors: found = [], accuracy } = summary.report();
    expect(accuracy).to.equal(1 / 3);
    expect(found.map(d => [d.hits, d.misses, d.falseAlarms])).to.deep.equal([
      [1, 0, 1],
      [1, 1, 0],
    ]);
  });

  it('gives a reconstruction without a threshold the area of its anomaly scores, and no decisions', () => {
    const readers = outputReaders(
      sequential({ name: 'auto', input: [2, 1], layers: [flatten(), dense({ units: 2, name: 'again' })] }),
    );
    const summary = new TruthSummary(readers);
    summary.begin('pump');
    // scores are mean squares: 0.5, 2, 8
    for (const [label, x] of [
      ['normal', 1],
      ['anomaly', 2],
      ['normal', 4],
    ] as const)
      summary.push({ label }, [readers[0].read([x, 0], [[0, 0]])], [x, 0]);
    const report = summary.report();
    expect(report.detectors).to.deep.equal([
      { label: 'anomaly', positives: 1, negatives: 2, roc: { auc: 0.5, within: 0 } },
    ]);
    expect(report).to.not.have.any.keys('accuracy', 'byRecording');
  });

  it('judges the first output that decides, or the one that is named, and leaves out what was not decided', () => {
    const b = networkBuilder({ name: 'heads' });
    const x = b.add(flatten(), b.input('x', [1, 1]));
    const value = b.add(dense({ units: 1, name: 'value' }), x);
    const alarm = b.add(logistic({ name: 'alarm' }), b.add(dense({ units: 1 }), x));
    const kind = b.add(softmax({ name: 'kind' }), b.add(dense({ units: 2 }), x));
    const readers = outputReaders(b.build([value, alarm, kind]));
    expect(new TruthSummary(readers).report()).to.include({ output: 'alarm', kind: 'detector' });
    const summary = new TruthSummary(readers, 'kind');
    summary.begin('one');
    summary.push({ label: '1' }, [{}, {}, { label: '1', positive: [false, true] }], [5, 0.9, 0.2, 0.8]);
    summary.push({ label: '1' }, [{}, {}, {}], [5, 0.9, 0.2, 0.8]);
    expect(summary.report()).to.deep.include({ output: 'kind', windows: 1, undecided: 1, accuracy: 1 });
    expect(() => new TruthSummary(readers, 'value')).to.throw(
      RangeError,
      'TruthSummary: output must be one that decides something, got "value" of "value" (values), "alarm" (detector), "kind" (probabilities)',
    );
  });
});
