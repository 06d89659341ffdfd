import { readModel, readModelFacts, type ReadModelOptions } from '../../datasets/index.js';
import { isTensor } from '../../lib/graph/tensor.js';
import { timeLayout } from '../../lib/graph/timeLayout.js';
import { type AnyNetwork, outputReaders, summary, summaryText } from '../../lib/network.js';
import { checkNetwork } from '../../lib/rewrite/shapes.js';
import { accumulatorsOf, accumulatorsText } from '../accumulatorsText.js';
import { countsOf } from '../countsOf.js';
import { describeModel } from '../describeModel.js';
import { detailOf, detailsText } from '../layerDetails.js';
import { memoryOf, weightsOf } from '../modelMemory.js';
import { portOf, portsOf, portsText } from '../modelPorts.js';
import type { Output } from '../output.js';
import { kindsText } from '../outputsText.js';
import { shortened } from '../shortened.js';
import { table } from '../table.js';
import { terminalText } from '../terminalText.js';

/** Whether weights are codes in a network that computes on real numbers. */
function hasDynamicRange({ arithmetic, layers }: AnyNetwork): boolean {
  return (
    arithmetic === 'float32' &&
    layers.some(layer => 'weights' in layer && isTensor(layer.weights) && layer.weights.params)
  );
}

/** Shows what a model consists of: its inputs and outputs, state, operators, layers, weights, and whether its integers fit. */
export async function inspectModel(file: string, options: ReadModelOptions, out: Output): Promise<void> {
  const model = await readModel(file, options);
  const { network } = model;
  out.settings({ file, ...describeModel(model) });
  const ports = portsOf(network);
  const figures = summary(network);
  const operators = countsOf(network.layers.map(layer => layer.type));
  const weights = weightsOf(network.layers);
  const accumulators = accumulatorsOf(network);
  const { hash, schema, producer, metadata, stored } = await readModelFacts(
    file,
    options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes },
  );
  const dynamicRange = hasDynamicRange(network);
  out.result('model', {
    ...{ format: model.format, bytes: model.bytes, name: network.name, arithmetic: network.arithmetic },
    ...{ hash, schema, producer, metadata, dynamicRange },
  });
  out.section(
    'file',
    [`sha256 ${hash}`, `${schema}, written by ${terminalText(producer) || 'an unnamed program'}`].join('\n'),
  );
  const texts = Object.entries(metadata).map(([key, value]) => `${terminalText(key)}: ${terminalText(value)}`);
  if (texts.length > 0) out.section('metadata', texts.join('\n'));
  if (dynamicRange) {
    out.section(
      'dynamic range',
      'weights are codes, activations real numbers. TensorFlow Lite quantizes the activations of such layers in every call; here they are ' +
        'computed on the decoded weights in real numbers, so outputs differ by that quantization',
    );
  }
  for (const [name, infos] of Object.entries(ports)) {
    const rows = infos.map(portOf);
    out.result(name, rows);
    if (rows.length > 0) out.section(name, portsText(rows));
  }
  const samples = network.inputs.map(input => ({ name: input.name, ...timeLayout(input) }));
  const readers = outputReaders(network);
  const { labels, sampleRate, unit, thresholds, recipe, version, dialect } = network;
  const normalization = network.inputs.map(input => input.normalization ?? null);
  const said = { labels, sampleRate, unit, thresholds, recipe, version, dialect, normalization };
  out.result('samples', samples);
  out.result('description', { ...said, kinds: readers.map(({ kind }) => kind) });
  out.section(
    'samples and decisions',
    [
      ...samples.map(
        ({ name, time, channels }) => `${terminalText(name)}: ${time} samples of ${channels} channels (--layout)`,
      ),
      kindsText(readers),
      ...Object.entries(said).flatMap(([key, value]) => {
        const none = value === undefined || (Array.isArray(value) && value.every(x => x === null));
        return none ? [] : [`${key}: ${terminalText(JSON.stringify(value))}`];
      }),
    ].join('\n'),
  );
  out.result('operators', Object.fromEntries(operators));
  out.section('operators', operators.map(([type, count]) => `${type} x ${count}`).join(', '));
  out.result('summary', figures);
  const layers = figures.layers.map(layer => ({ ...layer, name: shortened(layer.name) }));
  out.section('layers', summaryText({ ...figures, name: terminalText(figures.name), layers }));
  const shapes = checkNetwork(network);
  const details = network.layers.map(layer => detailOf(layer, shapes));
  const telling = details.filter(detail => Object.keys(detail).length > 2);
  out.result('layers', details);
  if (telling.length > 0) out.section('kernels and activations', detailsText(telling));
  out.result('weights', weights);
  out.result('stored', stored ?? weights);
  const stores = (rows: readonly { readonly type: string; readonly numbers: number; readonly bytes: number }[]) =>
    table(
      ['type', 'numbers', 'bytes'],
      rows.map(w => [w.type, `${w.numbers}`, `${w.bytes}`]),
    );
  if (stored) out.section('constants as the file stores them', stores(stored));
  out.section('weights', stores(weights));
  const memory = memoryOf(network);
  out.result('memory', memory ?? null);
  if (memory) {
    const { arena, peak, state } = memory;
    out.section('bytes at run time', `arena ${arena}, the most of one call ${peak}, state ${state}`);
  }
  out.result('accumulators', accumulators);
  out.section('accumulators', accumulatorsText(accumulators));
}
