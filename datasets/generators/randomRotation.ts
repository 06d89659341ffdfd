import type { Random } from '../../lib/random.js';

/**
 * A rotation matrix, shape (3, 3), row-major, uniform over all orientations: that of a random unit quaternion.
 *
 * @see K. Shoemake, Uniform random rotations, Graphics Gems III, 1992
 * @internal
 */
export function randomRotation(random: Random): Float64Array {
  let [w, x, y, z] = [random.normal(), random.normal(), random.normal(), random.normal()];
  const norm = Math.sqrt(w * w + x * x + y * y + z * z);
  [w, x, y, z] = [w / norm, x / norm, y / norm, z / norm];
  return Float64Array.of(
    ...[1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
    ...[2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
    ...[2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
  );
}
