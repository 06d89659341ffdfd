import { quoted, tfliteError, Unsupported } from './modelError.js';

/** What a model has that no layer stands for, to be said in one message. */
export interface Problems {
  /** Notes one, at a tensor. */
  add(what: string, tensor: string): void;
  /** The result, or undefined after noting that there is none. */
  attempt<T>(what: string, tensor: string, make: () => T): T | undefined;
  /**
   * @throws {FormatError} that lists them all, when there are some
   */
  throwIfAny(): void;
}

/** An empty list of problems. */
export function problemList(): Problems {
  const found = new Map<string, { count: number; readonly first: string[] }>();
  function add(what: string, tensor: string): void {
    const problem = found.get(what) ?? { count: 0, first: [] };
    problem.count++;
    if (problem.first.length < 3) problem.first.push(quoted(tensor));
    found.set(what, problem);
  }
  return {
    add,
    attempt(what, tensor, make) {
      try {
        return make();
      } catch (error) {
        if (!(error instanceof Unsupported)) throw error;
        add(`${what} with ${error.message}`, tensor);
        return undefined;
      }
    },
    throwIfAny() {
      if (found.size === 0) return;
      const lines = [...found]
        .slice(0, 100)
        .map(([what, { count, first }]) => `${what} (${count} x: ${first.join(', ')})`);
      throw tfliteError(
        'model',
        'every operator must have a layer that does the same',
        `no layer for ${lines.join('; ')}`,
      );
    },
  };
}
