import { FormatError } from '../errors.js';
import { type Frame, loadInfo, saveInfo, type StreamInfo } from '../frame.js';
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

  /** Forgets samples before absolute index `index`. */
  dropBefore(index: number): void {
    const count = Math.min(Math.max(index - this.start, 0), this.length);
    this.length -= count;
    this.head = this.length === 0 ? 0 : this.head + count;
  }

  save(): Json {
    const samples = new Float32Array(this.info.names.length * this.length);
    this.copy(this.start, this.end, samples, this.length, 0);
    return { info: saveInfo(this.info), start: this.start, length: this.length, samples: saveNumbers(samples) };
  }

  static restore(who: string, saved: unknown): SampleBuffer {
    const { info, start, length, samples } = (saved ?? {}) as Record<string, unknown>;
    const stream = loadInfo(who, info);
    if (!Number.isSafeInteger(start)) throw new FormatError('format-state', `${who}: the saved start is not an index`);
    const count = loadCount(who, 'length', length);
    const channels = stream.names.length;
    const data = Float32Array.from(loadNumbers(who, samples, channels * count));
    const buffer = new SampleBuffer(stream, start as number);
    buffer.append({ data, channels, length: count, start: start as number, info: stream }, 0, count);
    return buffer;
  }

  private reserve(count: number): void {
    const { capacity, head, length } = this;
    if (head + length + count <= capacity) return;
    const channels = this.info.names.length;
    const room = length + count <= capacity / 2 ? capacity : 2 * (length + count);
    const data = room === capacity ? this.data : new Float32Array(channels * room);
    for (let c = 0; c < channels; c++) {
      // rows move left or to a larger array, first row first: no row is overwritten before it is read
      data.set(this.data.subarray(c * capacity + head, c * capacity + head + length), c * room);
    }
    this.data = data;
    this.capacity = room;
    this.head = 0;
  }
}
