import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { terminalLines, terminalText } from '../../cli/terminalText.js';
import { sharedData } from '../sharedData.js';
import { runCommand } from './runCommand.js';

describe('terminalText', () => {
  it('writes out what moves a cursor, breaks a line or turns the direction of writing', () => {
    expect(terminalText('a\u001b[2Jb\u0007\u009b\nc\r\t\u007f')).to.equal(
      'a\\u{1b}[2Jb\\u{7}\\u{9b}\\u{a}c\\u{d}\\u{9}\\u{7f}',
    );
    expect(terminalText('\u202egnp\u2066\u2028')).to.equal('\\u{202e}gnp\\u{2066}\\u{2028}');
    expect(terminalText('Größe [m/s²] 加速度 \u{1f600}')).to.equal('Größe [m/s²] 加速度 \u{1f600}');
  });

  it('leaves the breaks of lines where they are meant', () => {
    expect(terminalLines('a\nb\u001b')).to.equal('a\nb\\u{1b}');
  });
});

describe('the command line on hostile names', () => {
  for (const [command, file] of [
    ['inspect', 'terminal-escape.csv'],
    ['inspect', 'terminal-escape.tflite'],
    ['explain', 'terminal-escape.tflite'],
  ]) {
    it(`shows none of the control characters of ${file} in ${command}`, async function () {
      const data = sharedData();
      const path = data && join(data, 'cases', 'hostile', file);
      if (!path || !existsSync(path)) return this.skip();
      const { stdout, stderr } = await runCommand(command, path);
      const text = stdout + stderr;
      if (command === 'inspect') expect(text).to.match(/\\u\{1b\}/); // names are there, written out
      expect(text.replaceAll('\n', '')).to.not.match(/\p{Cc}/u);
      expect(text.split('\n').filter(line => line.startsWith('proven to fit, whatever')).length).to.be.at.most(1);
    });
  }
});
