/**
 * The square root of an integer, rounded to the nearest one, but never to 2^16 for numbers below 2^32: those are rooted in 32 bits.
 *
 * @internal
 *
 * @param n an integer in [0, 2^53)
 */
export function roundedRoot(n: number): number {
  let root = Math.floor(Math.sqrt(n));
  if (root * root > n) root--; // a root just below an integer may have been rounded up to it
  if (n - root * root <= root) return root;
  return n < 2 ** 32 && root === 0xffff ? root : root + 1;
}
