/** An axis that several arrays are walked along together. */
export interface LoopAxis {
  readonly count: number;
  /** For each array the distance between neighbours, or the name of a table of places. */
  readonly strides: readonly (number | string)[];
}

/**
 * Nested loops over some axes, axes that go together become one.
 *
 * @internal
 *
 * @param body lines of the innermost loop, from the index into each array
 * @param letter of the loop variables
 */
export function loops(
  axes: readonly LoopAxis[],
  arrays: number,
  body: (indices: readonly string[]) => readonly string[],
  letter = 'i',
): string[] {
  const merged = mergedAxes(axes);
  const indices = Array.from({ length: arrays }, (_, array) => {
    const terms = merged.flatMap(({ strides }, k) => term(strides[array], `${letter}${k}`));
    return terms.join(' + ') || '0';
  });
  return merged.reduceRight<readonly string[]>((inner, { count }, k) => {
    const name = `${letter}${k}`;
    return [`for (int32_t ${name} = 0; ${name} < ${count}; ${name}++) {`, ...inner.map(line => `  ${line}`), '}'];
  }, body(indices)) as string[];
}

function term(stride: number | string, name: string): string[] {
  if (typeof stride === 'string') return [`${stride}[${name}]`];
  return stride === 0 ? [] : [stride === 1 ? name : `${name} * ${stride}`];
}

/** Neighbouring axes as one where all arrays allow it; those of one entry are left out. */
function mergedAxes(axes: readonly LoopAxis[]): LoopAxis[] {
  const merged: LoopAxis[] = [];
  for (const axis of axes) {
    if (axis.count === 1 && axis.strides.every(stride => typeof stride === 'number')) continue;
    const outer = merged.at(-1);
    const together = outer?.strides.every((stride, k) => {
      const inner = axis.strides[k];
      return typeof stride === 'number' && typeof inner === 'number' && stride === inner * axis.count;
    });
    if (outer && together) merged[merged.length - 1] = { count: outer.count * axis.count, strides: axis.strides };
    else merged.push(axis);
  }
  return merged;
}
