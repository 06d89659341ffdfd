import { isComment } from './comments.js';
import { fits } from './dialect.js';
import { splitRecord } from './fields.js';
import type { Layout } from './layout.js';
import type { LineBuffer } from './lineBuffer.js';
import { isBlank, type Sample } from './sample.js';

/** How many places behind the probed part are looked at, and how many bytes of each. */
const [PLACES, BLOCK] = [8, 16384];

/**
 * Rows from further down in a file, for what the probed ones do not show. They are read at places of their own, so that a reading
 * is not disturbed; none where the input can only be read on.
 *
 * @internal
 */
export async function laterRows(lines: LineBuffer, layout: Layout, sample: Sample): Promise<(readonly string[])[]> {
  const { readAt, size } = lines.source;
  const last = sample.lines[sample.lines.length - 1];
  const from = (lines.bom ? 3 : 0) + (last?.at ?? 0);
  if (!readAt || size === undefined || sample.stopped === undefined || size <= from) return [];
  const rest = size - from;
  const rows: (readonly string[])[] = [];
  const places = Math.min(PLACES, Math.ceil(rest / BLOCK));
  const block = Buffer.alloc(Math.min(BLOCK, rest));
  for (let k = 0; k < places; k++) {
    const position = places === 1 ? from : from + Math.floor(((rest - block.length) * k) / (places - 1));
    const count = await readAt(block, position);
    const texts = block.toString('latin1', 0, count).split(lines.newline === 13 ? '\r' : /\r*\n/);
    // the first line is cut, and the last one may be
    for (const text of texts.slice(1, position + count >= size ? undefined : -1)) {
      if (isBlank(text, layout.dialect.delimiter) || isComment(text, layout.marks)) continue;
      const fields = splitRecord(text, layout.dialect.delimiter, layout.quotes);
      if (fields && fits(fields, layout.width)) rows.push(fields);
    }
  }
  return rows;
}
