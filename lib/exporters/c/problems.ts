import { FormatError } from '../../errors.js';

/** What cannot be written; collected over the whole network before it is thrown. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
}

/** What a network has that there is no C for, to be said in one message. */
export function problemList() {
  const found = new Map<string, string[]>();
  return {
    /** The result, or undefined after noting that there is none. */
    attempt<T>(type: string, name: string, make: () => T): T | undefined {
      try {
        return make();
      } catch (error) {
        if (!(error instanceof Unsupported)) throw error;
        const what = error.message === '' ? type : `${type}: ${error.message}`;
        found.set(what, [...(found.get(what) ?? []), JSON.stringify(name)]);
        return undefined;
      }
    },
    throwIfAny(): void {
      if (found.size === 0) return;
      const lines = [...found].map(([what, names]) => {
        const shown = [...names.slice(0, 5), ...(names.length > 5 ? ['...'] : [])];
        return `${what} (${names.length} x: ${shown.join(', ')})`;
      });
      const rule = 'every layer must compute on codes, and be one that there is C for';
      throw new FormatError('format-network', `exportC: ${rule}, got ${lines.join('; ')}`);
    },
  };
}
