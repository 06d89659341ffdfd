import { dialects, type DialectName } from '../dialects/index.js';
import { compile, type Compiled } from '../engine/compile.js';
import type { IntegerNetwork } from '../graph/arithmetic.js';
import type { Layer, Network } from '../graph/network.js';
import { allocate, elementsOf } from '../graph/tensor.js';
import { decoded, encoded, type Window } from './windowRuns.js';

/** What quantization does to one tensor. */
export interface TensorReport {
  readonly name: string;
  /** Type of its layer; `input` of an input. */
  readonly type: string;
  readonly bits: number;
  readonly scale: number;
  /** Power of the tensor over that of its error, dB: with all that was lost before it. */
  readonly cumulative: number;
  /** The same where only this tensor's own codes are to blame: the float tensor, coded. */
  readonly local: number;
  /** Root mean square of the whole error, in steps: 0.29 where it is that of rounding alone. */
  readonly steps: number;
  /** Share of its values that lie beyond its codes. */
  readonly clipped: number;
  /** Share of its codes that never occur. */
  readonly unused: number;
}

/**
 * What each tensor of an integer network has lost beside the float network that it was made of, over windows of real numbers; where most is
 * lost first. Tensors that only one of both has are left out.
 *
 * @param dialect in which the integers are computed; the network's own by default
 */
export function layerReport(
  float: Network,
  integer: IntegerNetwork,
  windows: readonly Window[],
  dialect?: DialectName,
): readonly TensorReport[] {
  const real = new Map<string, Layer | undefined>(float.layers.map(layer => [layer.name, layer]));
  for (const { name } of float.inputs) real.set(name, undefined);
  const tensors = [...integer.inputs, ...integer.layers].filter(({ name, params }) => params && real.has(name));
  const taps = tensors.map(({ name }) => name);
  const compiled = [
    compile(float, { taps }),
    compile(integer, { taps, ...(dialect && { dialect: dialects[dialect] }) }),
  ] as const;
  const runs = compiled.map(runner);
  const meters = tensors.map(() => ({ signal: 0, error: 0, own: 0, count: 0, clipped: 0, seen: new Set<number>() }));
  for (const window of windows) {
    runs[0](window);
    runs[1](window.map((values, k) => encoded(values, integer.inputs[k].params)));
    tensors.forEach(({ name, params }, k) => {
      if (!params) return;
      const [x, q] = [compiled[0].tap(name), compiled[1].tap(name)];
      const whole = decoded(q, params);
      const alone = decoded(encoded(x, params), params);
      const meter = meters[k];
      const { scale, zeroPoint, qmin, qmax } = params;
      const [low, high] = [qmin - 0.5, qmax + 0.5].map(end => scale[0] * (end - zeroPoint[0]));
      for (let i = 0; i < x.length; i++) {
        meter.signal += x[i] * x[i];
        meter.error += (whole[i] - x[i]) ** 2;
        meter.own += (alone[i] - x[i]) ** 2;
        if (x[i] < low || x[i] > high) meter.clipped++;
        meter.seen.add(q[i]);
      }
      meter.count += x.length;
    });
  }
  const reports = tensors.flatMap(({ name, params }, k): TensorReport[] => {
    const { signal, error, own, count, clipped, seen } = meters[k];
    if (!params) return [];
    const codes = params.qmax - params.qmin + 1;
    return [
      {
        name,
        type: real.get(name)?.type ?? 'input',
        bits: params.bits,
        scale: params.scale[0],
        cumulative: 10 * Math.log10(signal / error),
        local: 10 * Math.log10(signal / own),
        steps: Math.sqrt(error / Math.max(count, 1)) / params.scale[0],
        clipped: clipped / Math.max(count, 1),
        unused: 1 - seen.size / codes,
      },
    ];
  });
  return reports.sort((a, b) => a.cumulative - b.cumulative);
}

function runner(compiled: Compiled): (inputs: readonly ReturnType<typeof encoded>[]) => void {
  const state = compiled.newState();
  const outputs = compiled.outputs.map(({ params, shape }) => allocate(params, elementsOf(shape)));
  return inputs => compiled.run(state, inputs, outputs);
}
