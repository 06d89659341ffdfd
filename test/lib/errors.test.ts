import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CallbackError,
  DataError,
  errorCodes,
  FileError,
  FormatError,
  OptionRangeError,
  OptionTypeError,
  OverflowError,
} from '../../lib/errors.js';

describe('errors', () => {
  it('gives wrong values and wrong kinds the classes of the language, so that generic handlers see them', () => {
    expect(new OptionRangeError('x')).to.be.instanceOf(RangeError);
    expect(new OptionTypeError('x')).to.be.instanceOf(TypeError);
    for (const error of [
      new DataError('data-order', 'x'),
      new FormatError('format-csv', 'x'),
      new OverflowError('x'),
    ]) {
      expect(error).to.be.instanceOf(Error);
    }
  });

  it('names every class after itself and gives it a code to switch on', () => {
    const seen = [
      new OptionRangeError('m'),
      new OptionTypeError('m'),
      new CallbackError('m'),
      new DataError('data-channels', 'm'),
      new FormatError('format-params', 'm'),
      new OverflowError('m'),
    ].map(e => [e.name, e.code, e.message]);
    expect(seen).to.deep.equal([
      ['OptionRangeError', 'option-range', 'm'],
      ['OptionTypeError', 'option-type', 'm'],
      ['CallbackError', 'callback', 'm'],
      ['DataError', 'data-channels', 'm'],
      ['FormatError', 'format-params', 'm'],
      ['OverflowError', 'overflow', 'm'],
    ]);
  });

  it('keeps the cause that it wraps', () => {
    const cause = new SyntaxError('line 3');
    expect(new DataError('data-params', 'm', { cause }).cause).to.equal(cause);
    expect(new FormatError('format-csv', 'm', { cause }).cause).to.equal(cause);
    expect(new OptionRangeError('m', { cause }).cause).to.equal(cause);
  });

  it('shows its name and message in a stack trace', () => {
    expect(String(new DataError('data-tail', 'reframe: 3 samples are left'))).to.equal(
      'DataError: reframe: 3 samples are left',
    );
  });
});

describe('errorCodes', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));

  it('has every code that the sources throw, and none that nothing throws', () => {
    const thrown = new Set<string>();
    for (const room of ['lib', 'operators', 'pipelines', 'datasets', 'cli']) {
      for (const name of readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })) {
        if (!name.endsWith('.ts') || join(room, name) === join('lib', 'errors.ts')) continue;
        const text = readFileSync(join(root, room, name), 'utf8');
        for (const [, code] of text.matchAll(/(?:DataError|FormatError)\(\s*'([^']+)'/g)) thrown.add(code);
        for (const [code] of text.matchAll(/\b(?:data|format)-[a-z]+(?:-[a-z]+)*(?=')/g)) thrown.add(code);
      }
    }
    for (const error of [
      new OptionRangeError(''),
      new OptionTypeError(''),
      new CallbackError(''),
      new FileError(''),
      new OverflowError(''),
    ]) {
      thrown.add(error.code);
    }
    expect(Object.keys(errorCodes).sort()).to.deep.equal([...thrown].sort());
  });

  it('is the table of docs/errors.md, line by line', () => {
    const rows = readFileSync(join(root, 'docs/errors.md'), 'utf8')
      .split('\n')
      .filter(line => line.startsWith('| `'));
    const wanted = Object.entries(errorCodes).map(
      ([code, { thrown, cause, mending }]) => `| \`${code}\` | ${thrown} | ${cause} | ${mending} |`,
    );
    expect(rows).to.deep.equal(wanted);
  });
});
