/**
 * Where the elements of a grid lie in an array, in row-major order of the grid: sum of index * stride.
 *
 * @internal
 *
 * @param strides distance in the array between neighbours along each axis of the grid; 0 repeats
 */
export function offsets(grid: readonly number[], strides: readonly number[]): Int32Array {
  const out = new Int32Array(grid.reduce((product, count) => product * count, 1));
  let block = 1; // elements of the trailing axes, which are done
  for (let axis = grid.length - 1; axis >= 0; axis--) {
    for (let k = 1; k < grid[axis]; k++) {
      for (let i = 0; i < block; i++) out[k * block + i] = out[i] + k * strides[axis];
    }
    block *= grid[axis];
  }
  return out;
}
