import { FormatError } from '../errors.js';
import { type Frame, loadInfo, type Marks, saveInfo, type StreamInfo } from '../frame.js';
import { isMarked, loadMarks, marks, newMarks, saveMarks, setMark } from '../marks.js';
import { type Json, loadCount, loadNumbers, saveNumbers } from '../state.js';

/**
 * The most recent samples of a stream, contiguous and channel-major, known by their absolute index.
 * Memory grows to the most ever held at once and is reused from then on.
 */
export class SampleBuffer {
  /** Absolute index behind the last sample. */
  end: number;
  private capacity = 0;
  private head = 0; // where the first held sample stands in each row
  private length = 0;
  private data = new Float32Array(0); // (channels, capacity)
  private marked: Uint8Array | undefined; // likewise: 1 missing, 2 filled; absent while nothing was ever marked

  constructor(
    readonly info: StreamInfo,
    start: number,
  ) {
    this.end = start;
  }

  /** Absolute index of the first sample held. */
  get start(): number {
    return this.end - this.length;
  }

  /** Appends samples `from` to `to` of a frame, counted from its first one. */
  append(f: Frame, from: number, to: number): void {
    const count = to - from;
    this.reserve(count);
    const at = this.head + this.length;
    for (let c = 0; c < f.channels; c++) {
      this.data.set(f.data.subarray(c * f.length + from, c * f.length + to), c * this.capacity + at);
    }
    if (f.missing || f.filled) this.marked ??= new Uint8Array(this.data.length);
    if (this.marked) this.appendMarks(f, from, to, this.marked, at);
    this.length += count;
    this.end += count;
  }

  /** Copies samples [from, to), absolute indices, into rows of `out` that are `rowLength` long, from column `at` on. */
  copy(from: number, to: number, out: Float32Array, rowLength: number, at: number): void {
    const begin = this.head + from - this.start;
    for (let c = 0; c < this.info.names.length; c++) {
      const row = c * this.capacity + begin;
      out.set(this.data.subarray(row, row + to - from), c * rowLength + at);
    }
  }

  /** The marks of samples [from, to), absolute indices, in rows that are `rowLength` long, from column `at` on. */
  marks(from: number, to: number, rowLength: number, at: number): Marks {
    if (!this.marked) return {};
    const channels = this.info.names.length;
    const [missing, filled] = [newMarks(channels * rowLength), newMarks(channels * rowLength)];
    const begin = this.head + from - this.start;
    for (let c = 0; c < channels; c++) {
      for (let i = 0; i < to - from; i++) {
        const mark = this.marked[c * this.capacity + begin + i];
        if (mark & 1) setMark(missing, c * rowLength + at + i);
        if (mark & 2) setMark(filled, c * rowLength + at + i);
      }
    }
    return marks(missing, filled);
  }

  /** Forgets samples before absolute index `index`. */
  dropBefore(index: number): void {
    const count = Math.min(Math.max(index - this.start, 0), this.length);
    this.length -= count;
    this.head = this.length === 0 ? 0 : this.head + count;
  }

  save(): Json {
    const samples = new Float32Array(this.info.names.length * this.length);
    this.copy(this.start, this.end, samples, this.length, 0);
    const made = this.marks(this.start, this.end, this.length, 0);
    return {
      info: saveInfo(this.info),
      start: this.start,
      length: this.length,
      samples: saveNumbers(samples),
      ...((made.missing ?? made.filled) && { marks: saveMarks(made) }),
    };
  }

  static restore(who: string, saved: unknown): SampleBuffer {
    const { info, start, length, samples, marks: made } = (saved ?? {}) as Record<string, unknown>;
    const stream = loadInfo(who, info);
    if (!Number.isSafeInteger(start)) throw new FormatError('format-state', `${who}: the saved start is not an index`);
    const count = loadCount(who, 'length', length);
    const channels = stream.names.length;
    const data = Float32Array.from(loadNumbers(who, samples, channels * count));
    const buffer = new SampleBuffer(stream, start as number);
    buffer.append(
      { data, channels, length: count, start: start as number, info: stream, ...loadMarks(who, made, data.length) },
      0,
      count,
    );
    return buffer;
  }

  private appendMarks(f: Frame, from: number, to: number, marked: Uint8Array, at: number): void {
    for (let c = 0; c < f.channels; c++) {
      for (let i = from; i < to; i++) {
        const k = c * f.length + i;
        marked[c * this.capacity + at + i - from] = (isMarked(f.missing, k) ? 1 : 0) | (isMarked(f.filled, k) ? 2 : 0);
      }
    }
  }

  private reserve(count: number): void {
    const { capacity, head, length } = this;
    if (head + length + count <= capacity) return;
    const channels = this.info.names.length;
    const room = length + count <= capacity / 2 ? capacity : 2 * (length + count);
    const data = room === capacity ? this.data : new Float32Array(channels * room);
    const marked = room === capacity ? this.marked : this.marked && new Uint8Array(channels * room);
    for (let c = 0; c < channels; c++) {
      // rows move left or to a larger array, first row first: no row is overwritten before it is read
      data.set(this.data.subarray(c * capacity + head, c * capacity + head + length), c * room);
      if (this.marked) marked?.set(this.marked.subarray(c * capacity + head, c * capacity + head + length), c * room);
    }
    this.data = data;
    this.marked = marked;
    this.capacity = room;
    this.head = 0;
  }
}
