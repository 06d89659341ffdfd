import type { Parameter } from './layers.js';

/** Options of {@link adam}. */
export interface AdamOptions {
  /** Pull of each weight towards 0, decoupled from the gradient (AdamW). */
  readonly decay: number;
}

/**
 * A step of Adam with decoupled weight decay; the gradients are the mean's and are cleared.
 *
 * @see D. P. Kingma, J. Ba, Adam, 2015; I. Loshchilov, F. Hutter, Decoupled weight decay regularization, 2019
 */
export function adam(parameters: readonly Parameter[], { decay }: AdamOptions): (rate: number) => void {
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];
  const first = parameters.map(p => new Float64Array(p.value.length));
  const second = parameters.map(p => new Float64Array(p.value.length));
  let steps = 0;
  return rate => {
    steps++;
    const [unbias1, unbias2] = [1 / (1 - beta1 ** steps), 1 / (1 - beta2 ** steps)];
    parameters.forEach(({ value, gradient }, j) => {
      const [m, v] = [first[j], second[j]];
      for (let i = 0; i < value.length; i++) {
        const g = gradient[i];
        m[i] += (1 - beta1) * (g - m[i]);
        v[i] += (1 - beta2) * (g * g - v[i]);
        value[i] -= rate * ((m[i] * unbias1) / (Math.sqrt(v[i] * unbias2) + epsilon) + decay * value[i]);
      }
      gradient.fill(0);
    });
  };
}
