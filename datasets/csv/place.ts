import { show } from '../../lib/check.js';
import { FormatError } from '../../lib/errors.js';
import { type LineProblem, MAX_RECORD } from './lineBuffer.js';

/** Where something is wrong in a file, as the messages of the csv room begin. @internal */
export function place(name: string, line: number, column?: number, columnName?: string): string {
  const where = `csv: ${name} line ${line}`;
  return column === undefined ? where : `${where}, column ${show(columnName ?? '')} (index ${column})`;
}

/** The error of a line that cannot be read at all. */
export function lineError(name: string, line: number, problem: LineProblem, foreign = ''): FormatError {
  const rules: Readonly<Record<LineProblem, string>> = {
    long: `a line must be at most ${MAX_RECORD} bytes long; is this a table of numbers, one sample a line?`,
    binary: 'text holds no NUL bytes; the file is binary, export the table as CSV',
    utf8: `the bytes are not valid UTF-8; choose encoding: 'latin1' if they are Latin-1`,
    foreign,
  };
  return new FormatError(
    'format-csv',
    `${problem === 'foreign' ? `csv: ${name}` : place(name, line)}: ${rules[problem]}`,
  );
}
