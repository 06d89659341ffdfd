import type { AnyNetwork } from '../../graph/arithmetic.js';
import { checkOptions, type OptionKeys } from '../../options.js';
import { problemList } from '../problems.js';
import { bytesOf } from '../bytesOf.js';
import { findTimeAxes } from '../../rewrite/passes/findTimeAxes.js';
import { checkNetwork } from '../../rewrite/shapes.js';
import { WORK_LIMITS, type WorkLimits, workMeter } from '../../rewrite/workLimits.js';
import { makeBuilder } from './reading/builder.js';
import { type Entrance, finish } from './reading/finish.js';
import { type ModelGraph, openModel } from './reading/model.js';
import { tfliteError } from './reading/modelError.js';
import { runGraph } from './reading/runGraph.js';
import type { Session } from './reading/session.js';
import { type Activation, activationParams, typeOf } from './reading/values.js';
import { copyOf, layerOf, makeVariables } from './reading/variables.js';

/** Options of {@link importTflite}. */
export interface ImportTfliteOptions extends WorkLimits {
  /** Name of the network. Defaults to that of the model's main subgraph. */
  readonly name?: string;
}

const OPTIONS: OptionKeys<ImportTfliteOptions> = { ...WORK_LIMITS, name: true };

/**
 * Reads a TFLite model (schema version 3): its main subgraph, and those that initialize variables. Integer models (int8, uint8, int16
 * with int8 weights) become integer networks, float models float ones; weights may be codes in both (float layers
 * decode them; TFLite's own kernels quantize the activations too). Models with QUANTIZE and DEQUANTIZE become mixed ones.
 *
 * Shapes are those of the model, batch included; which axis of an input is time, `findTimeAxes` finds out; an axis of unknown length is 1. A layer has the name of the tensor that it makes; where
 * a name comes again, or is empty, `#2` and so on is added. Resource variables become variables of the network; an input of integers
 * that no layer reads has given but a shape, and is left out. What depends on constants only is computed at once, with it all arithmetic on shapes.
 *
 * Limits: 2^16 tensors, operators and entries of a list; 2^17 layers; 8 axes; `maxElements` of all activations and `maxMacs` of a run;
 * constants computed, copied or unpacked at import have twice as many numbers as the file has bytes, and 2^20 more. Constants are views on
 * `bytes` wherever it is possible, so leave the bytes as they are. Memory stays below three times the file and 100 MB where constants
 * are not unpacked.
 *
 * @param bytes the file
 * @throws {FormatError} when it is no TFLite model, and one that lists all operators and types that no layer stands for
 * @see tensorflow.org/lite, schema.fbs; TensorFlow Lite 8-bit quantization specification
 */
export function importTflite(given: Uint8Array | ArrayBuffer, options: ImportTfliteOptions = {}): AnyNetwork {
  const { name, ...limits } = checkOptions('importTflite', options, OPTIONS);
  const bytes = bytesOf('importTflite', given);
  const meter = workMeter('importTflite', limits);
  const model = openModel(bytes);
  const graph = model.graph(0);
  const builder = makeBuilder(2 * bytes.length + 2 ** 20, meter);
  const problems = problemList(list =>
    tfliteError('model', 'every operator must have a layer that does the same', `no layer for ${list}`),
  );
  const variables = makeVariables(builder);
  const session: Session = { model, builder, problems, variables };
  const inputs = addInputs(graph, session);
  const valueOf = runGraph(graph, inputs, session);
  const outputs = new Set<string>();
  for (const index of graph.outputs) {
    const label = graph.tensors[index]?.name ?? '';
    problems.attempt('output', label, () => {
      const value = valueOf(index);
      if (!value) return;
      const made = layerOf(builder, value, label);
      outputs.add(outputs.has(made.id) ? copyOf(builder, made, label).id : made.id);
    });
  }
  problems.throwIfAny();
  const states = variables.finish();
  const entrances = usedInputs(graph, inputs, session);
  const title = name ?? (graph.name || 'tflite');
  const made = findTimeAxes.run(finish(title, entrances, states, variables.labels, builder, [...outputs]));
  checkNetwork(made);
  return made as AnyNetwork; // one of which it is, now that it is checked
}

function addInputs({ inputs, tensors }: ModelGraph, { builder, problems }: Session) {
  const made = new Map<number, Activation | undefined>();
  for (const index of inputs) {
    const tensor = tensors[index];
    if (!tensor) throw tfliteError('inputs', `tensors have indices below ${tensors.length}`, `${index}`);
    const input = problems.attempt('input', tensor.name, () => {
      const type = typeOf(tensor);
      const params = activationParams(tensor, type);
      // where the length of an axis is unknown, files hold 1, -1 or 0
      const shape = tensor.shape.map(length => (length > 0 ? length : 1));
      return builder.source({ shape, ...(params && { params }) }, type);
    });
    made.set(index, input);
  }
  return made;
}

/** Without inputs of integers that no layer reads: they have given but a shape, which the file knows too. */
function usedInputs(
  { tensors }: ModelGraph,
  inputs: ReadonlyMap<number, Activation | undefined>,
  { builder }: Session,
): readonly Entrance[] {
  const read = new Set(builder.layers.flatMap(layer => layer.inputs));
  return [...inputs].flatMap(([index, input]): Entrance[] => {
    if (!input) return [];
    const { id, shape, type, params } = input;
    if (!read.has(id) && !params && !type.float) return [];
    return [{ name: id, label: tensors[index].name, shape, ...(params && { params }) }];
  });
}
