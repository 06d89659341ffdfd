import { elementsOf } from '../../graph/tensor.js';
import { byType, type ModelFacts } from '../modelFacts.js';
import { elementType } from './reading/elementTypes.js';
import { type OnnxTensor, readModel } from './reading/model.js';

/**
 * What an ONNX file says beside its network: constants as they are stored, those in other files too.
 *
 * @throws {FormatError} when it is none
 */
export function onnxFacts(file: Uint8Array): ModelFacts {
  const { irVersion, opsets, producer, properties, graph } = readModel(file);
  const inNodes = graph.nodes.flatMap(({ attributes }) =>
    [...attributes.values()].flatMap(({ tensor }) => tensor ?? []),
  );
  const sets = [...opsets].map(([domain, version]) => `${domain === '' ? 'opset' : domain} ${version}`);
  return {
    schema: [`IR version ${irVersion}`, ...sets].join(', '),
    producer,
    metadata: Object.fromEntries(properties),
    stored: byType([...graph.initializers.values(), ...inNodes].map(storedOf)),
  };
}

function storedOf({ type, dims }: OnnxTensor) {
  const numbers = elementsOf(dims);
  const known = elementType(type);
  return { type: known?.name ?? `type ${type}`, numbers, bytes: Math.ceil((numbers * (known?.bits ?? 0)) / 8) };
}
