import { expect } from 'chai';
import { edgeImpulse, type RowSourceOptions, type SourceReport } from '../../datasets/index.js';
import { chunked, errorOf, samplesOf } from './csv/chunked.js';

const sensors = [
  { name: 'accX', units: 'm/s2' },
  { name: 'accY', units: 'm/s2' },
];

/** A document as the published format has it. */
function file(payload: object): string {
  const envelope = { protected: { ver: 'v1', alg: 'HS256', iat: 1_700_000_000 }, signature: '0'.repeat(64) };
  return JSON.stringify({ ...envelope, payload }, null, 2);
}

async function read(text: string, options: RowSourceOptions = {}, size = 10) {
  let report: SourceReport | undefined;
  const source = edgeImpulse(chunked(text, size), { ...options, onReport: r => (report = r) });
  const description = await source.probe();
  return { description, samples: await samplesOf(source), report: report as unknown as SourceReport };
}

describe('edgeImpulse', () => {
  const head = { device_name: 'a "quoted" } name', device_type: 'BOARD', interval_ms: 16, sensors };
  const values = [
    [-9.81, 0.03],
    [-9.83, 1e-3],
    [2, -1],
  ];

  it('reads values, sensors with units, and the rate: 1000 / interval_ms', async () => {
    for (const size of [1, 7, 65536]) {
      const { description, samples, report } = await read(file({ ...head, values }), {}, size);
      expect(samples).to.deep.equal([[-9.81, -9.83, 2].map(Math.fround), [0.03, 1e-3, -1].map(Math.fround)]);
      expect(description.info).to.deep.equal({ sampleRate: 62.5, names: ['accX', 'accY'], units: ['m/s2', 'm/s2'] });
      expect(description.details).to.deep.equal({ device: 'a "quoted" } name', type: 'BOARD' });
      expect(report).to.include({ samples: 3, complete: true });
    }
  });

  it('reads values that stand before the sensors, a payload without its envelope, and one sensor without arrays', async () => {
    expect((await read(file({ values, ...head }))).samples[1]).to.deep.equal([0.03, 1e-3, -1].map(Math.fround));
    const bare = JSON.stringify({ interval_ms: 0.0625, sensors: [{ name: 'audio', units: 'N/A' }], values: [1, 2, 3] });
    const { description, samples } = await read(bare);
    expect(samples).to.deep.equal([[1, 2, 3]]);
    expect(description.info).to.deep.equal({ sampleRate: 16000, names: ['audio'], units: [''] });
  });

  it('has no rate at an interval of 0, chooses columns, and names members it does not read', async () => {
    const { description, samples } = await read(file({ ...head, interval_ms: 0, extra: { a: [1, '}'] }, values }), {
      columns: ['accY'],
    });
    expect(samples).to.have.length(1);
    expect(description.rateFrom).to.equal('unknown');
    expect(description.unread).to.deep.equal([{ what: 'member "extra"', reason: 'not values' }]);
    expect(description.columns[0]).to.include({ role: 'ignored', reason: 'not among columns' });
  });

  it('treats rows of another length as bad rows, and cells without a number as missing', async () => {
    const text = file({ ...head, values: [[1, 2], [3], [null, 4], [5, 'x'], [6, 6, 6], [7, 7]] });
    const { samples, report } = await read(text, { badRows: 'skip', missing: 'nan' });
    expect(samples).to.deep.equal([
      [1, NaN, 5, 7],
      [2, 4, NaN, 7],
    ]);
    expect(report).to.include({ skipped: 2, missing: 2 });
    expect((await errorOf(read(text))).message).to.contain(
      'edgeImpulse: test.csv values[1]: a row must have 2 values, one per sensor, got 1',
    );
  });

  it('refuses what is no such document, what is cut off, and values in another file', async () => {
    const message = async (text: string) => (await errorOf(read(text))).message;
    expect(await message(file({ ...head }))).to.contain('got one without values');
    expect(await message(file({ interval_ms: 1, values }))).to.contain('got one without sensors');
    expect(await message(file({ ...head, sensors: [], values }))).to.contain('sensors must be a list of 1 to 65536');
    expect(await message(file({ ...head, interval_ms: 'soon', values }))).to.contain(
      'interval_ms must be a number of at least 0',
    );
    expect(await message(file({ ...head, values: ['Ref-BINARY-i16 (3 values)'] }))).to.contain('lie in another file');
    expect(await message('[1]')).to.contain('near byte 0: expected {, got "["');
    expect(await message('')).to.contain('expected {, got its end');
    const text = file({ ...head, values });
    expect(await message(text.slice(0, text.indexOf('9.83')))).to.contain('the document ends in a value');
    expect(await message(`{"payload":${'{"x":'.repeat(100_000)}`)).to.contain('the document ends in a value');
    expect(await message(`{"${'k'.repeat(70_000)}":1}`)).to.contain('a value must be at most 65536 bytes long');
  });
});
