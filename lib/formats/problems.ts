/** What has no counterpart on the other side; thrown for one layer, collected over the whole model by {@link problemList}. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
}

/** What a model has that there is nothing for, to be said in one message. */
export interface Problems {
  /** Notes one, at a layer or a tensor. */
  add(what: string, name: string): void;
  /** The result; or undefined, after noting that it is {@link Unsupported}. */
  attempt<T>(what: string, name: string, make: () => T): T | undefined;
  /** Throws one error that lists them all, when there are some. */
  throwIfAny(): void;
}

/** The most kinds of problems that a message lists, and the most names of each. */
const [MOST, NAMES] = [100, 3];

/**
 * An empty list of problems.
 *
 * @param fail makes the error of the list as text: each problem with how often it was met, and where first
 */
export function problemList(fail: (list: string) => Error): Problems {
  const found = new Map<string, { count: number; readonly names: string[] }>();
  function add(what: string, name: string): void {
    const problem = found.get(what) ?? { count: 0, names: [] };
    problem.count++;
    if (problem.names.length < NAMES) problem.names.push(quoted(name));
    found.set(what, problem);
  }
  return {
    add,
    attempt(what, name, make) {
      try {
        return make();
      } catch (error) {
        if (!(error instanceof Unsupported)) throw error;
        add(error.message === '' ? what : `${what}: ${error.message}`, name);
        return undefined;
      }
    },
    throwIfAny() {
      if (found.size === 0) return;
      const lines = [...found]
        .slice(0, MOST)
        .map(([what, { count, names }]) => `${what} (${count} x: ${names.join(', ')})`);
      throw fail(lines.join('; '));
    },
  };
}

/** How messages name a node or a tensor of a model. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}...` : name);
}
