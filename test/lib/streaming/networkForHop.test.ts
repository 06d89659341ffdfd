import { expect } from 'chai';
import { encodeFrame } from '../../../lib/quantizers/quantizer.js';
import { affine } from '../../../lib/quantizers/index.js';
import { type AnyFrame, type Frame, frame, streamInfo } from '../../../lib/frame.js';
import { sliceFrame } from '../../../lib/sliceFrame.js';
import { run } from '../../../lib/stage.js';
import { random } from '../../../lib/random.js';
import {
  type AnyNetwork,
  compile,
  conv1d,
  dense,
  flatten,
  networkForHop,
  reduceMean,
  sequential,
  slidingStage,
  softmax,
  streamNetwork,
  svdf,
} from '../../../lib/network.js';
import { stageLaws } from '../../laws.js';
import { quantized } from './randomNetwork.js';

const info = streamInfo({ channels: 2, sampleRate: 50 });

/** Strides that do not divide odd hops, a residue that no window reads, and a running mean. */
const float = sequential({
  name: 'deep',
  input: [14, 2],
  seed: 3,
  layers: [
    conv1d({ filters: 3, kernel: 3, stride: 2, activation: 'relu' }),
    conv1d({ filters: 3, kernel: 2 }),
    reduceMean({ axes: [0] }),
    dense({ units: 2 }),
    softmax(),
  ],
});
const integer = quantized(float);

function noise(start: number, length: number, seed: number): Frame {
  const generator = random(seed);
  return frame(
    new Float32Array(2 * length).map(() => generator.normal()),
    { channels: 2, start, info },
  );
}
const coded = (f: Frame): AnyFrame => encodeFrame(affine({ rounding: 'halfAway' }), f, integer.inputs[0].params);

/** The outputs of a stage, window by window. */
function windows(network: AnyNetwork, hop: number, frames: readonly AnyFrame[]): [number, number[]][] {
  return [...run(slidingStage(compile(network), { hop }), frames)].flatMap(f =>
    Array.from({ length: f.length }, (_, k): [number, number[]] => [
      f.start + k,
      Array.from({ length: f.channels }, (_, c) => f.data[c * f.length + k]),
    ]),
  );
}

describe('networkForHop', () => {
  it('streams where windows overlap and the new columns cost less', () => {
    const chosen = (hop?: number) => networkForHop(integer, hop === undefined ? {} : { hop }).streaming?.hop;
    expect([chosen(), chosen(1), chosen(3), chosen(14), chosen(20)]).to.deep.equal([
      undefined,
      1,
      3,
      undefined,
      undefined,
    ]);
    expect(networkForHop(integer, { hop: 1, mode: 'whole' })).to.equal(integer);
  });

  it('keeps whole windows where the first layer pads in time, or looks at all of time', () => {
    const padded = sequential({
      name: 'padded',
      input: [9, 1],
      layers: [conv1d({ filters: 1, kernel: 3, padding: 'same' })],
    });
    const flat = sequential({ name: 'flat', input: [9, 1], layers: [flatten(), dense({ units: 1 })] });
    for (const network of [padded, flat]) expect(networkForHop(network, { hop: 1 })).to.equal(network);
  });

  it('leaves alone what goes on from run to run, and refuses to stream it', () => {
    const carrying = sequential({ name: 'carrying', input: [4, 2], layers: [svdf({ units: 2, memory: 3 })] });
    expect(networkForHop(carrying, { hop: 2 })).to.equal(carrying);
    expect(() => networkForHop(carrying, { hop: 2, mode: 'window' })).to.throw('carry nothing from run to run');
    const streaming = streamNetwork(integer, { hop: 2 });
    expect(networkForHop(streaming, { hop: 2 })).to.equal(streaming);
    expect(() => slidingStage(compile(streaming), { hop: 3 })).to.throw(
      'hop must be that of the streaming network, 2, got 3',
    );
  });

  it('gives the same windows with the same indices, through cuts and gaps, at any first sample', () => {
    for (const hop of [1, 2, 3, 4, 5, 13]) {
      for (const start of [0, 7, -9]) {
        const signal = [
          noise(start, 33, 1),
          noise(start + 33, 1, 2),
          noise(start + 36, 9, 3), // a gap, and a piece shorter than a window
          noise(start + 50, 61, 4),
        ].flatMap(f => [sliceFrame(f, 0, f.length >> 1), sliceFrame(f, f.length >> 1, f.length)]);
        for (const [network, frames] of [
          [float, signal],
          [integer, signal.map(coded)],
        ] as const) {
          const wanted = windows(network, hop, frames);
          expect(wanted.length).to.be.above(3); // three long pieces, every 13 samples
          expect(windows(networkForHop(network, { hop, mode: 'window' }), hop, frames)).to.deep.equal(wanted);
        }
      }
    }
  });

  stageLaws('slidingStage of a streaming network whose stride does not divide the hop', {
    make: () => slidingStage(compile(networkForHop(float, { hop: 3, mode: 'window' })), { hop: 3 }),
    channels: 2,
  });
});
