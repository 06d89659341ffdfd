import { isUtf8 } from 'node:buffer';
import type { ByteSource } from '../bytes/byteSource.js';
import { foreignKind } from './foreign.js';

/** The longest line, in bytes; also the longest quoted record. */
export const MAX_RECORD = 65536;

/** How many bytes of a file are looked at before the first frame. */
export const PROBE_BYTES = 262144;

const BLOCK = 131072;

/** A small file needs no more. */
const LEAST = 16384;

/** The probe, a record that is still open, one more line and a block always fit. */
const FULL = PROBE_BYTES + 2 * MAX_RECORD + BLOCK;

/** What stands in the buffer for a NUL byte: SUB, which no text holds either. */
export const NUL = 0x1a;

/** Why the line behind the last complete one cannot be read. */
export type LineProblem = 'long' | 'binary' | 'utf8' | 'foreign';

/** What the bytes are taken for; undefined: UTF-8, and Latin-1 on the lines that are not. */
export type TextEncoding = 'utf8' | 'latin1' | undefined;

/**
 * A bounded buffer over a byte source that knows where whole lines end, so that no result depends on how bytes arrive.
 *
 * Bytes in [begin, complete) are whole lines, each with its line break; NUL bytes are replaced by `NUL`. Once `problem` is set, the
 * line that begins at `complete` has it, and nothing more is read.
 */
export class LineBuffer {
  /** Grows with the input up to a fixed size: another buffer after any wait. */
  bytes = Buffer.allocUnsafe(LEAST);
  begin = 0;
  complete = 0;
  /** Byte of the line break: 10 (LF, CR LF) or 13 (CR alone). */
  newline = 10;
  bom = false;
  problem: LineProblem | undefined;
  /** What kind of file it is, in words, where `problem` is `foreign`. */
  foreign = '';
  /** Bytes read from the source. */
  total = 0;
  private end = 0;
  private ended = false;
  private searched = 0; // no line break in [complete, searched)
  private mixed = false; // some line was not UTF-8
  private returns = false; // some line holds a CR

  constructor(
    readonly source: ByteSource,
    readonly encoding: TextEncoding,
    private readonly onRead?: (bytes: number) => void,
  ) {}

  /** True when no further line will come. */
  get final(): boolean {
    return this.ended || this.problem !== undefined;
  }

  /** The text of bytes [from, to). */
  text(from: number, to: number): string {
    return this.bytes.toString(this.isUtf8(from, to) ? 'utf8' : 'latin1', from, to);
  }

  /** Whether bytes [from, to) are to be read as UTF-8. */
  isUtf8(from: number, to: number): boolean {
    return this.encoding === undefined
      ? !this.mixed || isUtf8(this.bytes.subarray(from, to))
      : this.encoding === 'utf8';
  }

  /** Position of the line break that ends the line at `p`; one follows, as lines are whole. A lone CR between LFs breaks lines too. */
  stop(p: number): number {
    const stop = this.bytes.indexOf(this.newline, p);
    if (this.newline === 13 || !this.returns) return stop;
    const line = this.bytes.subarray(p, stop);
    for (let cr = line.indexOf(13); cr >= 0; cr = line.indexOf(13, cr + 1)) {
      let behind = cr + 1;
      while (behind < line.length && line[behind] === 13) behind++;
      if (behind === line.length) break;
      if (!line.subarray(0, cr).includes(34)) return p + cr;
    }
    return stop;
  }

  /** Reads what is needed to know the line break and the byte order mark. */
  async start(): Promise<void> {
    // A line break shows within the longest line; where no LF does, a lone CR may be it.
    while (!this.ended && this.end <= MAX_RECORD && !this.bytes.subarray(0, this.end).includes(10)) await this.read();
    const head = this.bytes.subarray(0, Math.min(this.end, MAX_RECORD + 1));
    if (!head.includes(10) && head.includes(13)) this.newline = 13;
    this.foreign = foreignKind(head) ?? '';
    if (this.foreign !== '') this.problem = 'foreign';
    else if (isBinary(head)) this.problem = 'binary';
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
    if (this.bytes.length === FULL) {
      if (this.end + BLOCK + 1 > FULL) this.compact();
    } else if (2 * this.end > this.bytes.length) this.grow();
    const room = Math.min(BLOCK, this.bytes.length - this.end - 1); // the last line may need a break of its own
    const count = await this.source.read(this.bytes.subarray(this.end, this.end + room));
    this.end += count;
    this.total += count;
    this.ended = count === 0;
    this.onRead?.(this.total);
  }

  private grow(): void {
    const bytes = Buffer.allocUnsafe(Math.min(FULL, 4 * this.bytes.length));
    this.bytes.copy(bytes, 0, 0, this.end);
    this.bytes = bytes;
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
    this.returns ||= lines.includes(13);
    for (let nul = lines.indexOf(0); nul >= 0; nul = lines.indexOf(0, nul + 1)) lines[nul] = NUL;
    const bad = this.encoding !== 'latin1' && !this.mixed && !isUtf8(lines);
    if (bad && this.encoding === undefined) this.mixed = true;
    if (bad && this.encoding === 'utf8') this.cutAtBadLine(from);
    else if (this.end - this.complete > MAX_RECORD) this.problem = 'long';
  }

  private cutAtBadLine(from: number): void {
    let begin = from;
    for (;;) {
      const stop = this.bytes.indexOf(this.newline, begin);
      const line = this.bytes.subarray(begin, stop);
      if (line.length > MAX_RECORD) this.problem = 'long';
      else if (!isUtf8(line)) this.problem = 'utf8';
      if (this.problem !== undefined) break;
      begin = stop + 1;
    }
    this.complete = begin;
  }
}

/** Whether bytes are those of no text: more than a stray NUL among them. */
function isBinary(head: Uint8Array): boolean {
  let nuls = 0;
  for (const byte of head) if (byte === 0) nuls++;
  return nuls > 3 && nuls * 100 > head.length;
}
