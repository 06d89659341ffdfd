import type { Random } from '../../lib/random.js';

/** Weights that are learnt, with the gradient of the current batch. */
export interface Parameter {
  readonly value: Float64Array;
  readonly gradient: Float64Array;
}

/** A layer with its derivative, in float64, one example at a time; `forward` keeps what `backward` needs. */
export interface TrainedLayer {
  readonly parameters: readonly Parameter[];
  /** Output of the layer; the array is reused by the next call. */
  forward(x: Float64Array): Float64Array;
  /** Adds to the gradients and returns the derivative by the input. */
  backward(dy: Float64Array): Float64Array;
}

/** A parameter with He's initialisation: normal, variance 2 / fan-in. */
function parameter(size: number, fanIn: number, random?: Random): Parameter {
  const scale = Math.sqrt(2 / fanIn);
  const value = Float64Array.from({ length: size }, () => (random ? scale * random.normal() : 0));
  return { value, gradient: new Float64Array(size) };
}

/** (time, in) -> (time - kernel + 1, out): valid cross-correlation of stride 1; weights (out, kernel, in). */
export function conv1d(
  time: number,
  inputs: number,
  outputs: number,
  kernel: number,
  relu: boolean,
  random: Random,
): TrainedLayer {
  const run = kernel * inputs; // a window is one contiguous run
  const steps = time - kernel + 1;
  const weights = parameter(outputs * run, run, random);
  const bias = parameter(outputs, run);
  const y = new Float64Array(steps * outputs);
  const dx = new Float64Array(time * inputs);
  let x: Float64Array = dx;
  return {
    parameters: [weights, bias],
    forward(input) {
      x = input;
      const w = weights.value;
      for (let t = 0; t < steps; t++) {
        for (let o = 0; o < outputs; o++) {
          let sum = bias.value[o];
          for (let k = 0, i = t * inputs, j = o * run; k < run; k++, i++, j++) sum += w[j] * input[i];
          y[t * outputs + o] = relu && sum < 0 ? 0 : sum;
        }
      }
      return y;
    },
    backward(dy) {
      dx.fill(0);
      const { value: w, gradient } = weights;
      const input = x;
      for (let t = 0; t < steps; t++) {
        for (let o = 0; o < outputs; o++) {
          const d = dy[t * outputs + o];
          if (d === 0 || (relu && y[t * outputs + o] <= 0)) continue;
          bias.gradient[o] += d;
          for (let k = 0, i = t * inputs, j = o * run; k < run; k++, i++, j++) {
            gradient[j] += d * input[i];
            dx[i] += d * w[j];
          }
        }
      }
      return dx;
    },
  };
}

/** (in) -> (out); weights (out, in). A convolution whose window is the whole input. */
export function dense(inputs: number, outputs: number, relu: boolean, random: Random): TrainedLayer {
  return conv1d(inputs, 1, outputs, inputs, relu, random);
}

/** (time, channels) -> (time / size, channels): the largest of each `size` samples; the rest is dropped. */
export function maxPool1d(time: number, channels: number, size: number): TrainedLayer {
  const steps = Math.floor(time / size);
  const y = new Float64Array(steps * channels);
  const from = new Int32Array(steps * channels); // where each maximum was
  const dx = new Float64Array(time * channels);
  return {
    parameters: [],
    forward(x) {
      for (let j = 0; j < y.length; j++) {
        let best = (Math.floor(j / channels) * size * channels + (j % channels)) | 0;
        for (let s = 1, at = best + channels; s < size; s++, at += channels) if (x[at] > x[best]) best = at;
        from[j] = best;
        y[j] = x[best];
      }
      return y;
    },
    backward(dy) {
      dx.fill(0);
      for (let j = 0; j < y.length; j++) dx[from[j]] += dy[j];
      return dx;
    },
  };
}

/** (time, channels) -> (time / size, channels): the mean of each `size` samples; the rest is dropped. */
export function averagePool1d(time: number, channels: number, size: number): TrainedLayer {
  const steps = Math.floor(time / size);
  const y = new Float64Array(steps * channels);
  const dx = new Float64Array(time * channels);
  return {
    parameters: [],
    forward(x) {
      y.fill(0);
      for (let i = 0; i < steps * size * channels; i++) {
        y[Math.floor(i / (size * channels)) * channels + (i % channels)] += x[i] / size;
      }
      return y;
    },
    backward(dy) {
      for (let i = 0; i < steps * size * channels; i++) {
        dx[i] = dy[Math.floor(i / (size * channels)) * channels + (i % channels)] / size;
      }
      return dx;
    },
  };
}
