import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

function bitstair(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', main, ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('bitstair', () => {
  let folder: string;
  const write = (text: string) => {
    const file = join(folder, 'sensor.csv');
    writeFileSync(file, text);
    return file;
  };
  before(() => (folder = mkdtempSync(join(tmpdir(), 'bitstair-test-'))));
  after(() => rmSync(folder, { recursive: true }));

  it('inspect echoes how it reads the file first, then channels, units and counts', () => {
    const file = write(
      'time,temp [degC],hum [%]\n2024-01-01T00:00:00Z,20.5,40\n2024-01-01T00:00:10Z,,41\n2024-01-01T00:00:20Z,19,42\n',
    );
    const { status, stdout, stderr } = bitstair('inspect', file);
    expect([status, stderr]).to.deep.equal([0, '']);
    const lines = stdout.split('\n');
    expect(lines[0]).to.equal(`file       ${file}`);
    expect(stdout).to.match(/^channels {3}temp \[degC\], hum \[%\]$/m);
    expect(stdout).to.match(/^rate {7}0\.1 Hz, one sample every 10 s \(from time\)$/m);
    expect(stdout).to.match(/^temp {2}degC {3}19 {2}20\.5 {2}19\.75 {7}0\.75$/m);
    expect(stdout).to.match(/^temp: no noise floor: too few samples: 0 second differences, at least 1500$/m);
    expect(stdout).to.match(/^temp +0 % .* 33\.3 %$/m); // one of three is missing
    expect(stdout).to.include('cells without a value: 1');
  });

  it('inspect says what the sensor is and how many bits it is worth', () => {
    // 16-bit codes of a slow sine and white noise of 5 codes, by a linear congruential generator
    let state = 1;
    const uniform = () => (state = (state * 16807) % 2147483647) / 2147483647;
    const noise = () => uniform() + uniform() + uniform() + uniform() + uniform() + uniform() - 3; // variance 1/2
    const code = (i: number) => Math.floor(8000 * Math.sin(i / 900) + 5 * Math.SQRT2 * noise());
    const file = write(`adc\n${Array.from({ length: 6000 }, (_, i) => code(i)).join('\n')}\n`);
    const { stdout } = bitstair('inspect', file, '--json');
    const { channels } = JSON.parse(stdout) as { channels: Record<string, never>[] };
    const {
      step,
      noise: floor,
      worth,
      missing,
    } = channels[0] as unknown as {
      step: { step: number; codeBits: number };
      noise: { sigma: number };
      worth: { bits: number; table: { bits: number; rise: number }[] };
      missing: number;
    };
    expect([step.step, step.codeBits, missing]).to.deep.equal([1, 14, 0]);
    expect(20 * Math.log10(floor.sigma / 5)).to.be.within(-1, 1);
    expect(worth.bits).to.equal(12); // 16,000 codes in steps of 1.21 * 5: 2,645
    expect(worth.table[11].rise).to.be.below(0.5);
    expect(worth.table[10].rise).to.be.above(0.5);
    expect(bitstair('inspect', file).stdout).to.match(/^adc +1 .* 14 of 14 .* 12$/m);
  });

  it('inspect --full-scale shows levels: a sine of that amplitude has 0 dBFS and 3.17 dBm0', () => {
    const rows = Array.from({ length: 4000 }, (_, i) =>
      (100 + 16384 * Math.sin((2 * Math.PI * 37 * i) / 4000)).toFixed(3),
    );
    const file = write(`line\n${rows.join('\n')}\n`);
    const { stdout } = bitstair('inspect', file, '--full-scale', '32768');
    expect(stdout).to.match(/^line .* 3\.01 +-6\.02 +-5\.97 +-2\.85$/m);
    expect(bitstair('inspect', file, '--full-scale', '0')).to.include({ status: 2 });
  });

  it('quantize --centre takes offsets off where a law loses by them, always, or never, and says what they cost', () => {
    const rows = Array.from({ length: 400 }, (_, i) => `${(2048 + 20 * Math.sin(i / 7)).toFixed(2)}`);
    const file = write(`adc\n${rows.join('\n')}\n`);
    const centres = (...more: string[]) => {
      const { stdout } = bitstair('quantize', file, '--bits', '8', '--rate', '100', '--json', ...more);
      const { sqnr } = JSON.parse(stdout) as { sqnr: { quantizer: string; centre: number }[] };
      const [uniform, muLaw] = sqnr.map(r => r.centre);
      expect(uniform).to.be.closeTo(2028, 0.01); // its lowest level, whatever the offset
      return Math.abs(muLaw - 2048) < 5;
    };
    expect(centres()).to.equal(true);
    expect(centres('--centre', 'mean')).to.equal(true);
    expect(centres('--centre', 'none')).to.equal(false);
    const { stdout } = bitstair('quantize', file, '--bits', '8', '--rate', '100', '--centre', 'none');
    expect(stdout).to.match(
      /adc: the offset 20\d\d\S* holds \S+ % of the power; muLaw would gain \S+ dB at 8 bits without it/,
    );
    expect(bitstair('quantize', file, '--centre', 'median').status).to.equal(2);
  });

  it('quantize measures uniform on levels from min to max, whatever the offset', () => {
    // 0, 1, 2, 3 on 3 steps of 1 have no error; 0, 1, 2, 3, 3.5 at 2 bits lie on 3 steps of 7 / 6: errors 0, 1/6, 1/3, 1/2, 0
    const [mean, power] = [9.5 / 5, (1 + 4 + 9 + 12.25) / 5];
    const wanted = 10 * Math.log10((power - mean ** 2) / ((1 / 36 + 1 / 9 + 1 / 4) / 5));
    for (const offset of [0, 100, -2048]) {
      const file = write(`x\n${[0, 1, 2, 3, 3.5].map(x => (x + offset).toFixed(2)).join('\n')}\n`);
      const { stdout } = bitstair('quantize', file, '--bits', '2', '--quantizers', 'uniform', '--rate', '1', '--json');
      const { sqnr } = JSON.parse(stdout) as { sqnr: { sqnr: number }[] };
      expect(sqnr[0].sqnr).to.be.closeTo(wanted, 1e-5); // float32 steps
    }
  });

  it('quantize --json gives one document with settings and figures', () => {
    const rows = Array.from({ length: 400 }, (_, i) => `${Math.sin(i / 7).toFixed(5)},${(i % 2) - 0.5}`);
    const { status, stdout } = bitstair(
      'quantize',
      write(`a,b\n${rows.join('\n')}\n`),
      '--bits',
      '8',
      '--rate',
      '100',
      '--json',
    );
    expect(status).to.equal(0);
    const { settings, sqnr } = JSON.parse(stdout) as {
      settings: Record<string, unknown>;
      sqnr: Record<string, unknown>[];
    };
    expect(settings).to.deep.include({ bits: [8], quantizers: ['uniform', 'muLaw'], rate: '100 Hz (from option)' });
    expect(sqnr.map(r => [r.channel, r.quantizer, r.bits])).to.deep.equal([
      ['a', 'uniform', 8],
      ['b', 'uniform', 8],
      ['a', 'muLaw', 8],
      ['b', 'muLaw', 8],
    ]);
    expect(sqnr[0].sqnr).to.be.closeTo(49.9, 0.5); // a full-scale sine at 8 bits: 6.02 * 8 + 1.76 dB
    expect(sqnr[1].sqnr).to.equal('Infinity'); // both values are ends of the range, and ends are levels
  });

  it('gives a file that the shipped network does not fit everything else, and one line that says why', () => {
    const rows = Array.from({ length: 200 }, (_, i) => `${Math.sin(i / 7).toFixed(4)};${Math.cos(i / 5).toFixed(4)}`);
    const file = write(`x;y\n${rows.join('\n')}\n`);
    const { status, stdout } = bitstair('demo', file, '--json');
    expect(status).to.equal(0);
    const document = JSON.parse(stdout) as Record<string, unknown>;
    expect(document.channels).to.have.length(2);
    expect(document.sqnr).to.have.length(2 * 2 * 4);
    expect(document).to.not.have.any.keys('decisions', 'agreement', 'network');
    expect(document.notRun).to.deep.include({
      needs: { channels: 3, unit: 'g', sampleRate: 50, samples: 64 },
      has: { channels: 2, unit: '', samples: 200 },
      differs: { channels: true, unit: true, sampleRate: true, samples: false },
    });
    const text = bitstair('run', file).stdout.split('\n');
    expect(text.filter(line => line.startsWith('the shipped network takes 3 channels in g at 50 Hz'))).to.have.length(
      1,
    );
  });

  it('echoes no settings that it refuses', () => {
    const wrong = [
      ['quantize', '--bits', '99'],
      ['quantize', '--seconds', '-1'],
      ['run', '--hop', '0'],
      ['run', '--dialect', 'shift'],
    ];
    const file = fileURLToPath(new URL('../../datasets/files/activity.csv', import.meta.url));
    for (const [command, option, value] of wrong) {
      const { status, stdout, stderr } = bitstair(command, file, option, value);
      expect([status, stdout], `${option} ${value}`).to.deep.equal([2, '']);
      expect(stderr)
        .to.include(option.slice(2))
        .and.match(/^bitstair: .*\(option-\w+\)\n$/);
    }
  });

  it('demo runs the main job on the shipped recording', () => {
    const { status, stdout } = bitstair('demo', '--json');
    expect(status).to.equal(0);
    const { sqnr, decisions, agreement } = JSON.parse(stdout) as {
      sqnr: unknown[];
      decisions: { label: string }[];
      agreement: { windows: number; agreeing: number; sqnrWithOffset: number };
    };
    expect(sqnr).to.have.length(3 * 2 * 4);
    expect(decisions.map(d => d.label)).to.include.members(['rest', 'walk', 'stairs', 'run']);
    expect(agreement.agreeing / agreement.windows).to.be.at.least(0.97);
    expect(agreement.sqnrWithOffset).to.be.at.least(30);
  });

  it('exits with 1 on bad data and says where', () => {
    const { status, stderr } = bitstair('quantize', write('a,b\n1,2\n3,x\n'));
    expect(status).to.equal(1);
    expect(stderr).to.match(/^bitstair: csv: .*sensor\.csv.*line 3/);
    expect(bitstair('inspect', join(folder, 'nothing.csv'))).to.include({ status: 1 });
    const network = fileURLToPath(new URL('../../datasets/files/activity.network.json', import.meta.url));
    const short = write('x [g],y [g],z [g]\n1,2,3\n4,5,6\n');
    expect(bitstair('run', short, '--rate', '50', '--network', network).stderr).to.include(
      'needs 64 samples, the file has 2',
    );
  });

  it('exits with 2 on wrong use', () => {
    expect(bitstair('quantize', 'a.csv', '--bits', 'many')).to.include({ status: 2 });
    expect(bitstair('quantize', 'a.csv', '--quantizers', 'toString')).to.include({ status: 2 });
    expect(bitstair('fly')).to.include({ status: 2 });
    expect(bitstair('inspect', write('a\n1\n'), '--rate', '0').stderr).to.include(
      '--rate must be a finite number above 0, got 0',
    );
  });
});
