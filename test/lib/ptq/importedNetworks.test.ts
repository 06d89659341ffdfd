import { executor as executorOf } from '../executor.js';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importOnnx, importTflite } from '../../../lib/network.js';

import { type FloatNetwork, foldNetwork } from '../../../lib/network.js';
import { elementsOf } from '../../../lib/graph/tensor.js';
import { activationRanges, quantizeNetwork } from '../../../lib/ptq/index.js';
import { halfAway } from '../../../lib/rounding.js';
import { sharedData } from '../../sharedData.js';

const MODELS = ['st_har_float.tflite', 'st_har_float.onnx'];

describe('quantizeNetwork of imported networks', () => {
  for (const file of MODELS) {
    it(`keeps ${file}, folded, at top-1 >= 0.990 on the 1,748 windows that it was measured on`, function () {
      const data = sharedData();
      if (!data) return this.skip();
      const bytes = new Uint8Array(readFileSync(join(data, 'models', file)));
      const network = foldNetwork(file.endsWith('.onnx') ? importOnnx(bytes) : importTflite(bytes)) as FloatNetwork;
      const oracle = join(data, 'oracle', 'st_har_model');
      const raw = readFileSync(join(oracle, 'inputs.bin'));
      const samples = new Float32Array(new Uint8Array(raw).buffer);
      const labels = readFileSync(join(oracle, 'labels.bin'));
      const length = elementsOf(network.inputs[0].shape);
      const windows = Array.from({ length: samples.length / length }, (_, k) =>
        samples.subarray(k * length, (k + 1) * length),
      );
      expect(windows).to.have.lengthOf(1748);

      const ranges = activationRanges(network);
      for (const window of windows) ranges.push(window);
      const integer = quantizeNetwork(network, ranges.value());
      const [float, codes] = [executorOf(network), executorOf(integer)];
      const { scale, zeroPoint } = integer.inputs[0].params;
      const [real, out] = [new Float32Array(3), new Int8Array(3)];
      let [right, rightInFloat] = [0, 0];
      windows.forEach((window, k) => {
        const input = Int8Array.from(window, x => Math.min(Math.max(halfAway(x / scale[0]) + zeroPoint[0], -128), 127));
        codes.run(input, out);
        float.run(window, real);
        const label = labels[(k * labels.length) / windows.length];
        if (out.indexOf(Math.max(...out)) === label) right++;
        if (real.indexOf(Math.max(...real)) === label) rightInFloat++;
      });
      expect(rightInFloat / windows.length).to.be.closeTo(0.99085, 0.000005);
      expect(right / windows.length).to.be.at.least(0.99);
    });
  }
});
