import { onnxError, quoted, Unsupported } from './modelError.js';

/** What a model has that no layer stands for, to be said in one message. */
export function problemList() {
  const found = new Map<string, { count: number; readonly first: string[] }>();
  const list = {
    add(what: string, name: string): void {
      const problem = found.get(what) ?? { count: 0, first: [] };
      problem.count++;
      if (problem.first.length < 3) problem.first.push(quoted(name));
      found.set(what, problem);
    },
    /** The result, or undefined after noting that there is none. */
    attempt<T>(what: string, name: string, make: () => T): T | undefined {
      try {
        return make();
      } catch (error) {
        if (!(error instanceof Unsupported)) throw error;
        list.add(`${what}: ${error.message}`, name);
        return undefined;
      }
    },
    throwIfAny(): void {
      if (found.size === 0) return;
      const lines = [...found]
        .slice(0, 100)
        .map(([what, { count, first }]) => `${what} (${count} x: ${first.join(', ')})`);
      throw onnxError('model', 'every node must have a layer that does the same', `no layer for ${lines.join('; ')}`);
    },
  };
  return list;
}
