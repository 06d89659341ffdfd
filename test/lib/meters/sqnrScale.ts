/** Sums of both signs are as exact as the largest of their terms: a mean by the signal's size, a bias by the error's. */
export function sqnrScale(key: string, f: Readonly<Record<string, number>>): number | undefined {
  if (key === 'mean') return Math.max(Math.sqrt(f.power), 1e-300);
  if (key === 'bias') return Math.max(f.rmse, 1e-300);
  if (key === 'errorVariance') return Math.max(f.rmse ** 2, 1e-300);
  return key === 'offsetShare' ? 1 : undefined;
}
