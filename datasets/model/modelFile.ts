import { constants, open, realpath } from 'node:fs/promises';
import { basename, dirname, relative, isAbsolute, join, sep } from 'node:path';
import { FormatError } from '../../lib/errors.js';

/** Reads the files of one model; together they may hold `maxBytes`. */
export interface ModelFiles {
  /** The model itself. */
  model(): Promise<Uint8Array>;
  /** A file in the model's folder or below, never one that a symbolic link leads to elsewhere. */
  beside(name: string): Promise<Uint8Array>;
}

/** The files of a model at a path. */
export function modelFiles(path: string, maxBytes: number): ModelFiles {
  let left = maxBytes;

  async function read(file: string): Promise<Uint8Array> {
    // a named pipe must not make it wait
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
      throw modelError(file, 'must be a file that can be read', { cause });
    });
    try {
      const status = await handle.stat();
      if (!status.isFile()) throw modelError(file, 'must be a file');
      const { size } = status;
      if (size > left) {
        const others = left < maxBytes ? `, of which ${maxBytes - left} are taken` : '';
        throw modelError(file, `the files of a model may hold maxBytes = ${maxBytes} bytes${others}, got ${size}`);
      }
      left -= size;
      const bytes = new Uint8Array(size);
      for (let at = 0; at < size;) {
        const { bytesRead } = await handle.read(bytes, at, size - at);
        if (bytesRead === 0) throw modelError(file, `must hold ${size} bytes as its folder says, got ${at}`);
        at += bytesRead;
      }
      return bytes;
    } finally {
      await handle.close();
    }
  }

  return {
    model: () => read(path),
    async beside(name) {
      const folder = dirname(path);
      const wanted = join(folder, name);
      const [root, file] = await Promise.all([realpath(folder), realpath(wanted)]).catch((cause: unknown) => {
        throw modelError(path, `needs the file ${JSON.stringify(name)} beside it, which cannot be read`, { cause });
      });
      const way = relative(root, file);
      if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) {
        throw modelError(path, `may use files of its own folder only, ${JSON.stringify(name)} lies elsewhere`);
      }
      return read(file);
    },
  };
}

/** The name of a file without its extension. */
export function stemOf(path: string): string {
  return basename(path).replace(/\.[^.]*$/, '');
}

/** The error of a model file. */
export function modelError(path: string, rule: string, options?: ErrorOptions): FormatError {
  return new FormatError('format-model', `readModel: ${path}: ${rule}`, options);
}
