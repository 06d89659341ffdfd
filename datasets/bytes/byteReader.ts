import type { ByteSource } from './byteSource.js';

/** How much is asked of a source at a time, in bytes. */
const BLOCK = 65536;

/**
 * A window over a byte source that moves forward: bytes are looked at where they lie and then passed over. Its memory is a block and
 * the most that was ever asked for at once, so whoever asks bounds it.
 */
export class ByteReader {
  /** Bytes passed over: where the next one lies in the input. */
  position = 0;
  private bytes = new Uint8Array(2 * BLOCK);
  private begin = 0;
  private end = 0;
  private ended = false;
  private elsewhere = 0; // bytes read at places of their own

  /**
   * @param onRead called with all bytes taken so far, after each read
   */
  constructor(
    readonly source: ByteSource,
    private readonly onRead?: (bytes: number) => void,
  ) {}

  /** Bytes that can be looked at without waiting. */
  get available(): number {
    return this.end - this.begin;
  }

  /** Bytes taken from the source. */
  get total(): number {
    return this.position + this.available + this.elsewhere;
  }

  /**
   * The next `count` bytes, fewer at the end of the input; nothing is passed over. The view holds until the next call.
   */
  async peek(count: number): Promise<Uint8Array> {
    while (this.available < count && !this.ended) await this.fetch(count);
    return this.bytes.subarray(this.begin, this.begin + Math.min(count, this.available));
  }

  /** As {@link peek}, and passes them over. */
  async take(count: number): Promise<Uint8Array> {
    const view = await this.peek(count);
    this.pass(view.length);
    return view;
  }

  /** All bytes that have arrived, at least one unless the input has ended. */
  async some(): Promise<Uint8Array> {
    if (this.available === 0) await this.peek(1);
    return this.bytes.subarray(this.begin, this.end);
  }

  /** Passes over bytes that were looked at. */
  pass(count: number): void {
    this.begin += count;
    this.position += count;
  }

  /** Passes over `count` bytes, or what is left; returns how many. */
  async skip(count: number): Promise<number> {
    let done = 0;
    while (done < count) {
      const step = Math.min(count - done, (await this.some()).length);
      if (step === 0) break;
      this.pass(step);
      done += step;
    }
    return done;
  }

  /** Whether {@link readAt} can be used. */
  get seekable(): boolean {
    return this.source.readAt !== undefined;
  }

  /** Fills `into` from a place of the input, as far as there are bytes, and returns how many; the window stays where it is. */
  async readAt(into: Uint8Array, place: number): Promise<number> {
    let filled = 0;
    while (filled < into.length) {
      const got = (await this.source.readAt?.(into.subarray(filled), place + filled)) ?? 0;
      if (got === 0) break;
      filled += got;
    }
    this.elsewhere += filled;
    this.onRead?.(this.total);
    return filled;
  }

  private async fetch(count: number): Promise<void> {
    if (this.end + BLOCK > this.bytes.length) this.makeRoom(count);
    const got = await this.source.read(this.bytes.subarray(this.end, this.end + BLOCK));
    this.end += got;
    this.ended = got === 0;
    this.onRead?.(this.total);
  }

  private makeRoom(count: number): void {
    const kept = this.bytes.subarray(this.begin, this.end);
    // grows by what has arrived, never by what a header promises
    const wanted = Math.min(count, 2 * kept.length) + 2 * BLOCK;
    if (wanted > this.bytes.length) {
      const bytes = new Uint8Array(wanted);
      bytes.set(kept);
      this.bytes = bytes;
    } else {
      this.bytes.copyWithin(0, this.begin, this.end);
    }
    this.end -= this.begin;
    this.begin = 0;
  }
}
