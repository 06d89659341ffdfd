import { expect } from 'chai';
import { commentFacts } from '../../../datasets/csv/comments.js';

const facts = (...texts: string[]) =>
  commentFacts(
    'f.csv',
    texts.map((text, i) => ({ line: i + 1, text })),
    false,
  );

describe('commentFacts', () => {
  it('reads the head of a BioSPPy file', () => {
    const { sampleRate, labels, units, metadata } = facts(
      'Simple Text Format',
      'Sampling Rate (Hz):= 100.00',
      'Resolution:= 0',
      'Units:= m/s^2',
      'Labels:= acc_x\tacc_y\tacc_z',
    );
    expect([sampleRate, labels, units]).to.deep.equal([100, ['acc_x', 'acc_y', 'acc_z'], ['m/s^2']]);
    expect(metadata.map(m => [m.line, m.key])).to.deep.equal([
      [2, 'Sampling Rate (Hz)'],
      [3, 'Resolution'],
      [4, 'Units'],
      [5, 'Labels'],
    ]);
  });

  it('knows other spellings of a rate, and kHz', () => {
    for (const text of ['fs = 2000', 'Sample rate: 2 kHz', 'sampling_frequency [kHz] = 2', 'samplerate=2e3 Hz']) {
      expect(facts(text).sampleRate, text).to.equal(2000);
    }
  });

  it('makes nothing of what it does not know', () => {
    const { sampleRate } = facts('sampling rate: unknown', 'frame rate: 5', 'rate 7', 'fs: 3 furlongs');
    expect(sampleRate).to.equal(undefined);
  });
});
