import { isUtf8 } from 'node:buffer';
import type { ByteSource } from './byteSource.js';

/** The longest line, in bytes; also the longest quoted record. */
export const MAX_RECORD = 65536;

/** How many bytes of a file are looked at before the first frame. */
export const PROBE_BYTES = 262144;

const BLOCK = 131072;

/** Why the line behind the last complete one cannot be read. */
export type LineProblem = 'long' | 'nul' | 'utf8' | 'utf16';

/**
 * A fixed buffer over a byte source that knows where whole lines end, so that no result depends on how bytes arrive.
 *
 * Bytes in [begin, complete) are whole lines, each with its line break, without NUL and valid in the encoding. Once `problem` is
 * set, the line that begins at `complete` has it, and nothing more is read.
 */
export class LineBuffer {
  // the probe, a record that is still open, one more line and a block always fit
  readonly bytes = Buffer.allocUnsafe(PROBE_BYTES + 2 * MAX_RECORD + BLOCK);
  begin = 0;
  complete = 0;
  /** Byte of the line break: 10 (LF, CR LF) or 13 (CR alone). */
  newline = 10;
  bom = false;
  problem: LineProblem | undefined;
  /** Bytes read from the source. */
  total = 0;
  private end = 0;
  private ended = false;
  private searched = 0; // no line break in [complete, searched)

  constructor(
    private readonly source: ByteSource,
    private readonly utf8: boolean,
  ) {}

  /** True when no further line will come. */
  get final(): boolean {
    return this.ended || this.problem !== undefined;
  }

  /** Reads what is needed to know the line break and the byte order mark. */
  async start(): Promise<void> {
    // A line break shows within the longest line; where no LF does, a lone CR may be it.
    while (!this.ended && this.end <= MAX_RECORD && !this.bytes.subarray(0, this.end).includes(10)) await this.read();
    const head = this.bytes.subarray(0, Math.min(this.end, MAX_RECORD + 1));
    if (!head.includes(10) && head.includes(13)) this.newline = 13;
    if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) this.problem = 'utf16';
    this.bom = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
    if (this.bom) this.begin = this.complete = this.searched = 3;
    this.settle();
  }

  /** Buffers at least the probed part of the file, or all of it; `enough` may end the reading earlier. */
  async window(enough: () => boolean): Promise<void> {
    while (!this.final && this.end <= PROBE_BYTES && !enough()) {
      await this.read();
      this.settle();
    }
  }

  /** Waits until there are more whole lines than now, or none will come. */
  async more(): Promise<void> {
    const before = this.complete - this.begin;
    while (!this.final && this.complete - this.begin === before) {
      await this.read();
      this.settle();
    }
  }

  private async read(): Promise<void> {
    if (this.end + BLOCK + 1 > this.bytes.length) this.compact();
    const count = await this.source.read(this.bytes.subarray(this.end, this.end + BLOCK));
    this.end += count;
    this.total += count;
    this.ended = count === 0;
  }

  private compact(): void {
    const shift = this.begin;
    this.bytes.copyWithin(0, shift, this.end);
    this.begin = 0;
    this.complete -= shift;
    this.searched -= shift;
    this.end -= shift;
  }

  /** Moves `complete` behind the last good line that has arrived. */
  private settle(): void {
    if (this.problem !== undefined) return;
    if (this.ended && this.end > this.complete && this.bytes[this.end - 1] !== this.newline) {
      this.bytes[this.end++] = this.newline; // the last line may lack its break
    }
    const from = this.complete;
    const fresh = this.bytes.subarray(this.searched, this.end).lastIndexOf(this.newline);
    if (fresh >= 0) this.complete = this.searched + fresh + 1;
    this.searched = this.end;
    const lines = this.bytes.subarray(from, this.complete);
    if (lines.includes(0) || (this.utf8 && !isUtf8(lines))) this.cutAtBadLine(from);
    else if (this.end - this.complete > MAX_RECORD) this.problem = 'long';
  }

  private cutAtBadLine(from: number): void {
    let begin = from;
    for (;;) {
      const stop = this.bytes.indexOf(this.newline, begin);
      const line = this.bytes.subarray(begin, stop);
      if (line.length > MAX_RECORD) this.problem = 'long';
      else if (line.includes(0)) this.problem = 'nul';
      else if (this.utf8 && !isUtf8(line)) this.problem = 'utf8';
      if (this.problem !== undefined) break;
      begin = stop + 1;
    }
    this.complete = begin;
  }
}
