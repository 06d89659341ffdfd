import { expect } from 'chai';
import { frame, type Frame, type QFrame, streamInfo } from '../../../lib/frame.js';
import { dialectComparison, dialectComparisonStage, single, tflm, type WindowReport } from '../../../lib/network.js';
import { affine, affineParams, encodeFrame } from '../../../lib/quantizers/index.js';
import { fuse, run, stateless } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';
import { quarterNetwork } from '../engine/quarterNetwork.js';

const network = quarterNetwork();
const { params } = network.inputs[0];
const info = streamInfo({ channels: 2, sampleRate: 50 });

function codes(start: number, data: readonly number[]): QFrame {
  return { data: Int8Array.from(data), channels: 2, length: data.length / 2, start, info, params, clipped: 0 };
}

describe('dialectComparisonStage', () => {
  it('reports each window, by its index, as the comparison reports each run', () => {
    const stage = dialectComparisonStage(network, { dialects: [tflm, single] });
    const reports = [...run(stage, [codes(5, [1, 8, 1, 8, 4, 0]), codes(8, [1, 1])])];
    const wanted = dialectComparison(network, [tflm, single]);
    expect(reports).to.deep.equal(
      [
        [1, 8],
        [8, 4],
        [1, 0],
        [1, 1],
      ].map((x, k) => ({ window: 5 + k, ...wanted.run(Int8Array.from(x)) })),
    );
    expect(reports.map(r => r.flipped)).to.deep.equal([false, false, true, true]);
  });

  it('refuses codes that are not the network’s', () => {
    const stage = dialectComparisonStage(network, { dialects: [tflm, single] });
    const other = { ...codes(0, [1, 1]), params: { ...params, scale: [2] } };
    expect(() => stage.process(other, () => {})).to.throw(Error, 'freeze the range');
  });

  /** The numbers of a report as a frame of one sample. */
  const shown = ({ window, tensors, flipped }: WindowReport): Frame =>
    frame(
      Float32Array.from([flipped ? 1 : 0, ...[0, 1].flatMap(k => [tensors[k]?.differing ?? 0, tensors[k]?.most ?? 0])]),
      {
        channels: 5,
        start: window,
      },
    );
  stageLaws('dialectComparisonStage', {
    make: () => fuse(dialectComparisonStage(network, { dialects: [tflm, single], hop: 2 }), stateless('frame', shown)),
    input: (f: Frame) => encodeFrame(affine(), f, params),
    channels: 2,
  });

  // `twice` sees what `quarter` gave the run before
  const [first, second] = network.layers;
  const variable = { name: 'before', shape: [1, 2], params: affineParams({ scale: 4 }), next: 'quarter' };
  const carrying = { ...network, variables: [variable], layers: [first, { ...second, inputs: ['before'] }] };
  stageLaws('dialectComparisonStage of a network with state', {
    make: () => fuse(dialectComparisonStage(carrying, { dialects: [tflm, single] }), stateless('frame', shown)),
    input: (f: Frame) => encodeFrame(affine(), f, params),
    channels: 2,
  });
});
