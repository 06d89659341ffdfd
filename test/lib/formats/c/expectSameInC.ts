import { expect } from 'chai';
import { allocate, elementsOf } from '../../../../lib/graph/tensor.js';
import { type AnyNetwork, compile, exportC } from '../../../../lib/network.js';
import { random } from '../../../../lib/random.js';
import { compiled } from './compiledC.js';

const RUNS = 70;

/** Exports networks of 8-bit codes to C, and fails unless run after run gives the codes that the engine gives, state carried. */
export function expectSameInC(networks: readonly AnyNetwork[]): void {
  const executable = compiled(
    networks.map((network, k) => ({ network, program: exportC(network, { name: `network_${k}` }) })),
  );
  try {
    networks.forEach((network, seed) => {
      const ready = compile({ ...network, dialect: 'tflm' });
      const state = ready.newState();
      const generator = random(seed);
      const [input, output] = [ready.inputs[0], ready.outputs[0]].map(t => allocate(t.params, elementsOf(t.shape)));
      const records = new Int8Array(RUNS * input.length).map(() => generator.bits());
      const wanted = new Int8Array(RUNS * output.length);
      for (let r = 0; r < RUNS; r++) {
        input.set(records.subarray(r * input.length, (r + 1) * input.length));
        ready.run(state, input, output);
        wanted.set(output, r * output.length);
      }
      const got = executable.run(seed, new Uint8Array(records.buffer));
      const codes = new Int8Array(got.buffer, got.byteOffset, got.length);
      expect(codes, `${network.name}, seed ${seed}`).to.deep.equal(wanted);
    });
  } finally {
    executable.remove();
  }
}
