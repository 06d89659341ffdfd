import { expect } from 'chai';
import { compile, exportC, streamNetwork } from '../../../../lib/network.js';
import { allocate, elementsOf } from '../../../../lib/graph/tensor.js';
import { random } from '../../../../lib/random.js';
import { quantized, randomNetwork } from '../../streaming/randomNetwork.js';
import { compiled, hasCompiler } from './compiledC.js';

describe('exportC of streaming networks', () => {
  it('gives the codes of compile, with windows kept in place, turns and running sums', function () {
    if (!hasCompiler()) this.skip();
    this.timeout(120_000);
    const cases = Array.from({ length: 16 }, (_, seed) => seed).flatMap(seed => {
      const network = quantized(randomNetwork(seed));
      try {
        exportC(network);
      } catch {
        return []; // a layer that there is no C for
      }
      return [streamNetwork(network, { hop: 1 + (seed % 5) })];
    });
    const types = new Set(
      cases.flatMap(({ layers }) => layers.map(layer => ('every' in layer ? `${layer.type} ${layer.every > 1}` : ''))),
    );
    expect([...types]).to.include.members([
      'timeWindow false',
      'timeWindow true',
      'runningSum false',
      'runningSum true',
    ]);
    const programs = cases.map((network, k) => ({ network, program: exportC(network, { name: `stream_${k}` }) }));
    const executable = compiled(programs);
    try {
      cases.forEach((network, k) => {
        const ready = compile(network);
        const state = ready.newState();
        const generator = random(k);
        const [input, output] = [ready.inputs[0], ready.outputs[0]].map(t => allocate(t.params, elementsOf(t.shape)));
        const runs = 70;
        const records = new Int8Array(runs * input.length).map(() => generator.bits());
        const wanted = new Int8Array(runs * output.length);
        for (let r = 0; r < runs; r++) {
          input.set(records.subarray(r * input.length, (r + 1) * input.length));
          ready.run(state, input, output);
          wanted.set(output, r * output.length);
        }
        const got = executable.run(k, new Uint8Array(records.buffer));
        expect(new Int8Array(got.buffer, got.byteOffset, got.length), network.name).to.deep.equal(wanted);
      });
    } finally {
      executable.remove();
    }
  });
});
