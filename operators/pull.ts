/**
 * What a loop that pulls learns from the operators in it: whether an input has been taken without an answer, and whether there is room
 * for another one.
 *
 * @internal
 */
export interface Pull {
  /** The input in hand is taken care of, with or without an output: it was kept, or it is being worked on. */
  taken(): void;
  /** No room for another input, until {@link free} is called as often. */
  full(): void;
  /** There is room again. */
  free(): void;
}

let current: Pull | undefined;

/**
 * Runs `work`, and lets the operators that it subscribes to or feeds find the loop that pulls them.
 *
 * @internal
 */
export function pulledBy<T>(pull: Pull, work: () => T): T {
  const outer = current;
  current = pull;
  try {
    return work();
  } finally {
    current = outer;
  }
}

/**
 * The loop that pulls what is being subscribed to; undefined where a source pushes.
 *
 * @internal
 */
export function currentPull(): Pull | undefined {
  return current;
}
