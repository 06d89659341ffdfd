import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, importTflite, random, single, summary, tflm, xnnpack } from '../lib/index.js';
import { sharedData } from '../test/sharedData.js';
import { allocate, elementsOf } from '../lib/graph/tensor.js';
import type { Group } from './harness.js';

const models = [
  'ad01_int8',
  'kws_ref_model_int8',
  'resnet8_int8',
  'micro_speech_quantized',
  'st_har_int8',
  'mww_v2_okay_nabu',
  'dtln_noise_suppression',
];

/** Whole models of the reference data, where it is, in three dialects. */
export function recordedGroups(): Group[] {
  const data = sharedData();
  const pathOf = (model: string) => join(data ?? '', 'models', `${model}.tflite`);
  return models
    .filter(model => data !== undefined && existsSync(pathOf(model)))
    .map(model => group(model, pathOf(model)));
}

function group(model: string, path: string): Group {
  const network = importTflite(new Uint8Array(readFileSync(path)));
  const { macs } = summary(network);
  const generator = random(1);
  return {
    title: `${model}, ${macs} MAC, batch 1`,
    amount: macs / 1e9,
    unit: 'GMAC/s',
    repeats: 1,
    cases: [tflm, single, xnnpack].map(dialect => {
      const compiled = compile(network, { dialect });
      const state = compiled.newState();
      const [input, output] = [compiled.inputs[0], compiled.outputs[0]].map(t =>
        allocate(t.params, elementsOf(t.shape)),
      );
      for (let i = 0; i < input.length; i++) input[i] = (generator.bits() & 255) - 128;
      return {
        name: `integer executor, dialect ${dialect.name}`,
        work() {
          compiled.run(state, input, output);
          return output[0];
        },
      };
    }),
  };
}
