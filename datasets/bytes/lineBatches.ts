import type { ByteReader } from './byteReader.js';

/** The longest line, in bytes. */
export const MAX_LINE = 2 ** 20;

const NEWLINE = 10;

/**
 * The lines of a text in UTF-8, as many at a time as have arrived, without their breaks (LF or CR LF) and without a byte order mark.
 * A line longer than {@link MAX_LINE} is passed over and comes as undefined.
 * @internal
 */
export async function* lineBatches(bytes: ByteReader): AsyncGenerator<(string | undefined)[]> {
  const mark = await bytes.peek(3);
  if (mark[0] === 0xef && mark[1] === 0xbb && mark[2] === 0xbf) bytes.pass(3);
  let long = false; // in a line that is passed over
  for (let asked = 1; ;) {
    const view = await bytes.peek(asked);
    if (view.length < asked) {
      if (long) yield [undefined];
      else if (view.length > 0) yield [textOf(view)];
      bytes.pass(view.length);
      return;
    }
    const block = await bytes.some();
    const lines: (string | undefined)[] = [];
    let begin = 0;
    for (let stop = block.indexOf(NEWLINE); stop >= 0; stop = block.indexOf(NEWLINE, begin)) {
      lines.push(long || stop - begin > MAX_LINE ? undefined : textOf(block.subarray(begin, stop)));
      long = false;
      begin = stop + 1;
    }
    bytes.pass(begin);
    const rest = block.length - begin;
    if (rest > MAX_LINE || long) {
      bytes.pass(rest);
      [long, asked] = [true, 1];
    } else {
      asked = rest + 1;
    }
    if (lines.length > 0) yield lines;
  }
}

function textOf(line: Uint8Array): string {
  const end = line[line.length - 1] === 13 ? line.length - 1 : line.length;
  return Buffer.from(line.buffer, line.byteOffset, end).toString('utf8');
}
