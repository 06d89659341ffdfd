import { executor as executorOf, type SavedState } from '../executor.js';
import { expect } from 'chai';
import { type LayerPlan, networkBuilder } from '../../../lib/network.js';
import { elementsOf } from '../../../lib/graph/tensor.js';
import { random } from '../../../lib/random.js';

/** The outputs of one layer on an input of shape (batch, time, 3), in runs of some lengths; the executor may be replaced between. */
function outputs(plan: LayerPlan, x: Float32Array, lengths: readonly number[], replay = false): number[][] {
  const time = lengths.reduce((sum, n) => sum + n, 0);
  const batch = x.length / (3 * time);
  const rows: number[][] = Array.from({ length: batch }, () => []);
  let saved: SavedState | undefined;
  let begin = 0;
  for (const length of lengths) {
    const b = networkBuilder({ name: 'n', seed: 5 });
    const network = b.build([b.add(plan, b.input('x', [batch, length, 3]))]);
    const executor = executorOf(network);
    // a network over another length is another network, with the same memory
    if (saved !== undefined) executor.restore({ ...saved, digest: executor.save().digest });
    const out = new Float32Array(elementsOf(executor.outputs[0].shape));
    const part = Array.from({ length: batch }, (_, k) => [
      ...x.subarray((k * time + begin) * 3, (k * time + begin + length) * 3),
    ]);
    executor.run(Float32Array.from(part.flat()), out);
    rows.forEach((row, k) => row.push(...out.subarray((k * out.length) / batch, ((k + 1) * out.length) / batch)));
    saved = replay ? (JSON.parse(JSON.stringify(executor.save())) as SavedState) : undefined;
    begin += length;
  }
  return rows;
}

/**
 * Proves of a recurrent layer that carries its state: runs of any length, each in a new executor that restores what the one before
 * saved, give what one long run gives, bit for bit, in each batch entry as if it were alone; and of one that does not: every run
 * begins anew.
 */
export function expectCarry(plan: (carry: boolean) => LayerPlan): void {
  const seed = 11;
  const generator = random(seed);
  const x = new Float32Array(2 * 12 * 3).map(() => generator.normal());
  const once = outputs(plan(true), x, [12]);
  for (const lengths of [[1, 5, 6], Array.from({ length: 12 }, () => 1), [11, 1]]) {
    expect(outputs(plan(true), x, lengths, true), `seed ${seed}, runs of ${lengths.join()}`).to.deep.equal(once);
  }
  expect(outputs(plan(true), x.subarray(36), [12]), `seed ${seed}`).to.deep.equal([once[1]]);
  expect(outputs(plan(false), x, [12]), `seed ${seed}`).to.deep.equal(once);

  const executors = [true, false].map(carry => {
    const builder = networkBuilder({ name: 'n', seed: 5 });
    return executorOf(builder.build([builder.add(plan(carry), builder.input('x', [2, 12, 3]))]));
  });
  const [carried, fresh] = executors.map(executor => {
    const out = new Float32Array(elementsOf(executor.outputs[0].shape));
    executor.run(x, out);
    const first = [...out];
    executor.run(x, out);
    const second = [...out];
    executor.reset();
    executor.run(x, out);
    return { first, second, third: [...out], names: [...executor.state.keys()] };
  });
  expect(fresh.second).to.deep.equal(fresh.first);
  expect(fresh.names).to.deep.equal([]);
  expect(carried.first).to.deep.equal(fresh.first);
  expect(carried.second).to.not.deep.equal(carried.first);
  expect(carried.third).to.deep.equal(carried.first);
}
