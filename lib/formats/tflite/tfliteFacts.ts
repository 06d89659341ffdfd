import { elementsOf } from '../../graph/tensor.js';
import { byType, type ModelFacts } from '../modelFacts.js';
import { typeName } from './reading/elementTypes.js';
import { openModel } from './reading/model.js';

/**
 * What a TFLite file says beside its network: constants of its main subgraph as they are stored, each buffer once.
 *
 * @throws {FormatError} when it is none
 */
export function tfliteFacts(file: Uint8Array): ModelFacts {
  const { version, description, metadata, graph } = openModel(file);
  const seen = new Set<number>();
  const constants = graph(0).tensors.flatMap(({ type, shape, data }) => {
    if (!data || seen.has(data.byteOffset)) return [];
    seen.add(data.byteOffset);
    return [{ type: typeName(type), numbers: elementsOf(shape), bytes: data.length }];
  });
  return {
    schema: `schema ${version}`,
    producer: description,
    metadata: Object.fromEntries(metadata()),
    stored: byType(constants),
  };
}
