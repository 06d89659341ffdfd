import type { AnyNetwork } from '../graph/arithmetic.js';
import type { Network, TensorInfo } from '../graph/network.js';
import { layerNamed } from '../graph/networkError.js';
import { shortName } from '../graph/shortName.js';
import { allocate, elementsOf, type Shape } from '../graph/tensor.js';
import { opOf } from '../ops/index.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { checkNetwork } from '../rewrite/shapes.js';
import { rewritten, type StreamNetworkOptions } from './streamNetwork.js';

/** What becomes of a layer when its network streams. */
export interface StreamingLayer {
  readonly name: string;
  readonly type: string;
  /**
   * `fixed`: computed from constants alone; `columns`: its new columns only; `running`: a sum that goes on from run to run; `whole`: the whole
   * window, anew in every run.
   */
  readonly kind: 'fixed' | 'columns' | 'running' | 'whole';
  /** Columns of the output in a window, and those of them that a run computes; where it has columns. */
  readonly columns?: { readonly window: number; readonly run: number };
  /** Samples of the input that a column is made of; where it has columns. */
  readonly field?: number;
  /** Bytes that are kept of its output, and for itself. */
  readonly stateBytes: number;
  /** Multiply-accumulates of a run. */
  readonly macs: number;
  /** Multiply-accumulates of a whole window. */
  readonly windowMacs: number;
  /** Why it needs the whole window. */
  readonly reason?: string;
  /** What would help. */
  readonly help?: string;
}

/** How a network streams. */
export interface StreamingReport {
  readonly name: string;
  /** Samples of a window. */
  readonly window: number;
  /** Samples of a run. */
  readonly hop: number;
  /** Runs before the first valid output. */
  readonly warmUp: number;
  /** Newest samples of a window that no output sees: so much later it is than it could be. */
  readonly latency: number;
  readonly layers: readonly StreamingLayer[];
  /** Bytes of state of one stream, without the room between tensors. */
  readonly stateBytes: number;
  /** Multiply-accumulates of a run. */
  readonly macs: number;
  /** Multiply-accumulates of a whole window. */
  readonly windowMacs: number;
}

const OPTIONS: OptionKeys<StreamNetworkOptions> = { hop: true, outputs: true };

/**
 * Explains what {@link streamNetwork} makes of a network: layer by layer what is computed anew, what is kept, what it costs, and what prevents
 * more.
 *
 * @throws {FormatError} and {RangeError} as `streamNetwork` does
 */
export function explainStreaming(given: AnyNetwork, options: StreamNetworkOptions): StreamingReport {
  checkOptions('explainStreaming', options, OPTIONS);
  const { network, source, followed, demand, names } = rewritten(given, options);
  const { tracks, window } = followed;
  const costs = costsOf(network);
  const full = costsOf(source);
  const ofWindow = (name: string): number => costs.get(names.windowOf(name) ?? '')?.bytes ?? 0;
  const layers = followed.layers.flatMap(({ layer, kind, reason, help }): StreamingLayer[] => {
    const own = costs.get(names.stripOf(layer.name));
    if (!own) return [];
    const track = tracks.get(layer.name);
    const running = kind === 'sum' && network.layers.some(l => l.name === layer.name && l.type === 'runningSum');
    const why = reason ?? (kind === 'sum' && !running ? 'sums real numbers over time, in a fixed order' : undefined);
    return [
      {
        name: layer.name,
        type: layer.type,
        kind: kind === 'sum' ? (running ? 'running' : 'whole') : kind,
        ...(track && { columns: { window: track.length, run: demand.computed(layer.name) }, field: track.field }),
        stateBytes: (names.stripOf(layer.name) === names.windowOf(layer.name) ? 0 : own.bytes) + ofWindow(layer.name),
        macs: own.macs,
        windowMacs: full.get(layer.name)?.macs ?? 0,
        ...(why !== undefined && { reason: why }),
        ...(help !== undefined && { help }),
      },
    ];
  });
  const inputs = source.inputs.map((input): StreamingLayer => ({
    name: input.name,
    type: 'input',
    kind: 'columns',
    columns: { window, run: options.hop },
    field: 1,
    stateBytes: ofWindow(input.name),
    macs: 0,
    windowMacs: 0,
  }));
  // the newest sample that the last column of any tensor with columns reaches, where those are turned into something else
  const ends = followed.layers.flatMap(({ layer, kind }) =>
    kind === 'columns' || kind === 'fixed' ? [] : layer.inputs.flatMap(name => tracks.get(name) ?? []),
  );
  const outputs = source.outputs.flatMap(name => tracks.get(name) ?? []);
  const latest = [...ends, ...outputs].map(({ first, length, step, field }) => first + (length - 1) * step + field);
  const total = (of: (layer: StreamingLayer) => number) =>
    [...inputs, ...layers].reduce((sum, layer) => sum + of(layer), 0);
  return {
    name: source.name,
    window,
    hop: options.hop,
    warmUp: network.streaming?.warmUp ?? 0,
    latency: window - Math.max(...latest),
    layers: [...inputs, ...layers],
    stateBytes: total(layer => layer.stateBytes),
    macs: total(layer => layer.macs),
    windowMacs: total(layer => layer.windowMacs),
  };
}

/** A report as lines of text: one a layer, the total, and what prevents more. */
export function streamingText(report: StreamingReport): string {
  const { name, window, hop, warmUp, latency, layers, stateBytes, macs, windowMacs } = report;
  const columns = ({ columns: own }: StreamingLayer) => (own ? `${own.run} of ${own.window}` : '');
  const rows = [
    ['layer', 'type', 'computed', 'columns', 'field', 'state', 'MAC', 'of window'],
    ...layers.map(l => [
      shortName(l.name, 30),
      l.type,
      l.kind,
      columns(l),
      l.field === undefined ? '' : `${l.field}`,
      `${l.stateBytes}`,
      `${l.macs}`,
      `${l.windowMacs}`,
    ]),
    [shortName(name, 30), 'total', '', '', '', `${stateBytes}`, `${macs}`, `${windowMacs}`],
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => row[column].length)));
  const line = (row: string[]) =>
    row.map((cell, k) => (k < 3 ? cell.padEnd(widths[k]) : cell.padStart(widths[k]))).join('  ');
  const head = `window ${window}, hop ${hop}: valid from run ${warmUp} on, ${latency} samples late`;
  const whys = layers.flatMap(({ name: own, reason, help }) =>
    reason === undefined ? [] : [`${shortName(own, 30)} ${reason}${help === undefined ? '' : `: ${help}`}`],
  );
  return [head, ...rows.map(row => line(row).trimEnd()), ...whys].join('\n');
}

/** Multiply-accumulates of each layer, and bytes that it keeps. */
function costsOf(network: Network): ReadonlyMap<string, { readonly macs: number; readonly bytes: number }> {
  const shapes = checkNetwork(network);
  const params = new Map([...network.inputs, ...network.layers].map(tensor => [tensor.name, tensor.params]));
  const infoOf = (name: string): TensorInfo => {
    const own = params.get(name);
    return { name, shape: shapes.get(name) ?? [], ...(own && { params: own }) };
  };
  const bytesOf = ({ shape, params: own }: Pick<TensorInfo, 'shape' | 'params'>): number =>
    elementsOf(shape) * allocate(own, 0).BYTES_PER_ELEMENT;
  return new Map(
    network.layers.map(layer => {
      const op = opOf(layerNamed(layer), layer.type);
      const [inputs, output] = [layer.inputs.map(infoOf), infoOf(layer.name)];
      const fields = op.state?.(layer, inputs, output) ?? [];
      const own = op.keepsOutput?.(layer) ? bytesOf(output) : 0;
      const shapeOf = ({ shape }: TensorInfo): Shape => shape;
      return [
        layer.name,
        {
          macs: op.macs(layer, inputs.map(shapeOf), output.shape),
          bytes: fields.reduce((sum, field) => sum + bytesOf(field), own),
        },
      ] as const;
    }),
  );
}
