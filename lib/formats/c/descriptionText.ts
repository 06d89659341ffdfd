import { elementsOf, showShape } from '../../graph/tensor.js';
import { timeLayout } from '../../graph/timeLayout.js';
import type { OutputReader } from '../../inference/outputReaders.js';
import type { Plan } from '../../plan/plan.js';
import { floatLiteral, stringLiteral } from './literals.js';
import { commentText } from './names.js';
import { argument } from './storage.js';

/**
 * What a network says of itself, as macros: rate, unit, recipe, version, and the dialect that it rounds in; where samples lie in its inputs and what they become before; kinds,
 * labels and thresholds of its outputs.
 *
 * @internal
 *
 * @param prefix begin of all macros
 */
export function descriptionText(
  { network, tensors, outputs, dialect }: Plan,
  readers: readonly OutputReader[],
  prefix: string,
): string[] {
  const { sampleRate, unit, recipe, version, inputs, labels } = network;
  const facts: readonly [string, string | undefined][] = [
    ['SAMPLE_RATE', sampleRate === undefined ? undefined : floatLiteral(sampleRate)],
    ['UNIT', unit === undefined ? undefined : stringLiteral(unit)],
    ['RECIPE', recipe === undefined ? undefined : stringLiteral(recipe)],
    ['VERSION', version === undefined ? undefined : stringLiteral(version)],
    ['DIALECT', dialect === undefined ? undefined : stringLiteral(dialect)],
  ];
  const known = facts.flatMap(([name, value]) => (value === undefined ? [] : [define(`${prefix}_${name}`, value)]));
  const samples = inputs.map((input, k) => {
    const { time, channels, step } = timeLayout(input);
    const name = `${prefix}_${argument('input', inputs.length, k).toUpperCase()}`;
    const { mean, std } = input.normalization ?? {};
    return [
      `/* ${commentText(input.name)}: sample t of channel c is entry c / STEP * WINDOW * STEP + c % STEP + t * STEP${mean ? '; real = (x - MEAN) / STD of x in the unit' : ''}. */`,
      define(`${name}_WINDOW`, `${time}`),
      define(`${name}_CHANNELS`, `${channels}`),
      define(`${name}_STEP`, `${step}`),
      ...(mean ? [define(`${name}_MEAN`, list(mean.map(floatLiteral)))] : []),
      ...(std ? [define(`${name}_STD`, list(std.map(floatLiteral)))] : []),
    ].join('\n');
  });
  const decisions = readers.map((reader, k) => {
    const name = `${prefix}_${argument('output', outputs.length, k).toUpperCase()}`;
    const { shape } = tensors[outputs[k]];
    return [
      `/* ${commentText(reader.name)}: ${reader.kind}, ${elementsOf(shape)} entries ${showShape(shape)} */`,
      define(`${name}_KIND`, stringLiteral(reader.kind)),
      ...(labels ? [define(`${name}_LABELS`, list(reader.labels.map(stringLiteral)))] : []),
      ...(reader.thresholds.length > 0
        ? [define(`${name}_THRESHOLDS`, list(reader.thresholds.map(floatLiteral)))]
        : []),
    ].join('\n');
  });
  return [...(known.length > 0 ? [known.join('\n')] : []), ...samples, ...decisions];
}

function define(name: string, value: string): string {
  return `#define ${name} ${value}`;
}

function list(items: readonly string[]): string {
  return `{${items.join(', ')}}`;
}
