import { readModel, type ReadModelOptions } from '../../datasets/index.js';
import {
  type Dialect,
  explainStreaming,
  explanation,
  explanationText,
  lower,
  streamingText,
} from '../../lib/network.js';
import type { Output } from '../output.js';
import { terminalText } from '../terminalText.js';
import { describeModel } from '../describeModel.js';

/** How to explain a model. */
export interface ExplainSettings {
  readonly dialect?: Dialect | undefined;
  /** Samples from window to window: shows what a run computes anew, and what it keeps. */
  readonly hop?: number | undefined;
}

/** Shows what a model's plan is: calls, kernels, bytes, multiply-accumulates, accumulator widths, places; and how it streams. */
export async function explainModel(
  file: string,
  options: ReadModelOptions,
  { dialect, hop }: ExplainSettings,
  out: Output,
): Promise<void> {
  const model = await readModel(file, options);
  const figures = explanation(lower(model.network, { ...(dialect && { dialect }) }));
  out.settings({ file, ...describeModel(model) });
  out.result('plan', figures);
  const calls = figures.calls.map(call => ({ ...call, layer: terminalText(call.layer) }));
  const streaming = hop === undefined ? undefined : explainStreaming(model.network, { hop });
  out.section('calls', explanationText({ ...figures, name: terminalText(figures.name), calls }));
  if (!streaming) return;
  const layers = streaming.layers.map(layer => ({
    ...layer,
    name: terminalText(layer.name),
    ...(layer.reason !== undefined && { reason: terminalText(layer.reason) }),
  }));
  out.result('streaming', streaming);
  out.section('streaming', streamingText({ ...streaming, name: terminalText(streaming.name), layers }));
}
