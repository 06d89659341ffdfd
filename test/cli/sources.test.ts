import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runCommand as run } from './runCommand.js';

/** A WAV file of 16-bit samples at 8 kHz whose header promises `promised` of them. */
function wavFile(codes: readonly number[], promised = codes.length): Buffer {
  const bytes = Buffer.alloc(44 + 2 * codes.length);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + 2 * promised, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  [16, 0x10001, 8000, 16000, 0x100002].forEach((value, k) => bytes.writeUInt32LE(value, 16 + 4 * k));
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(2 * promised, 40);
  codes.forEach((code, k) => bytes.writeInt16LE(code, 44 + 2 * k));
  return bytes;
}

describe('bitstair on files that are no tables', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'bitstair-sources-'))));
  after(() => rmSync(folder, { recursive: true }));
  const stored = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  it('inspect tells the format by content, and what the file promises and does not have', async () => {
    const file = stored('a.bin', gzipSync(wavFile([0, 16384, -32768], 10)));
    const { status, stdout, stderr } = await run('inspect', file);
    expect([status, stderr]).to.deep.equal([0, '']);
    expect(stdout).to.match(/^format {4}wav$/m);
    expect(stdout).to.match(/^rate {6}8000 Hz \(from the head of the file\)$/m);
    expect(stdout).to.match(/^ch0 {6}- {3}-1 {2}0\.5 /m);
    expect(stdout).to.match(/^3 samples a channel, 0\.00025 s$/m);
    expect(stdout).to.include('samples a channel that the file promises and does not have: 7');
    expect(stdout).to.not.include('nothing skipped');
  });

  it('takes --full-scale for the value of a full-scale WAV sample, and refuses it on tables', async () => {
    const file = stored('level.wav', wavFile([0, 16384, -32768]));
    const { stdout } = await run('inspect', file, '--full-scale', '2');
    expect(stdout).to.match(/^ch0 {6}- {3}-2 {4}1 /m); // -32768 / 32768 and 16384 / 32768 of 2
    expect(stdout).to.contain('against a full-scale sine of amplitude 2');
    const refused = await run('quantize', stored('level.csv', 'x\n1\n2\n'), '--full-scale', '2');
    expect(refused.status).to.equal(2);
    expect(refused.stderr).to.contain('--full-scale is an option of wav');
  });

  it('inspect --json gives the report, with rows that were left out', async () => {
    const file = stored(
      'rows.jsonl',
      '{"t":"2024-03-02T10:00:00Z","v":1}\n{"t":"2024-03-02T10:00:01Z","v":2}\nnoise\n',
    );
    const { stdout } = await run('inspect', file, '--json');
    const { settings, report } = JSON.parse(stdout) as Record<string, Record<string, unknown>>;
    expect(settings).to.include({ format: 'ndjson', rate: '1 Hz (from time)', start: '2024-03-02T10:00:00.000Z' });
    expect(report).to.include({ samples: 2, skipped: 1, complete: true });
  });

  it('quantize and run read them like tables', async () => {
    const codes = Array.from({ length: 600 }, (_, k) => Math.trunc(30000 * Math.sin(k / 9)));
    const file = stored('tone.wav', wavFile(codes));
    const measured = await run('quantize', file, '--bits', '8', '--json');
    const { sqnr } = JSON.parse(measured.stdout) as { sqnr: { channel: string; sqnr: number }[] };
    expect(sqnr[0].channel).to.equal('ch0');
    expect(sqnr[0].sqnr).to.be.within(48, 52); // a full-scale sine, 8 bits: 6.02 * 8 + 1.76 = 49.9 dB, Bennett 1948
    const { status, stdout } = await run('run', file);
    expect(status).to.equal(0);
    expect(stdout).to.include('the shipped network takes 3 channels'); // a tone is no accelerometer
  });

  it('reads samples without a header when they are described', async () => {
    const file = stored('adc.dat', Buffer.from([255, 255, 9, 0, 1, 0]));
    const { stdout } = await run(
      'inspect',
      file,
      '--type',
      'int16',
      '--channels',
      '1',
      '--skip-bytes',
      '2',
      '--scale',
      '0.5',
      '--rate',
      '10',
    );
    expect(stdout).to.match(/^ch0 {6}- {2}0\.5 {2}4\.5 /m);
    expect(stdout).to.include('not read: the first 2 bytes: skipBytes');
  });

  it('exits with 2 for options of another format, and with 1 for files that are not what they claim', async () => {
    const file = stored('b.wav', wavFile([1, 2]));
    const wrong = await run('inspect', file, '--delimiter', ';');
    expect([wrong.status, wrong.stderr]).to.deep.equal([
      2,
      `bitstair: openSource: ${file} is read as wav; delimiter is an option of csv (option-range)\n`,
    ]);
    const damaged = await run('inspect', stored('c.wav', 'no audio at all'));
    expect(damaged.status).to.equal(1);
    expect(damaged.stderr).to.contain('must begin with RIFF, RIFX, RF64 or BW64 and WAVE');
  });
});
