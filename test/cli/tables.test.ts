import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shippedCsv, shippedNetwork } from '../../node.js';
import { runCommand } from './runCommand.js';

/** What a command prints. */
async function printed(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await runCommand(...args);
  expect(status, stderr).to.equal(0);
  return stdout + stderr;
}

/** Lines of tables: the head above a rule of dashes, the rule, and what has columns below it. */
function tableLines(text: string): string[] {
  return text.split(/\n\n/).flatMap(block => {
    const lines = block.split('\n');
    const rule = lines.findIndex(line => /^-+(?: +-+)+$/.test(line));
    return rule < 1 ? [] : lines.slice(rule - 1).filter(line => /\S {2,}\S/.test(line));
  });
}

describe('tables of the commands', () => {
  let folder: string;
  let wide: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'bitstair-tables-'));
    wide = join(folder, 'wide.csv');
    // long names, large and small numbers, and one spike beyond what a percentile keeps
    const names = ['acceleration_of_the_left_front_wheel_hub [m/s^2]', 'b', 'a_temperature_that_hardly_moves [degC]'];
    const row = (i: number) =>
      [1e5 * Math.sin(i / 3) + (i === 70 ? 1e9 : 0), 1e-5 * Math.cos(i / 5), 21.5 + 1e-3 * (i % 3)].join(',');
    writeFileSync(wide, `${names.join(',')}\n${Array.from({ length: 400 }, (_, i) => row(i)).join('\n')}\n`);
  });
  after(() => rmSync(folder, { recursive: true }));

  it('fit 80 columns', async () => {
    const network = shippedNetwork();
    const outputs = [
      await printed('inspect', wide, '--full-scale', '1e9'),
      await printed('inspect', network),
      await printed('quantize', wide, '--quantizers', 'uniform,powerOfTwo', '--bits', '2,3,4,5,6,7,8,10,12,14,16'),
      await printed('run', shippedCsv()),
      await printed('convert', network, '--to', 'onnx', '--out', folder),
      await printed('demo'),
    ];
    for (const text of outputs) {
      const lines = tableLines(text);
      expect(lines, text).to.not.be.empty;
      expect(lines.filter(line => line.length > 80)).to.deep.equal([]);
    }
    const [, calls] = (await printed('explain', network)).split('\n\n'); // a table without a rule
    expect(calls).to.match(/^calls\n {2}layer/);
    expect(calls.split('\n').filter(line => line.length > 80)).to.deep.equal([]);
  });
});
