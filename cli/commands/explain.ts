import { readModel, type ReadModelOptions } from '../../datasets/index.js';
import { type Dialect, explanation, explanationText, lower } from '../../lib/network.js';
import type { Output } from '../output.js';
import { terminalText } from '../terminalText.js';
import { describeModel } from './inspectModel.js';

/** Shows what a model's plan is: calls, kernels, bytes, multiply-accumulates, accumulator widths, places. */
export async function explainModel(
  file: string,
  options: ReadModelOptions,
  dialect: Dialect | undefined,
  out: Output,
): Promise<void> {
  const model = await readModel(file, options);
  const figures = explanation(lower(model.network, { ...(dialect && { dialect }) }));
  out.settings({ file, ...describeModel(model) });
  out.result('plan', figures);
  const calls = figures.calls.map(call => ({ ...call, layer: terminalText(call.layer) }));
  out.section('calls', explanationText({ ...figures, name: terminalText(figures.name), calls }));
}
