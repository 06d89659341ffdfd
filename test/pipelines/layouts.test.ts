import { expect } from 'chai';
import { importOnnx, type Layer, type NetworkInput, type Values } from '../../lib/network.js';
import { exportC, exportOnnx, networkFromBinary, networkToBinary } from '../../lib/network.js';
import {
  type AnyNetwork,
  compile,
  type FloatNetwork,
  networkForHop,
  slidingStage,
  streamNetwork,
} from '../../lib/network.js';
import { type AnyFrame, type Frame, streamInfo } from '../../lib/frame.js';
import { elementsOf } from '../../lib/graph/tensor.js';
import { placeOf, timeLayout } from '../../lib/graph/timeLayout.js';
import { affine } from '../../lib/quantizers/index.js';
import { encodeFrame } from '../../lib/quantizers/quantizer.js';
import { networkQuantization } from '../../pipelines/index.js';
import { harNetwork } from '../lib/inference/harNetwork.js';
import { type Compiled, compiled, hasCompiler } from '../lib/formats/c/compiledC.js';
import { sharedData } from '../sharedData.js';

const [TIME, CHANNELS] = [26, 3];

/** The network behind an input of another layout. */
function behind(network: FloatNetwork, input: NetworkInput, ...layers: readonly Layer[]): FloatNetwork {
  const [{ name }] = network.inputs;
  const last = layers.at(-1)?.name ?? input.name;
  const rest = network.layers.map(layer => ({ ...layer, inputs: layer.inputs.map(x => (x === name ? last : x)) }));
  return { ...network, inputs: [input], layers: [...layers, ...rest] };
}

const layouts: Readonly<Record<string, (network: FloatNetwork) => FloatNetwork>> = {
  '(time, channels)': network => network,
  '(1, channels, time)': network =>
    behind(
      network,
      { name: 'x', shape: [1, CHANNELS, TIME] },
      { type: 'transpose', name: 'rows', inputs: ['x'], permutation: [0, 2, 1] },
      { type: 'reshape', name: 'window', inputs: ['rows'], shape: [TIME, CHANNELS] },
    ),
  '(1, channels, 1, time)': network =>
    behind(
      network,
      { name: 'x', shape: [1, CHANNELS, 1, TIME] },
      { type: 'transpose', name: 'rows', inputs: ['x'], permutation: [0, 2, 3, 1] },
      { type: 'reshape', name: 'window', inputs: ['rows'], shape: [TIME, CHANNELS] },
    ),
  'flat, all x, all y, all z': network =>
    behind(
      network,
      { name: 'x', shape: [1, TIME * CHANNELS] },
      { type: 'reshape', name: 'planes', inputs: ['x'], shape: [CHANNELS, TIME] },
      { type: 'transpose', name: 'window', inputs: ['planes'], permutation: [1, 0] },
    ),
  'flat, x, y, z, x, y, z, ...': network =>
    behind(
      network,
      { name: 'x', shape: [TIME * CHANNELS] },
      { type: 'reshape', name: 'window', inputs: ['x'], shape: [TIME, CHANNELS] },
    ),
};

describe('one network in five layouts, on the 1,748 windows of st_har', () => {
  const folder = sharedData();
  const made: { readonly name: string; readonly float: AnyNetwork; readonly integer: AnyNetwork }[] = [];
  let stream: Frame;
  let codes: AnyFrame;

  before(async function () {
    if (folder === undefined) return this.skip();
    const { network, windows } = harNetwork(folder);
    const length = windows.length * TIME;
    const data = new Float32Array(CHANNELS * length);
    windows.forEach((window, k) => {
      for (let i = 0; i < window.length; i++)
        data[(i % CHANNELS) * length + k * TIME + Math.floor(i / CHANNELS)] = window[i];
    });
    stream = { data, channels: CHANNELS, length, start: 0, info: streamInfo({ channels: CHANNELS, sampleRate: 26 }) };
    for (const [name, rewrite] of Object.entries(layouts)) {
      // the layout is known from the file alone
      const float = importOnnx(exportOnnx(rewrite(network))) as FloatNetwork;
      made.push({ name, float, integer: await networkQuantization(float, [stream]) });
    }
    const { params } = made[0].integer.inputs[0];
    if (!params) throw new Error('no codes');
    codes = encodeFrame(affine({ rounding: 'halfAway' }), stream, params);
  });

  /** What a network gives on sliding windows, one row of outputs a channel. */
  function outputs(network: AnyNetwork, hop: number): Values {
    const frames: AnyFrame[] = [];
    slidingStage(compile(network), { hop }).process(network.inputs[0].params ? codes : stream, f => frames.push(f));
    expect(frames).to.have.lengthOf(1);
    return frames[0].data;
  }
  function allEqual(hop: number, networks: readonly AnyNetwork[]): void {
    const [wanted, ...others] = networks.map(network => outputs(network, hop));
    expect(wanted.length).to.equal(3 * (Math.floor((stream.length - TIME) / hop) + 1));
    others.forEach(got => expect(Buffer.compare(bytesOf(got), bytesOf(wanted))).to.equal(0));
  }

  it('is found by the importer', () => {
    expect(made.map(({ float }) => timeLayout(float.inputs[0]))).to.deep.equal([
      { time: 26, channels: 3, step: 3 },
      { time: 26, channels: 3, step: 1 },
      { time: 26, channels: 3, step: 1 },
      { time: 26, channels: 3, step: 1 },
      { time: 26, channels: 3, step: 3 },
    ]);
  });

  it('makes the same decisions in float and in integers, and the same codes', () => {
    allEqual(
      TIME,
      made.map(({ float }) => float),
    );
    allEqual(
      TIME,
      made.map(({ integer }) => integer),
    );
  });

  it('streams the same codes as over windows, at a hop of 1 and of 13', () => {
    for (const hop of [1, 13]) {
      const streaming = made.map(({ integer }) => streamNetwork(integer, { hop }));
      for (const network of streaming) expect(timeLayout(network.inputs[0]).time).to.equal(hop);
      const windows = hop === 1 ? [] : made.map(({ integer }) => networkForHop(integer, { hop, mode: 'whole' }));
      allEqual(hop, [...streaming, ...windows]);
    }
  });

  it('comes back from ONNX and from JSON with its layout, and computes the same', () => {
    const onnx = made.map(({ integer }) => importOnnx(exportOnnx(integer, { io: 'codes' })));
    allEqual(TIME, onnx);
    const json = made.map(({ integer }) => {
      const { json, weights } = networkToBinary(integer);
      return networkFromBinary(JSON.parse(JSON.stringify(json)), weights);
    });
    json.forEach((network, k) => expect(network).to.deep.equal(made[k].integer));
  });

  it('gives the same bytes in C', function () {
    if (!hasCompiler()) return this.skip();
    let programs: Compiled | undefined;
    try {
      const exported = made.map(({ integer }, k) => ({
        network: integer,
        program: exportC(integer, { name: `har_${k}` }),
      }));
      programs = compiled(exported);
      const wanted = rowsOf(outputs(made[0].integer, TIME), 3);
      for (const [k, { integer }] of made.entries()) {
        const got = programs.run(k, recordsOf(integer, codes));
        expect(Buffer.compare(got, bytesOf(wanted))).to.equal(0);
      }
    } finally {
      programs?.remove();
    }
  });
});

const bytesOf = ({ buffer, byteOffset, byteLength }: Values) => new Uint8Array(buffer, byteOffset, byteLength);

/** Channel-major values as one row a window. */
function rowsOf(values: Values, channels: number): Values {
  const count = values.length / channels;
  return values.map((_, i) => values[(i % channels) * count + Math.floor(i / channels)]);
}

/** The windows of a stream as records in the layout of a network's input. */
function recordsOf({ inputs: [input] }: AnyNetwork, { data, length }: AnyFrame): Uint8Array {
  const layout = timeLayout(input);
  const size = elementsOf(input.shape);
  const records = new Int8Array(Math.floor(length / TIME) * size);
  for (let k = 0; k < records.length / size; k++) {
    for (let c = 0; c < CHANNELS; c++) {
      for (let t = 0; t < TIME; t++)
        records[k * size + placeOf(layout, c) + t * layout.step] = data[c * length + k * TIME + t];
    }
  }
  return bytesOf(records);
}
