import { isComment, MARKS } from './comments.js';
import { type LineBuffer, MAX_RECORD, PROBE_BYTES } from './lineBuffer.js';

/** A line of the head of a file. */
export interface SampledLine {
  /** From 1. */
  readonly line: number;
  /** Where it begins, in bytes behind the beginning of the buffer. */
  readonly at: number;
  /** Without its line break. */
  readonly text: string;
}

/** The head of a file, cut into lines. */
export interface Sample {
  readonly lines: readonly SampledLine[];
  /** Whether lines end in CR LF. */
  readonly crlf: boolean;
  /** Whether every line is UTF-8. */
  readonly utf8: boolean;
  /** Why it ends before the file does. */
  readonly stopped: 'rows' | 'window' | 'long' | undefined;
}

/** The most rows that are looked at before the first frame. */
export const MAX_ROWS = 2000;

/** Reads the first 2,000 rows behind the lines to skip, or 256 KiB, whichever ends first, and leaves them in the buffer. */
export async function sampleLines(lines: LineBuffer, skipLines: number): Promise<Sample> {
  await lines.start();
  const walk = new Walk(lines, skipLines);
  await lines.window(() => walk.go());
  walk.go();
  return walk;
}

/** Goes over the lines as they arrive. */
class Walk implements Sample {
  readonly lines: SampledLine[] = [];
  crlf = false;
  utf8 = true;
  stopped: 'rows' | 'window' | 'long' | undefined;
  private rows = 0;
  private at: number;

  constructor(
    private readonly buffer: LineBuffer,
    private readonly skipLines: number,
  ) {
    this.at = buffer.begin;
  }

  /** Takes in all whole lines there are; true when it needs no more. */
  go(): boolean {
    const { buffer } = this;
    while (this.stopped === undefined && this.at < buffer.complete) {
      const stop = buffer.stop(this.at);
      if (stop - this.at > MAX_RECORD) this.stopped = 'long';
      else if (stop > PROBE_BYTES) this.stopped = 'window';
      else {
        this.take(buffer.text(this.at, stop), this.at - buffer.begin);
        this.utf8 &&= buffer.isUtf8(this.at, stop);
        this.at = stop + 1;
        if (this.rows === MAX_ROWS) this.stopped = 'rows';
      }
    }
    return this.stopped !== undefined;
  }

  private take(raw: string, at: number): void {
    const text = raw.replace(/\r+$/, '');
    this.crlf ||= text.length < raw.length;
    this.lines.push({ line: this.lines.length + 1, at, text });
    if (this.lines.length > this.skipLines && text.trim() !== '' && !isComment(text, MARKS)) this.rows++;
  }
}

/** Whether a quote is open at the end of a text that began outside quotes. */
export function oddQuotes(text: string): boolean {
  let odd = false;
  for (let i = text.indexOf('"'); i >= 0; i = text.indexOf('"', i + 1)) odd = !odd;
  return odd;
}

/** Whether a line is nothing but spaces and delimiters. */
export function isBlank(text: string, delimiter: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char !== delimiter && char !== ' ' && char !== '\t' && char !== '\r') return text.trim() === '';
  }
  return true;
}
