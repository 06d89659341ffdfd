import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './runCommand.js';

describe('advice on gaps', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'bitstair-'))));
  after(() => rmSync(folder, { recursive: true }));

  /** 400 rows at 50 Hz in which the rows for 1 s are missing after each of the first three hundreds, or none. */
  function recording(name: string, lost: number): string {
    const file = join(folder, name);
    const rows = Array.from({ length: 400 }, (_, i) => {
      const t = (i + lost * Math.floor(i / 100)) / 50;
      return `${t.toFixed(2)},${Math.sin(i / 5).toFixed(4)},${Math.cos(i / 7).toFixed(4)},${(1 + Math.sin(i / 9)).toFixed(4)}`;
    });
    writeFileSync(file, `time [s],x [g],y [g],z [g]\n${rows.join('\n')}\n`);
    return file;
  }

  async function run(...args: string[]): Promise<string> {
    const { status, stdout, stderr } = await runCommand(...args);
    expect(status, stderr).to.equal(0);
    return stdout + stderr;
  }
  const times = (text: string) => text.split('--gaps ignore').length - 1;

  it('names the flag once, on every command that reads a sensor file', async () => {
    const cut = recording('cut.csv', 50);
    for (const command of ['inspect', 'quantize', 'run', 'demo']) {
      const text = await run(command, cut);
      expect(text, command).to.contain(
        '3 gaps of 150 missing samples cut the file into 4 pieces of 100 samples on average',
      );
      expect(times(text), command).to.equal(1);
    }
    expect((JSON.parse(await run('inspect', cut, '--json')) as { gapAdvice: string }).gapAdvice).to.contain(
      '--gaps ignore',
    );
  });

  it('is silent where nothing is cut', async () => {
    expect(times(await run('inspect', recording('whole.csv', 0)))).to.equal(0);
    expect(times(await run('inspect', recording('cut.csv', 50), '--gaps', 'ignore'))).to.equal(0);
  });
});
