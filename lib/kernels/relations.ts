/**
 * What comparisons ask of two numbers. One with NaN does not hold, but for `notEqual`; in logic, all but 0 is true, NaN too.
 *
 * @internal
 */
export const relations = {
  equal: (a, b) => a === b,
  notEqual: (a, b) => a !== b,
  less: (a, b) => a < b,
  lessOrEqual: (a, b) => a <= b,
  greater: (a, b) => a > b,
  greaterOrEqual: (a, b) => a >= b,
  and: (a, b) => a !== 0 && b !== 0,
  or: (a, b) => a !== 0 || b !== 0,
  xor: (a, b) => (a !== 0) !== (b !== 0),
} as const satisfies Readonly<Record<string, (a: number, b: number) => boolean>>;

/** Name of one. */
export type Relation = keyof typeof relations;
