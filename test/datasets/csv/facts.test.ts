import { expect } from 'chai';
import { headFacts } from '../../../datasets/csv/facts.js';

const facts = (...texts: string[]) =>
  headFacts(
    'f.csv',
    texts.map((text, i) => ({ line: i + 1, text, comment: true })),
    false,
  );

describe('headFacts', () => {
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

  it('reads pairs of fields as oscilloscopes and LabVIEW write them, and an interval for a rate', () => {
    const preamble = (...texts: string[]) =>
      headFacts(
        'f.csv',
        texts.map((text, i) => ({ line: i + 1, text, comment: false })),
        false,
      );
    expect(preamble('Model,X1', 'Sample Interval,0.001').sampleRate).to.equal(1000);
    expect(preamble('"Sample Interval","4.0e-08","s"').sampleRate).to.be.closeTo(25e6, 1e-3);
    expect(preamble('XInc:,+2.00E-006', 'XUnits:,Second').timeUnit).to.equal('Second');
    expect(preamble('Delta_X\t3,90625E-5\t3,90625E-5\t').sampleRate).to.equal(25600);
    expect(preamble('Y_Unit_Label\tVolts\tg').units).to.deep.equal(['', 'Volts', 'g']);
    expect(preamble('1 msec/sample').sampleRate).to.equal(1000);
  });

  it('reads the JSON of an OpenSignals header', () => {
    const { sampleRate, labels } = facts(
      '{"00:07:80:3B:46:63": {"column": ["nSeq", "I1", "A1"], "sampling rate": 1000, "resolution": [4, 1, 10]}}',
    );
    expect([sampleRate, labels]).to.deep.equal([1000, ['nSeq', 'I1', 'A1']]);
  });

  it('makes nothing of what it does not know', () => {
    const { sampleRate } = facts('sampling rate: unknown', 'frame rate: 5', 'rate 7', 'fs: 3 furlongs');
    expect(sampleRate).to.equal(undefined);
  });
});
