import { checkInteger, checkOneOf } from '../check.js';
import { OptionRangeError } from '../errors.js';
import { arithmeticOf, type AnyNetwork } from '../graph/arithmetic.js';
import type { Layer, Network } from '../graph/network.js';
import type { Shape } from '../graph/tensor.js';
import { streamingOf } from '../graph/streaming.js';
import { takersOf } from '../graph/graph.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { checkNetwork } from '../rewrite/shapes.js';
import { showTime } from '../rewrite/showTime.js';
import { removeUnused } from '../rewrite/passes/removeUnused.js';
import { type Demand, demandOf, runs } from './demand.js';
import { type Followed, type FollowedLayer, followTime } from './followTime.js';

/** Options of {@link streamNetwork}. */
export interface StreamNetworkOptions {
  /** Samples of a run, an integer of at least 1, at most the network's window. */
  readonly hop: number;
  /**
   * What comes out where an output has time: the whole `window`, as the network over windows gives it; or the `strip` of new columns.
   * Defaults to `window`.
   */
  readonly outputs?: 'window' | 'strip';
}

const OPTIONS: OptionKeys<StreamNetworkOptions> = { hop: true, outputs: true };

/**
 * Makes of a network over windows one over the `hop` new samples of a stream, with memory where a layer looks back. It gives what the network
 * over windows gives, bit for bit, and is a network as any other: it is compiled, measured, explained and exported as it is.
 *
 * A convolution, a pool or a crop without padding in time makes new columns only, and so does what works on each column by itself. Where
 * strides do not divide the hop, windows take turns. Sums and means of codes over all of time go on from run to run; other layers over all of
 * time take a window that is kept for them. What cannot be computed of new columns is computed of the whole window, and all behind it;
 * {@link explainStreaming} says why.
 *
 * @throws {FormatError} when the network is malformed, carries a state, or its inputs have no time axis
 * @throws {RangeError} when the hop is longer than the window
 */
export function streamNetwork(network: AnyNetwork, options: StreamNetworkOptions): AnyNetwork {
  checkOptions('streamNetwork', options, OPTIONS);
  return rewritten(network, options).network;
}

/** A rewritten network, and how it came about. */
export interface Rewritten {
  readonly network: AnyNetwork;
  /** The given one without what no output depends on. */
  readonly source: Network;
  readonly followed: Followed;
  readonly demand: Demand;
  /** What things are called in it, by their names in the source. */
  readonly names: {
    /** The new columns of a tensor. */
    stripOf(tensor: string): string;
    /** The window that is kept of a tensor. */
    windowOf(tensor: string): string | undefined;
  };
}

/**
 * As {@link streamNetwork}.
 *
 * @internal
 */
export function rewritten(given: AnyNetwork, { hop, outputs = 'window' }: StreamNetworkOptions): Rewritten {
  checkInteger('streamNetwork', 'hop', hop, 1);
  checkOneOf('streamNetwork', 'outputs', outputs, ['window', 'strip']);
  checkNetwork(given);
  const source: Network = { ...given, ...removeUnused.run(showTime<Network>(given)) };
  const shapes = checkNetwork(source);
  const followed = followTime(source, shapes, hop);
  const { window, tracks, layers } = followed;
  if (hop > window) {
    throw new OptionRangeError(`streamNetwork: hop must be at most the window of ${window} samples, got ${hop}`);
  }
  const inputs = new Set(source.inputs.map(({ name }) => name));
  const wanted = source.outputs.flatMap(name => {
    const track = tracks.get(name);
    return track ? [[name, outputs === 'window' ? track.length : track.fresh] as const] : [];
  });
  const demand = demandOf(followed, inputs, new Map(wanted));
  const write = stripWriter(source, shapes, followed, demand);
  for (const input of source.inputs) write.keep(input.name);
  for (const own of layers) write.layer(own);

  const { labels, ...head } = source;
  const made: Omit<Network, 'arithmetic'> = {
    ...head,
    inputs: source.inputs.map(input => {
      const axis = tracks.get(input.name)?.axis ?? 0;
      return { ...input, shape: input.shape.with(axis, hop), timeAxis: axis };
    }),
    layers: write.layers,
    ...(labels && (outputs === 'window' || wanted.length === 0) && { labels }),
    streaming: streamingOf(window, hop),
  };
  const network = { ...made, arithmetic: arithmeticOf(made) };
  checkNetwork(network);
  // one of which it is, now that it is checked
  return { network: network as AnyNetwork, source, followed, demand, names: write.names };
}

/** Writes layers over strips, and the windows between them. */
function stripWriter(network: Network, shapes: ReadonlyMap<string, Shape>, { tracks }: Followed, demand: Demand) {
  const layers: Layer[] = [];
  const params = new Map([...network.inputs, ...network.layers].map(tensor => [tensor.name, tensor.params]));
  const names = new Set([...takersOf(network).keys(), ...params.keys()]);
  const strips = new Map<string, string>(); // names of the strips, where the windows have the tensors' own
  const cut = new Map<string, string>();
  const visible = new Set(network.outputs);

  const unique = (name: string): string => {
    let free = name;
    for (let count = 2; names.has(free); count++) free = `${name}:${count}`;
    names.add(free);
    return free;
  };
  const own = (name: string) => {
    const given = params.get(name);
    return given ? { params: given } : {};
  };
  const track = (name: string) => {
    const found = tracks.get(name);
    if (!found) throw new Error(`no track of ${name}`);
    return found;
  };
  const windows = new Map<string, string>();
  /** Whether a window over the strips of a tensor is kept. */
  const isKept = (name: string): boolean => demand.needed(name) > demand.computed(name);

  /** The window over a tensor, where one is needed. */
  function keep(name: string): void {
    if (!isKept(name)) return;
    const strip = strips.get(name) ?? name;
    const window = strip === name ? unique(`${name}/window`) : name;
    const { axis, every } = track(name);
    windows.set(name, window);
    layers.push({
      type: 'timeWindow',
      name: window,
      inputs: [strip],
      axis,
      size: demand.needed(name),
      every,
      ...own(name),
    });
  }

  /** The tensor that holds `read` columns from the `newest`-th last one on. */
  function columnsOf(name: string, newest: number, read: number, spare: number): string {
    const { axis } = track(name);
    const inStrip = newest <= demand.computed(name);
    const source = inStrip ? (strips.get(name) ?? name) : (windows.get(name) ?? name);
    const held = inStrip ? demand.computed(name) : demand.needed(name);
    const from = held - newest;
    if (from === 0 && newest - read <= spare) return source;
    const key = `${source} ${from} ${read}`;
    const found = cut.get(key);
    if (found !== undefined) return found;
    const shape = (shapes.get(name) ?? []).with(axis, read);
    const slice = unique(`${name}/columns`);
    const begin = shape.map((_, k) => (k === axis ? from : 0));
    layers.push({
      type: 'slice',
      name: slice,
      inputs: [source],
      begin,
      size: shape,
      step: shape.map(() => 1),
      ...own(name),
    });
    cut.set(key, slice);
    return slice;
  }

  function layer(followed: FollowedLayer): void {
    const { layer: given, kind, rule } = followed;
    if (kind === 'columns' && demand.needed(given.name) === 0) return;
    const inputs = given.inputs.map(name => {
      if (!tracks.has(name)) return name;
      const { newest, read, spare } = demand.taken(followed, name);
      return columnsOf(name, newest, read, spare);
    });
    if (rule?.kind === 'sum' && runs(followed, track(given.inputs[0]))) {
      const { axis, length, every } = track(given.inputs[0]);
      const { function: sum, axes, keepAxes } = rule;
      const common = { name: given.name, inputs, ...own(given.name) };
      layers.push({ type: 'runningSum', ...common, axis, size: length, every, function: sum, axes, keepAxes });
      return;
    }
    if (rule?.kind !== 'columns') {
      layers.push({ ...given, inputs });
      return;
    }
    const name = isKept(given.name) && visible.has(given.name) ? unique(`${given.name}/strip`) : given.name;
    strips.set(given.name, name);
    const over = rule.over?.(demand.computed(given.name)) ?? given;
    layers.push({ ...over, name, inputs });
    keep(given.name);
  }

  return {
    layers,
    keep,
    layer,
    names: { stripOf: (name: string) => strips.get(name) ?? name, windowOf: (name: string) => windows.get(name) },
  };
}
