import { expect } from 'chai';
import { exportC, type IntegerNetwork } from '../../../../lib/network.js';
import { compiled, hasCompiler } from './compiledC.js';

const params = { kind: 'affine', bits: 8, qmin: -128, qmax: 127, scale: [0.5], zeroPoint: [3] } as const;
const network: IntegerNetwork = {
  name: 'door',
  arithmetic: 'integer',
  inputs: [{ name: 'acc', shape: [6], timeShape: [3, 2], params, normalization: { mean: [0.25, -1], std: [2] } }],
  layers: [{ type: 'flatten', name: 'y', inputs: ['acc'], params }],
  outputs: ['y'],
  kinds: ['detector'],
  labels: ['open', 'shut', 'a "b"', '\u00fc', '??/', '*/'],
  thresholds: [0.75],
  sampleRate: 26,
  unit: 'mg',
  recipe: 'int8, 75 windows',
  version: '1.2',
};

describe('descriptionText', () => {
  it('puts into the header what the network says of itself, and where samples lie', () => {
    const { header } = exportC(network);
    for (const line of [
      '#define DOOR_SAMPLE_RATE 26.0f',
      '#define DOOR_UNIT "mg"',
      '#define DOOR_RECIPE "int8, 75 windows"',
      '#define DOOR_VERSION "1.2"',
      '#define DOOR_DIALECT "tflm"',
      '#define DOOR_INPUT_WINDOW 3',
      '#define DOOR_INPUT_CHANNELS 2',
      '#define DOOR_INPUT_STEP 2',
      '#define DOOR_INPUT_MEAN {0.25f, -1.0f}',
      '#define DOOR_INPUT_STD {2.0f}',
      '#define DOOR_OUTPUT_KIND "detector"',
      '#define DOOR_OUTPUT_LABELS {"open", "shut", "a \\042b\\042", "\\303\\274", "\\077\\077/", "*/"}',
      '#define DOOR_OUTPUT_THRESHOLDS {0.75f, 0.75f, 0.75f, 0.75f, 0.75f, 0.75f}',
    ]) {
      expect(header.split('\n')).to.include(line);
    }
  });

  it('is C99 that compiles without a warning', function () {
    if (!hasCompiler()) return this.skip();
    const program = exportC(network);
    const use = `\nstatic const char *const labels[] = DOOR_OUTPUT_LABELS; static const float mean[] = DOOR_INPUT_MEAN;\nconst char *door_label(int k);\nconst char *door_label(int k) { return mean[0] > 0 ? labels[k] : DOOR_UNIT; }\n`;
    const made = compiled([{ network, program: { ...program, source: program.source + use } }]);
    try {
      const codes = Int8Array.of(1, -2, 3, -4, 5, -6);
      expect([...new Int8Array(made.run(0, new Uint8Array(codes.buffer)))]).to.deep.equal([...codes]);
    } finally {
      made.remove();
    }
  });
});
