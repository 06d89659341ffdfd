import type { Margin } from '../../../graph/network.js';
import type { NodeReader } from '../reading/nodeReader.js';
import type { Activation, Value } from '../reading/values.js';
import { type Handlers, supported, toChannelsLast, toChannelsSecond } from './handler.js';
import { axisWindows, padding1d, padding2d } from './windows.js';

/** The longest axis of a pool: its windows are laid out one by one. */
const MAX_LENGTH = 2 ** 20;

/** Pools along one or two axes, and over all of them. */
export const pools = {
  MaxPool(node) {
    supported(!node.hasOutput(1), 'the output Indices');
    node.flag('storage_order');
    return pool(node, 'max', node.activation(0));
  },
  AveragePool: node => pool(node, 'average', node.activation(0)),
  GlobalAveragePool: node =>
    node.emit({ type: 'reduceMean', axes: behindChannels(node), keepAxes: true }, [node.input(0)]),
  GlobalMaxPool: node => node.emit({ type: 'reduceMax', axes: behindChannels(node), keepAxes: true }, [node.input(0)]),
} satisfies Handlers;

function behindChannels(node: NodeReader): number[] {
  return node
    .input(0)
    .shape.map((_, axis) => axis)
    .slice(2);
}

/**
 * A pool over (N, C, ...).
 *
 * @internal
 */
export function pool(node: NodeReader, kind: 'max' | 'average', x: Activation): Value {
  const size = node.integers('kernel_shape', x.shape.length - 2) ?? [];
  supported(size.length === 1 || size.length === 2, `a pool along ${size.length} axes`);
  const lengths = x.shape.slice(2);
  const { stride, dilation, margins } = axisWindows(node, size, lengths);
  const most = Math.max(...lengths, ...margins.flat());
  supported(most <= MAX_LENGTH, `a pool along more than ${MAX_LENGTH} entries`);
  supported(
    dilation.every(d => d === 1),
    'dilations of a pool',
  );
  const counted = kind === 'average' && node.flag('count_include_pad');
  const given = node.flag('ceil_mode');
  const windows = given ? margins.map((margin, k) => roundedUp(margin, size[k], stride[k], lengths[k])) : margins;
  const longer = windows.some(([, behind], k) => behind !== margins[k][1]);
  supported(!(longer && counted), 'ceil_mode with count_include_pad');
  return toChannelsSecond(
    node,
    pooled(node, kind, toChannelsLast(node, x), { size, stride, margins: windows, counted }),
  );
}

/** Margins with the samples behind that the last window needs, if it begins in the input or before. */
function roundedUp([before, behind]: Margin, size: number, stride: number, length: number): Margin {
  const padded = length + before + behind;
  let count = Math.ceil((padded - size) / stride) + 1;
  if ((count - 1) * stride >= length + before) count--;
  return [before, Math.max(behind, (count - 1) * stride + size - length - before)];
}

interface Pool {
  readonly size: readonly number[];
  readonly stride: readonly number[];
  readonly margins: readonly Margin[];
  /** Whether padding counts as samples. */
  readonly counted: boolean;
}

/** A pool over (N, ..., C). */
function pooled(node: NodeReader, kind: 'max' | 'average', x: Value, { size, stride, margins, counted }: Pool): Value {
  if (size.length === 2) {
    const plane = { size: [size[0], size[1]], stride: [stride[0], stride[1]], padding: padding2d(margins) } as const;
    return kind === 'max'
      ? node.emit({ type: 'maxPool2d', ...plane, activation: 'none' }, [x])
      : node.emit({ type: 'averagePool2d', ...plane, countPadding: counted, activation: 'none' }, [x]);
  }
  const line = { size: size[0], stride: stride[0] };
  const padding = padding1d(margins);
  if (kind === 'max') return node.emit({ type: 'maxPool1d', ...line, padding }, [x]);
  if (!counted || padding === 'valid') return node.emit({ type: 'averagePool1d', ...line, padding }, [x]);
  const zeros = node.emit({ type: 'pad', margins: [[0, 0], margins[0], [0, 0]], mode: 'constant', value: 0 }, [x]);
  return node.emit({ type: 'averagePool1d', ...line, padding: 'valid' }, [zeros]);
}
