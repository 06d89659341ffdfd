import { expect } from 'chai';
import { type Frame, frame, type QFrame, streamInfo } from '../../../lib/frame.js';

import { compile, activationStage, averagePool1d, conv1d, dense, flatten, sequential } from '../../../lib/network.js';
import { activationRanges, quantizeNetwork } from '../../../lib/ptq/index.js';
import { affine, encodeFrame } from '../../../lib/quantizers/index.js';
import { fuse, run, stateless } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const info = streamInfo({ channels: 2, sampleRate: 8, epoch: 0n });

/** Channel 0 counts 0, 1, 2, ...; channel 1 is ten times that. */
function ramp(start: number, length: number): Frame {
  const data = Float32Array.from({ length: 2 * length }, (_, i) =>
    i < length ? start + i : 10 * (start + i - length),
  );
  return frame(data, { channels: 2, start, info });
}

const network = sequential({
  name: 'n',
  input: [4, 2],
  layers: [averagePool1d({ size: 2, name: 'pool' }), flatten(), dense({ units: 1, weights: [1, 0, 0, 0] })],
});

describe('activationStage', () => {
  it('shows a tensor with its last axis as channels and the others as samples, window behind window', () => {
    const out = [...run(activationStage(compile(network, { taps: 'all' }), { tensors: ['pool'] }), [ramp(0, 9)])];
    expect(out.map(({ tensor }) => tensor)).to.deep.equal(['pool']);
    const [{ frame: f }] = out;
    expect([f.channels, f.length, f.start]).to.deep.equal([2, 4, 0]);
    expect([...f.data]).to.deep.equal([0.5, 2.5, 4.5, 6.5, 5, 25, 45, 65]); // means of 0 1, 2 3, 4 5, 6 7
    expect(f.info.names).to.deep.equal(['pool[0]', 'pool[1]']);
  });

  it('dates the last sample of a window at its end', () => {
    const [{ frame: f }] = [
      ...run(activationStage(compile(network, { taps: 'all' }), { tensors: ['pool'] }), [ramp(0, 4)]),
    ];
    expect(f.info.sampleRate).to.equal(4); // two samples every 4 samples at 8 Hz
    expect(f.info.epoch).to.equal(250_000_000n); // the second one, 1/4 s later, at 4 / 8 Hz = 0.5 s
  });

  it('shows all tensors by default, in the order of computation', () => {
    const out = [...run(activationStage(compile(network, { taps: 'all' }), { hop: 1 }), [ramp(0, 5)])];
    expect(out.map(({ tensor, frame: f }) => [tensor, f.channels, f.length])).to.deep.equal([
      ['input', 2, 8],
      ['pool', 2, 4],
      ['flatten_1', 4, 2],
      ['dense_1', 1, 2],
    ]);
    expect([...out[3].frame.data]).to.deep.equal([0.5, 1.5]);
  });

  it('gives the codes of an integer network with the params of their tensor', () => {
    const ranges = activationRanges(network);
    ranges.push(ramp(0, 4));
    const integer = quantizeNetwork(network, ranges.value());
    const codes = encodeFrame(affine({ rounding: 'halfAway' }), ramp(0, 4), integer.inputs[0].params);
    const executor = compile(integer, { taps: ['pool'] });
    const out = [...run(activationStage(executor, { tensors: ['pool', 'dense_1'] }), [codes])];
    expect(out.map(({ frame: f }) => (f as QFrame).params)).to.deep.equal([
      integer.layers[0].params,
      integer.layers[2].params,
    ]);
    expect([...out[1].frame.data]).to.deep.equal([...executor.tap('dense_1')]);
  });

  it('refuses tensors that the network does not have', () => {
    expect(() => activationStage(compile(network, { taps: 'all' }), { tensors: ['toString'] })).to.throw(
      RangeError,
      'activations: tensors must be one of input, pool, flatten_1, dense_1; got "toString"',
    );
  });

  const deep = sequential({
    name: 'deep',
    input: [5, 2],
    seed: 4,
    layers: [conv1d({ filters: 3, kernel: 2, activation: 'relu', name: 'conv' }), flatten(), dense({ units: 2 })],
  });
  stageLaws('activationStage', {
    make: () =>
      fuse(
        activationStage(compile(deep, { taps: 'all' }), { hop: 2, tensors: ['conv'] }),
        stateless('frame', a => a.frame),
      ),
    channels: 2,
  });
});
