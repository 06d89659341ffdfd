import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { show } from '../../lib/check.js';
import { type ErrorCode, FormatError, OptionRangeError, OptionTypeError } from '../../lib/errors.js';
import type { ByteSource } from '../bytes/byteSource.js';
import { expanded } from '../bytes/expanded.js';

/** Bytes under a name of their own: for network streams, archives and tests. */
export interface CsvChunks {
  /** What messages call the input. */
  readonly name: string;
  /** The bytes, cut anyhow. A function is called once for each reading, so only that form can always be read again. */
  readonly chunks: AsyncIterable<Uint8Array> | (() => AsyncIterable<Uint8Array>);
}

/** A path, a `file:` URL or chunks of bytes. */
export type CsvInput = string | URL | CsvChunks;

/** Who asks for bytes, and how far a gzip file may expand. */
export interface ByteInputOptions {
  /** Begins the messages. */
  readonly who: string;
  /** The most bytes a gzip file may expand to. */
  readonly maxExpanded: number;
}

const CSV: ByteInputOptions = { who: 'csv', maxExpanded: 2 ** 34 };

/** A checked input: its name, and how to open it anew for each reading. */
export interface ByteInput {
  readonly name: string;
  readonly open: () => Promise<ByteSource>;
}

/** Checks what a source was given; the file itself is not touched before `open`. Gzip files are decompressed. */
export function byteInput(input: CsvInput, { who, maxExpanded }: ByteInputOptions = CSV): ByteInput {
  const stored = storedInput(input, who);
  const { name } = stored;
  return { name, open: async () => expanded(await stored.open(), name, maxExpanded) };
}

/** The input as it is stored. */
function storedInput(input: CsvInput, who: string): ByteInput {
  if (typeof input === 'string') return fileInput(who, input);
  if (input instanceof URL) {
    if (input.protocol !== 'file:') {
      throw new OptionRangeError(
        `${who}: path must be a file: URL, got ${show(input.href)}; pass other sources as chunks`,
      );
    }
    const path = fileURLToPath(input);
    return fileInput(who, path);
  }
  if (typeof input !== 'object' || input === null || typeof input.name !== 'string') {
    throw new OptionTypeError(`${who}: path must be a string, a URL or { name, chunks }, got ${show(input)}`);
  }
  const { name, chunks } = input;
  if (typeof chunks === 'function') {
    return { name, open: () => Promise.resolve(chunkSource(who, name, chunks()[Symbol.asyncIterator]())) };
  }
  if (typeof chunks?.[Symbol.asyncIterator] !== 'function') {
    throw new OptionTypeError(
      `${who}: chunks must be an async iterable or a function that makes one, got ${show(chunks)}`,
    );
  }
  let opened = false;
  function openOnce(source: AsyncIterable<Uint8Array>): ByteSource {
    const iterator = source[Symbol.asyncIterator]();
    if (opened && (iterator as unknown) === source) {
      throw new FormatError(
        codeOf(who),
        `${who}: ${name} was read before and its chunks come only once; pass chunks as a function to read them again`,
      );
    }
    opened = true;
    return chunkSource(who, name, iterator);
  }
  return { name, open: () => new Promise(resolve => resolve(openOnce(chunks))) };
}

function codeOf(who: string): ErrorCode {
  return who === 'csv' ? 'format-csv' : 'format-source';
}

function fileInput(who: string, path: string): ByteInput {
  let piped = false; // what was opened before was no file
  return {
    name: path,
    async open() {
      if (piped) {
        throw new FormatError(
          codeOf(who),
          `${who}: ${path} is a pipe and was read before; read it once, or write it to a file first`,
        );
      }
      const source = await openFile(who, path);
      piped = source.size === undefined;
      return source;
    },
  };
}

async function openFile(who: string, path: string): Promise<ByteSource> {
  const handle = await open(path, 'r').catch((cause: unknown) => {
    const code = (cause as NodeJS.ErrnoException).code;
    const reason = code === 'ENOENT' ? 'there is no such file' : `the file cannot be opened (${show(code)})`;
    throw new FormatError(codeOf(who), `${who}: ${path}: ${reason}; check the path`, { cause });
  });
  const status = await handle.stat();
  if (status.isDirectory()) {
    await handle.close();
    throw new FormatError(codeOf(who), `${who}: ${path} is a directory; name a file in it`);
  }
  return {
    read: async into => (await handle.read(into, 0, into.length, null)).bytesRead,
    ...(status.isFile() && {
      size: status.size,
      readAt: async (into: Uint8Array, position: number) =>
        (await handle.read(into, 0, into.length, position)).bytesRead,
    }),
    close: () => handle.close(),
  };
}

function chunkSource(who: string, name: string, iterator: AsyncIterator<Uint8Array>): ByteSource {
  let chunk: Uint8Array = new Uint8Array(0);
  let used = 0;
  let done = false;
  return {
    async read(into) {
      while (used === chunk.length && !done) {
        const next = await iterator.next();
        if (next.done) {
          done = true;
          return 0;
        }
        if (!((next.value as unknown) instanceof Uint8Array)) {
          throw new OptionTypeError(`${who}: ${name}: chunks must be Uint8Array, got ${show(next.value)}`);
        }
        chunk = next.value;
        used = 0;
      }
      const count = Math.min(into.length, chunk.length - used);
      into.set(chunk.subarray(used, used + count));
      used += count;
      return count;
    },
    async close() {
      if (!done) await iterator.return?.();
      done = true;
    },
  };
}
