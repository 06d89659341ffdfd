import { checkInteger, show } from '../check.js';
import { OptionRangeError } from '../errors.js';
import type { Network, NetworkInput } from '../graph/network.js';
import { elementsOf, type Shape, showShape } from '../graph/tensor.js';

/** An axis of an input: `time` is the one along which a stream goes, all others are channels of it. */
export interface LayoutAxis {
  readonly name: string;
  /** Its length, where the input's own axes do not say. */
  readonly length?: number;
}

/**
 * The network with the layout of an input said, where the model's file does not show it: the axes in their order, outermost first, one of
 * them called `time`. They are the input's own axes, with or without those of length 1; or, of lengths whose product is the number of
 * its elements, axes that a flat input stands for: time 26, channels 3 are x, y, z, x, y, z, ...; channels 3, time 26 are all x, all y, all
 * z. One length may be left out.
 *
 * @param input name of the input; by default the first
 * @throws {RangeError} when no axis or several are called `time`, or the input does not have such axes
 */
export function withLayout<N extends Network>(
  network: N,
  axes: readonly LayoutAxis[],
  input = network.inputs[0].name,
): N {
  const at = network.inputs.findIndex(({ name }) => name === input);
  if (at < 0) throw new OptionRangeError(`withLayout: input must name an input of the network, got ${show(input)}`);
  const { name, shape, params } = network.inputs[at];
  const given = { name, shape, ...(params && { params }) };
  const inputs = network.inputs.with(at, { ...given, ...layoutOf(given, axes) });
  return { ...network, inputs };
}

function layoutOf(
  { name, shape }: NetworkInput,
  axes: readonly LayoutAxis[],
): Pick<NetworkInput, 'timeShape' | 'timeAxis'> {
  axes.forEach(({ length }, k) => length === undefined || checkInteger('withLayout', `axes[${k}].length`, length, 1));
  const time = axes.findIndex(axis => axis.name === 'time');
  if (axes.filter(axis => axis.name === 'time').length !== 1) {
    throw new OptionRangeError(`withLayout: axes must hold one that is called time, got ${listed(axes)}`);
  }
  const wide = [...shape.keys()].filter(k => shape[k] > 1);
  for (const own of [[...shape.keys()], wide]) {
    const fits =
      own.length === axes.length && axes.every(({ length }, k) => (length ?? shape[own[k]]) === shape[own[k]]);
    if (fits) return { timeAxis: own[time] };
  }
  const lengths = completed(axes, elementsOf(shape));
  if (lengths) return { timeShape: lengths, timeAxis: time };
  throw new OptionRangeError(
    `withLayout: axes must be those of input ${show(name)}, ${showShape(shape)}, or have lengths whose product is its ` +
      `${elementsOf(shape)} elements, got ${listed(axes)}`,
  );
}

/** The lengths of all axes, of which one may follow from the others; undefined where they do not hold so many elements. */
function completed(axes: readonly LayoutAxis[], elements: number): Shape | undefined {
  const open = axes.filter(({ length }) => length === undefined).length;
  const known = axes.reduce((product, { length = 1 }) => product * length, 1);
  const rest = elements / known;
  if (open > 1 || (open === 0 ? rest !== 1 : !Number.isInteger(rest))) return undefined;
  return axes.map(({ length = rest }) => length);
}

function listed(axes: readonly LayoutAxis[]): string {
  return axes.map(({ name, length }) => (length === undefined ? name : `${name}=${length}`)).join(', ') || 'none';
}
