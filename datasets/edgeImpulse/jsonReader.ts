import { show } from '../../lib/check.js';
import type { ByteReader } from '../bytes/byteReader.js';
import { parseJson } from '../rows/parseJson.js';

const [QUOTE, BACKSLASH, COMMA, COLON] = [34, 92, 44, 58];
const [OPEN, CLOSE, OPEN_ARRAY, CLOSE_ARRAY] = [123, 125, 91, 93];

/**
 * Reads one JSON document piece by piece, so that none of it need fit into memory: goes into objects and arrays, passes over what is not
 * wanted, and parses what is small.
 *
 * @see RFC 8259
 */
export class JsonReader {
  /**
   * @param fail throws with what is wrong
   */
  constructor(
    private readonly bytes: ByteReader,
    private readonly fail: (rule: string) => never,
  ) {}

  /** The byte that the next value or mark begins with; -1 at the end. */
  async next(): Promise<number> {
    for (;;) {
      const view = await this.bytes.some();
      if (view.length === 0) return -1;
      let k = 0;
      while (k < view.length && (view[k] === 32 || (view[k] >= 9 && view[k] <= 13))) k++;
      this.bytes.pass(k);
      if (k < view.length) return view[k];
    }
  }

  /** Goes through the members of the object that begins here; the callback must read or skip each value, and may end the walk with true. */
  async members(each: (key: string) => Promise<boolean>): Promise<boolean> {
    await this.expect(OPEN, '{');
    if ((await this.next()) === CLOSE) return this.passOne();
    for (;;) {
      const key = await this.small(65536);
      if (typeof key !== 'string') this.fail(`expected the name of a member, got ${show(key)}`);
      await this.expect(COLON, ':');
      if (await each(key)) return true;
      if ((await this.next()) === CLOSE) return this.passOne();
      await this.expect(COMMA, ', or }');
    }
  }

  /** Enters the array that begins here; false when it is empty. */
  async enter(): Promise<boolean> {
    await this.expect(OPEN_ARRAY, '[');
    if ((await this.next()) !== CLOSE_ARRAY) return true;
    this.bytes.pass(1);
    return false;
  }

  /** Goes to the next element of an array; false behind the last one. */
  async another(): Promise<boolean> {
    if ((await this.next()) === CLOSE_ARRAY) return this.passOne();
    await this.expect(COMMA, ', or ]');
    return true;
  }

  /** Parses the value that begins here, of at most `most` bytes. */
  async small(most: number): Promise<unknown> {
    await this.next();
    for (let asked = 64; ; asked = Math.min(2 * asked, most + 1)) {
      const view = await this.bytes.peek(asked);
      const length = valueEnd(view, view.length < asked);
      if (length > most || (length < 0 && view.length > most)) this.fail(`a value must be at most ${most} bytes long`);
      if (length < 0 && view.length < asked) this.fail('the document ends in a value');
      if (length < 0) continue;
      const text = Buffer.from(view.buffer, view.byteOffset, length).toString('utf8');
      this.bytes.pass(length);
      try {
        return parseJson(text);
      } catch {
        this.fail(`expected a JSON value, got ${show(text)}`);
      }
    }
  }

  /** Passes over the value that begins here, however long it is. */
  async skip(): Promise<void> {
    await this.next();
    const state: Scan = { depth: 0, quoted: false, escaped: false };
    for (;;) {
      const view = await this.bytes.some();
      if (view.length === 0) this.fail('the document ends in a value');
      const end = scan(view, state);
      this.bytes.pass(end < 0 ? view.length : end);
      if (end >= 0) return;
    }
  }

  private passOne(): false {
    this.bytes.pass(1);
    return false;
  }

  private async expect(byte: number, what: string): Promise<void> {
    const got = await this.next();
    if (got !== byte) this.fail(`expected ${what}, got ${got < 0 ? 'its end' : show(String.fromCharCode(got))}`);
    this.bytes.pass(1);
  }
}

/** Where a scan is inside of a value. */
interface Scan {
  depth: number;
  quoted: boolean;
  escaped: boolean;
}

/** Length of the value that begins the view; -1 where it does not end in it. */
function valueEnd(view: Uint8Array, final: boolean): number {
  const end = scan(view, { depth: 0, quoted: false, escaped: false });
  return end < 0 && final && view.length > 0 && /^[-\w.+]+$/.test(String.fromCharCode(...view.subarray(0, 64)))
    ? view.length
    : end;
}

/** Goes on through a value; returns the place behind it, or -1 where it goes on behind the view. */
function scan(view: Uint8Array, state: Scan): number {
  let { depth, quoted, escaped } = state;
  for (let k = 0; k < view.length; k++) {
    const byte = view[k];
    if (quoted) {
      if (escaped) escaped = false;
      else if (byte === BACKSLASH) escaped = true;
      else if (byte === QUOTE) {
        quoted = false;
        if (depth === 0) return k + 1;
      }
    } else if (byte === QUOTE) {
      quoted = true;
    } else if (byte === OPEN || byte === OPEN_ARRAY) {
      depth++;
    } else if (byte === CLOSE || byte === CLOSE_ARRAY) {
      if (depth === 0) return k; // of a number or a word
      if (--depth === 0) return k + 1;
    } else if (depth === 0 && (byte === COMMA || byte === COLON || byte <= 32)) {
      return k;
    }
  }
  state.depth = depth;
  state.quoted = quoted;
  state.escaped = escaped;
  return -1;
}
