import type { Random } from '../../lib/random.js';

/** Lower and upper corner of the spectrum, Hz. */
const [LOW, HIGH] = [60, 120];

/**
 * Gaussian noise of unit variance with the spectrum of a surface EMG,
 * S(f) ~ f^2 / ((f^2 + 60^2) (f^2 + 120^2)^2): one high-pass and two low-pass sections of first order.
 *
 * @param sampleRate Hz, at least 400
 * @see F. B. Stulen, C. J. De Luca, Frequency parameters of the myoelectric signal, IEEE Trans. Biomed. Eng. 28, 1981
 * @internal
 */
export function emgShaper(sampleRate: number, random: Random): () => number {
  // bilinear transform of s / (s + w) and of w / (s + w), with w prewarped
  const low = Math.tan((Math.PI * LOW) / sampleRate);
  const high = Math.tan((Math.PI * HIGH) / sampleRate);
  const poleLow = (1 - low) / (1 + low);
  const poleHigh = (1 - high) / (1 + high);

  function filter(): (x: number) => number {
    let [x1, highPass, first, first1, second] = [0, 0, 0, 0, 0];
    return x => {
      const before = highPass;
      highPass = poleLow * highPass + x - x1;
      x1 = x;
      first1 = first;
      first = poleHigh * first + highPass + before;
      second = poleHigh * second + first + first1;
      return second;
    };
  }
  const probe = filter();
  let energy = 0; // of the impulse response: the gain of the variance
  const settled = Math.ceil(sampleRate / 2); // the slowest pole, at 60 Hz, has decayed by e^-188
  for (let i = 0; i < settled; i++) energy += probe(i === 0 ? 1 : 0) ** 2;
  const gain = 1 / Math.sqrt(energy);
  const shape = filter();
  return () => gain * shape(random.normal());
}
