import { expect } from 'chai';
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inFlags } from '../../cli/csvOptions.js';
import { nextPass, firstPass } from '../../cli/passes.js';
import { errorOf, framesOf } from '../datasets/csv/chunked.js';
import { runCommand as run } from './runCommand.js';

const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const shipped = fileURLToPath(new URL('../../datasets/files/activity.csv', import.meta.url));
const layout = (name: string) => fileURLToPath(new URL(`../datasets/layouts/${name}`, import.meta.url));

/** The command in a process of its own, which reads `input`. */
function piped(args: string[], input: string | Buffer) {
  return spawnSync(process.execPath, ['--import', 'tsx', main, ...args], { encoding: 'utf8', input });
}

function shell(script: string) {
  return spawnSync('bash', ['-c', script, 'bash', process.execPath, main], { encoding: 'utf8' });
}

describe('bitstair reads files as they come', () => {
  let folder: string;
  const write = (text: string | Buffer, name = 'sensor.csv') => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  before(() => (folder = mkdtempSync(join(tmpdir(), 'bitstair-test-'))));
  after(() => rmSync(folder, { recursive: true }));

  it('standard input, a pipe and a process substitution: whole, as by path', () => {
    const rows = /^4000 rows, 4000 samples a channel/m;
    expect(piped(['inspect', '-'], readFileSync(shipped)).stdout).to.match(rows);
    const command = `"$1" --import tsx "$2"`;
    expect(shell(`cat ${shipped} | ${command} inspect /dev/stdin`).stdout).to.match(rows);
    expect(shell(`${command} inspect <(cat ${shipped})`).stdout).to.match(rows);
    expect(shell(`${command} inspect - < ${shipped}`).stdout).to.match(rows);
    const quantized = shell(`cat ${shipped} | ${command} quantize - --bits 8 --json`);
    expect(quantized.stderr).to.equal('');
    const { settings, sqnr } = JSON.parse(quantized.stdout) as { settings: { file: string }; sqnr: unknown[] };
    expect([settings.file, sqnr.length]).to.deep.equal(['-', 6]); // three channels under two quantizers
  });

  it('a named pipe, which is read once and does not hang', async () => {
    const fifo = join(folder, 'fifo');
    expect(spawnSync('mkfifo', [fifo]).status).to.equal(0);
    const reader = spawn(process.execPath, ['--import', 'tsx', main, 'inspect', fifo]);
    let text = '';
    reader.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const ended = new Promise(resolve => reader.on('close', resolve));
    shell(`cat ${shipped} > ${fifo}`);
    expect(await ended).to.equal(0);
    expect(text).to.match(/^4000 rows/m);
  });

  it('errors of a pipe name it as it was given', () => {
    const { status, stderr } = piped(['quantize', '-'], 'a,b\n1,2\n3,x\n5,6\n');
    expect(status).to.equal(1);
    expect(stderr).to.match(/^bitstair: csv: standard input line 3, column "b"/);
    expect(stderr).not.to.contain(tmpdir());
  });

  it('columns that are not read, with their reasons, in text and in JSON', async () => {
    const file = layout('20-second-clock-as-channel.csv');
    const { stdout } = await run('inspect', file);
    expect(stdout).to.match(/^not read: column "seconds_elapsed": a second clock, beside "time"$/m);
    expect(stdout).not.to.contain('nothing skipped');
    const { report } = JSON.parse((await run('inspect', file, '--json')).stdout) as { report: { unread: unknown } };
    expect(report.unread).to.deep.equal([
      { what: 'column "seconds_elapsed"', reason: 'a second clock, beside "time"' },
    ]);
  });

  it('"nothing skipped" only where that is so', async () => {
    expect((await run('inspect', layout('21-zeit.csv'))).stdout).to.contain('nothing skipped, filled or missing');
    for (const name of [
      '12-preamble.csv',
      '23-sep-line.csv',
      '34-rows-of-delimiters.csv',
      '09-three-percent-twice.csv',
    ]) {
      expect((await run('inspect', layout(name))).stdout, name).not.to.contain('nothing skipped');
    }
  });

  it('flags that say what cannot be guessed', async () => {
    const missing = await run('inspect', layout('25-sentinel.csv'), '--missing-values', '-200,-999');
    expect(missing.stdout).to.match(/^cells without a value: 9$/m);
    expect(missing.stdout).to.match(/^T +- +1\d/m);
    const unit = await run('inspect', layout('23-sep-line.csv'), '--time-unit', 'min');
    expect(unit.stdout).to.match(/^rate +0\.01666667 Hz, one sample every 60 s \(from time\)$/m);
    const text = '! made by hand\nsome words\nx;y\n1;2\n3;4\n';
    const skipped = await run('inspect', write(text), '--skip-lines', '2', '--comment', '!', '--no-quote');
    expect(skipped.stdout).to.match(/^channels +x, y$/m);
    const order = await run('inspect', write('Date,x\n03/04/2024,1\n04/04/2024,2\n'), '--date-order', 'dmy');
    expect(order.stdout).to.match(/^start +2024-04-03T00:00:00.000Z$/m);
    const filled = await run(
      'quantize',
      write('x\n1\n\nNA\n2\n3\nNA\nNA\n4\n'),
      '--missing',
      'interpolate',
      '--max-interpolate',
      '1',
    );
    expect(filled.stderr).to.contain('more than --max-interpolate = 1 values are missing in a row');
  });

  it('advice in the words of the command line', async () => {
    const latin1 = await run(
      'quantize',
      write(Buffer.from('time,\xb0C\n0,1\n1,2\n2,3\n', 'latin1')),
      '--encoding',
      'utf8',
    );
    expect(latin1.stderr).to.contain('choose --encoding latin1 if they are Latin-1');
    const quote = await run('quantize', write('"a\n1,2\n3,4\n'));
    expect(quote.status).to.equal(1);
    expect(quote.stderr).to.match(/--no-quote|--skip-lines|--no-header/);
    const text = await run('quantize', write('a,b\n1,2\n3,x\n5,6\n'));
    expect(text.stderr).to.contain(`--missing nan, hold or interpolate takes it for a missing value`);
    const ragged = await run('quantize', write('a,b\n1,2\n3\n5,6\n'));
    expect(ragged.stderr).to.contain('--bad-rows skip leaves such rows out');
  });

  it('a file that grows between two passes', async () => {
    const file = write('x\n1\n2\n3\n', 'growing.csv');
    const first = await firstPass(file, {});
    expect((await framesOf(nextPass(file, {}, first, 'quantize'))).length).to.equal(1);
    appendFileSync(file, '4\n');
    const error = await errorOf(framesOf(nextPass(file, {}, first, 'quantize')));
    expect(error.message).to.contain('the file changed while it was read: 8 bytes at first, 10 later');
  });
});

describe('inFlags', () => {
  it('says options as flags, and leaves what is quoted from the file', () => {
    for (const [message, expected] of [
      [`choose missing: 'hold', 'interpolate' or 'nan'`, 'choose --missing hold, interpolate or nan'],
      [`a quote; quote: false makes it`, 'a quote; --no-quote makes it'],
      ['if it is; header: false', 'if it is; --no-header'],
      ['option sampleRate overrides it', '--rate overrides it'],
      ['option timeUnit or sampleRate gives it', '--time-unit or --rate gives it'],
      ['missingValues: [-200] if so', '--missing-values -200 if so'],
      ['or choose skipLines: 3 to leave', 'or choose --skip-lines 3 to leave'],
      ['csv: columns must name a column of f, got "az"', 'csv: --columns must name a column of f, got "az"'],
      ['column "timeUnit: \'s\'" of missing values', 'column "timeUnit: \'s\'" of missing values'],
      ['more than maxInterpolate = 2 values', 'more than --max-interpolate = 2 values'],
    ]) {
      expect(inFlags(message)).to.equal(expected);
    }
  });

  it('knows a flag for every option that a message of the csv room names', async () => {
    const help = (await run('inspect', '--help')).stdout;
    for (const flag of [
      'delimiter',
      'decimal',
      'header',
      'skip-lines',
      'comment',
      'quote',
      'encoding',
      'columns',
      'time',
      'time-unit',
    ]) {
      expect(help, flag).to.contain(`--${flag} `);
    }
    for (const flag of [
      'date-order',
      'rate',
      'missing',
      'missing-values',
      'max-interpolate',
      'bad-rows',
      'gaps',
      'no-quote',
      'no-comment',
    ]) {
      expect(help, flag).to.contain(`--${flag} `);
    }
  });
});
