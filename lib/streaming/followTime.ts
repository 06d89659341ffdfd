import { show } from '../check.js';
import type { Layer, Network } from '../graph/network.js';
import { layerNamed, networkError } from '../graph/networkError.js';
import type { Shape } from '../graph/tensor.js';
import { timeAxisOf } from '../graph/timeLayout.js';
import { opOf } from '../ops/index.js';
import { type TimeRule, whole } from '../ops/time.js';

/** A tensor whose columns a stream brings one after another. */
export interface Track {
  readonly axis: number;
  /** Columns in a window. */
  readonly length: number;
  /** Samples from column to column. */
  readonly step: number;
  /** Newest columns that no earlier run had. */
  readonly fresh: number;
  /** The older ones were there so many runs ago. */
  readonly every: number;
  /** Samples of the input that a column is made of. */
  readonly field: number;
  /** Samples of the window before the first column's. */
  readonly first: number;
}

/** What a layer makes of time, where its inputs follow the stream. */
export interface FollowedLayer {
  readonly layer: Layer;
  /** `fixed`: computed from constants alone; `columns`: of new columns; `sum`: over all of time; `whole`: of whole windows. */
  readonly kind: 'fixed' | 'columns' | 'sum' | 'whole';
  readonly rule?: TimeRule<Layer>;
  /** Why it needs whole windows. */
  readonly reason?: string;
  /** What would help. */
  readonly help?: string;
}

/** A network's way through time. */
export interface Followed {
  /** Samples of a window. */
  readonly window: number;
  readonly layers: readonly FollowedLayer[];
  /** Of the tensors that have columns, by name. */
  readonly tracks: ReadonlyMap<string, Track>;
}

/**
 * Finds out which layers make a column of their output from a few columns of their input, wherever a window begins: those can be computed
 * for the new columns alone.
 *
 * @internal
 *
 * @throws {FormatError} when the network goes on from run to run already, or its inputs have no window of at least `hop` samples
 */
export function followTime(network: Network, shapes: ReadonlyMap<string, Shape>, hop: number): Followed {
  requireWindows(network);
  const shapeOf = (name: string): Shape => shapes.get(name) ?? [];
  const tracks = new Map<string, Track>();
  const changing = new Set<string>(); // computed from whole windows
  for (const input of network.inputs) {
    const axis = timeAxisOf(input);
    tracks.set(input.name, trackOf({ axis, length: input.shape[axis], step: 1, field: 1, first: 0 }, hop));
  }
  const window = tracks.get(network.inputs[0].name)?.length ?? 1;
  const layers = network.layers.map((layer): FollowedLayer => {
    const own = layer.inputs.flatMap(name => tracks.get(name) ?? []);
    const wide = layer.inputs.find(name => changing.has(name));
    if (own.length === 0 && wide === undefined) return { layer, kind: 'fixed' };
    const rule =
      wide === undefined ? ruleOf(layer, tracks, shapeOf) : whole(`takes ${show(wide)}, which is of the whole window`);
    if (rule.kind === 'columns') {
      const [{ step, first, field }] = own;
      const length = shapeOf(layer.name)[rule.axis];
      const made = {
        axis: rule.axis,
        length,
        step: step * rule.stride,
        field: field + (rule.span - 1) * step,
        first: first - rule.before * step,
      };
      tracks.set(layer.name, trackOf(made, hop));
      return { layer, kind: 'columns', rule };
    }
    changing.add(layer.name);
    if (rule.kind === 'sum') return { layer, kind: 'sum', rule };
    const { reason, help } = rule;
    return { layer, kind: 'whole', rule, reason, ...(help !== undefined && { help }) };
  });
  return { window, layers, tracks };
}

/** What a layer makes of time; whole windows where its inputs move at different speeds. */
function ruleOf(layer: Layer, tracks: ReadonlyMap<string, Track>, shapeOf: (name: string) => Shape): TimeRule<Layer> {
  const own = layer.inputs.flatMap(name => tracks.get(name) ?? []);
  const [{ step, length }] = own;
  if (own.some(track => track.step !== step || track.length !== length)) {
    return whole('joins tensors that move at different speeds', 'bring them to the same stride and length');
  }
  const inputs = layer.inputs.map(name => {
    const axis = tracks.get(name)?.axis;
    return { shape: shapeOf(name), ...(axis !== undefined && { axis }) };
  });
  return opOf(layerNamed(layer), layer.type).time(layer, inputs, shapeOf(layer.name));
}

function trackOf(track: Omit<Track, 'fresh' | 'every'>, hop: number): Track {
  const together = lcm(track.step, hop);
  return { ...track, fresh: Math.min(track.length, together / track.step), every: together / hop };
}

function lcm(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}

/**
 * Names what a network carries from run to run, if it does.
 *
 * @internal
 */
export function carriesState({ variables = [], layers }: Network): string | undefined {
  if (variables.length > 0) return `variable ${show(variables[0].name)}`;
  const kept = layers.find(layer =>
    'carry' in layer
      ? layer.carry
      : layer.type === 'svdf' || layer.type === 'timeWindow' || layer.type === 'runningSum',
  );
  return kept && layerNamed(kept);
}

function requireWindows(network: Network): void {
  const { inputs, streaming } = network;
  const rule = 'streamNetwork takes networks over windows, which carry nothing from run to run';
  const carried = carriesState(network);
  if (streaming) throw networkError('streaming', rule, 'a streaming network');
  if (carried !== undefined) throw networkError(carried, rule, 'a state');
  const lengths = inputs.map(input => input.shape[timeAxisOf(input)] ?? 1);
  inputs.forEach((input, k) => {
    const where = `input ${show(input.name)}`;
    if (timeAxisOf(input) < 0)
      throw networkError(where, 'must have a time axis: say which one it is by timeAxis', 'none');
    if (lengths[k] !== lengths[0]) {
      throw networkError(where, `must have as many samples as the first input, ${lengths[0]}`, `${lengths[k]}`);
    }
  });
}
