import { expect } from 'chai';
import {
  add,
  type AnyNetwork,
  averagePool2d,
  checkNetwork,
  constant,
  conv1d,
  dense,
  type Dialect,
  dialects,
  explainStreaming,
  flatten,
  type Layer,
  type LayerPlan,
  logistic,
  lower,
  mul,
  type Network,
  networkBuilder,
  networkFromJson,
  networkToJson,
  reduceMean,
  sequential,
  slice,
  streamNetwork,
  summary,
} from '../../../lib/network.js';
import { quantized, randomNetwork, shifted, widened } from './randomNetwork.js';
import { sameAsWindows } from './sameAsWindows.js';

/** Random networks that are tried; STREAMING_NETWORKS=1000 tries more. */
const COUNT = Number(process.env.STREAMING_NETWORKS ?? 40);
const FIRST = Number(process.env.STREAMING_FIRST ?? 0);

function runsIn(network: AnyNetwork, dialect: Dialect): boolean {
  try {
    return lower(network, { dialect }).calls.length > 0;
  } catch {
    return false;
  }
}

describe('streamNetwork', () => {
  it(`gives what windows give, bit for bit, for ${COUNT} random networks in int8, 16x8 and float`, function () {
    this.timeout(0);
    let values = 0;
    const names = Object.values(dialects);
    for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
      const float = randomNetwork(seed);
      const int8 = quantized(float);
      const window = float.inputs[0].shape.at(-2) ?? 1;
      for (const hop of [1, 2, 3, 4, 5 + (seed % 8), 16].filter(h => h <= window)) {
        const windows = 3 + (seed % 3) + Math.ceil(12 / hop);
        const dialect = names[(seed + hop) % names.length];
        for (const [what, network] of [
          ['float', float],
          ['int8', dialect.name === 'shift' ? shifted(int8) : int8],
          ['16x8', widened(int8)],
        ] as const) {
          if (what === 'float' && hop > 3) continue;
          // means of other than 2^k columns, and 16 bits, are not computed by shifts
          const own = runsIn(network, dialect) ? dialect : dialects.tflm;
          const streaming = streamNetwork(network, { hop });
          const moved = seed % 8 === 0;
          const { differences, values: compared } = sameAsWindows(network, streaming, { dialect: own, windows, moved });
          values += compared;
          expect(differences, `seed ${seed}, ${what}, hop ${hop}, ${own.name}`).to.equal(0);
        }
      }
    }
    expect(values).to.be.above(COUNT);
  });
});

/** Two layers of stride 2 over 21 samples, of which no window reads the last one; then all of time. */
const strided = (head: LayerPlan[]) =>
  sequential({
    name: 'strided',
    input: [21, 2],
    seed: 9,
    layers: [conv1d({ filters: 3, kernel: 3, stride: 2 }), conv1d({ filters: 2, kernel: 3, stride: 2 }), ...head],
  });

describe('streamNetwork, rule by rule', () => {
  const differences = (network: Network, streaming: Network) =>
    sameAsWindows(network, streaming, { windows: 14 }).differences;
  const flat = quantized(strided([flatten(), dense({ units: 3 })]));
  const mean = quantized(strided([reduceMean({ axes: [0] })]));

  it('computes the new columns alone: the same multiply-accumulates a run whatever the window', () => {
    const of = (time: number) =>
      sequential({
        name: 'deep',
        input: [time, 6],
        layers: [
          conv1d({ filters: 32, kernel: 5 }),
          conv1d({ filters: 32, kernel: 5 }),
          reduceMean({ axes: [0] }),
          dense({ units: 6 }),
        ],
      });
    // a column of each convolution, 5 * 6 * 32 + 5 * 32 * 32, and the head, 32 * 6
    const [first, second] = [of(128), of(500)].map(
      network => summary(streamNetwork(quantized(network), { hop: 1 })).macs,
    );
    expect([first, second]).to.deep.equal([6272, 6272]);
    expect(summary(of(128)).macs).to.equal(124 * 960 + 120 * 5120 + 192);
  });

  it('takes turns where strides do not divide the hop, and is wrong without', () => {
    for (const [network, hop] of [
      [flat, 1],
      [flat, 3],
      [mean, 1],
      [mean, 2],
      [mean, 3],
    ] as const) {
      const streaming = streamNetwork(network, { hop });
      const turns = streaming.layers.map(layer => ('every' in layer ? layer.every : 1));
      expect(Math.max(...turns)).to.be.above(1);
      expect(differences(network, streaming)).to.equal(0);
      const without = streaming.layers.map(layer => ('every' in layer ? { ...layer, every: 1 } : layer));
      expect(differences(network, { ...streaming, layers: without })).to.be.above(0);
    }
  });

  it('keeps the columns that no window reads, and is wrong without', () => {
    const pooled = quantized(
      sequential({
        name: 'rest',
        input: [8, 1],
        seed: 2,
        layers: [conv1d({ filters: 2, kernel: 3, stride: 4 }), flatten()],
      }),
    );
    const streaming = streamNetwork(pooled, { hop: 2 });
    expect(differences(pooled, streaming)).to.equal(0);
    // the newest sample is left out of the last window: 8 = 4 + 3 + 1
    const short = streaming.layers.map((layer): Layer =>
      layer.type === 'timeWindow' && layer.inputs[0] === 'input' ? { ...layer, size: layer.size - 1 } : layer,
    );
    expect(short).not.to.deep.equal(streaming.layers);
    expect(differences(pooled, { ...streaming, layers: short })).to.be.above(0);
  });

  it('makes lcm(step, hop) / step columns, and is wrong with ceil(hop / step)', () => {
    // step 2, hop 3: 3 columns every second run; 2 columns a run would be those of another grid
    const network = quantized(
      sequential({
        name: 'grid',
        input: [11, 1],
        seed: 4,
        layers: [conv1d({ filters: 2, kernel: 3, stride: 2 }), flatten()],
      }),
    );
    const streaming = streamNetwork(network, { hop: 3 });
    expect(differences(network, streaming)).to.equal(0);
    const two = streaming.layers.map((layer): Layer => {
      if (layer.type !== 'timeWindow') return layer;
      return layer.inputs[0] === 'input' ? { ...layer, size: 5, every: 1 } : { ...layer, every: 1 };
    });
    expect(differences(network, { ...streaming, layers: two })).to.be.above(0);
  });

  it('joins tensors of the same speed only', () => {
    const builder = networkBuilder({ name: 'speeds' });
    const x = builder.input('x', [24, 2]);
    const slow = builder.add(slice({ begin: [0, 0], size: [12, 2], step: [2, 1] }), x);
    const crop = builder.add(slice({ begin: [6, 0], size: [12, 2] }), x);
    const network = builder.build([builder.add(add(), slow, crop)]);
    for (const hop of [1, 2, 3, 4]) {
      expect(differences(network, streamNetwork(network, { hop })), `hop ${hop}`).to.equal(0);
    }
    const { layers } = explainStreaming(network, { hop: 2 });
    const { kind, reason } = layers[layers.length - 1];
    expect([kind, reason]).to.deep.equal(['whole', 'joins tensors that move at different speeds']);
  });

  it('takes whole windows behind what is computed from all of time, and for constants that differ along it', () => {
    const builder = networkBuilder({ name: 'squeeze' });
    const x = builder.input('x', [10, 2]);
    const made = builder.add(conv1d({ filters: 2, kernel: 3 }), x);
    const gate = builder.add(logistic(), builder.add(reduceMean({ axes: [0], keepAxes: true }), made));
    const positions = builder.add(constant({ shape: [8, 1], values: [1, 2, 3, 4, 5, 6, 7, 8] }));
    const gated = builder.add(mul(), made, gate);
    const network = builder.build([gated, builder.add(mul(), made, positions)]);
    for (const hop of [1, 3]) expect(differences(network, streamNetwork(network, { hop }))).to.equal(0);
    const whys = explainStreaming(network, { hop: 1 }).layers.flatMap(({ reason }) => reason ?? []);
    expect(whys).to.include('joins the window with constants that differ from column to column');
    expect(whys).to.include('takes "logistic_1", which is of the whole window');
  });

  it('gives the strip of new columns instead of the window, if asked', () => {
    const network = sequential({ name: 'curve', input: [9, 1], layers: [conv1d({ filters: 1, kernel: 2 })] });
    expect(checkNetwork(streamNetwork(network, { hop: 3 })).get('conv1d_1')).to.deep.equal([8, 1]);
    expect(checkNetwork(streamNetwork(network, { hop: 3, outputs: 'strip' })).get('conv1d_1')).to.deep.equal([3, 1]);
    expect(differences(network, streamNetwork(network, { hop: 3 }))).to.equal(0);
  });

  it('says what it stands for, and keeps it in JSON', () => {
    const streaming = streamNetwork(flat, { hop: 4 });
    // ceil(21 / 4) runs reach a whole window; 3 samples before the first make it end with a run
    expect(streaming.streaming).to.deep.equal({ window: 21, hop: 4, lead: 3, warmUp: 5 });
    const read = networkFromJson(JSON.parse(JSON.stringify(networkToJson(streaming))));
    expect(read.streaming).to.deep.equal(streaming.streaming);
    expect(differences(flat, read)).to.equal(0);
    const wrong = { ...streaming, streaming: { window: 21, hop: 4, lead: 2, warmUp: 5 } };
    expect(() => checkNetwork(wrong)).to.throw('streaming must hold a window');
  });

  it('refuses what is no hop of its window', () => {
    expect(() => streamNetwork(flat, { hop: 22 })).to.throw('hop must be at most the window of 21 samples, got 22');
    expect(() => streamNetwork(flat, { hop: 0 })).to.throw('hop must be an integer');
    const none = sequential({ name: 'none', input: [6], layers: [dense({ units: 1 })] });
    expect(() => streamNetwork(none, { hop: 1 })).to.throw('must have a time axis');
  });

  it('keeps the order of real sums that ONNX Runtime has for whole planes', () => {
    const builder = networkBuilder({ name: 'pools', seed: 6 });
    const x = builder.input('x', [1, 17, 3, 2]);
    const network = quantized(
      builder.build([builder.add(flatten(), builder.add(averagePool2d({ size: [4, 3], stride: 1 }), x))]),
    );
    for (const hop of [1, 2, 5]) {
      const streaming = streamNetwork(network, { hop });
      const { differences: found } = sameAsWindows(network, streaming, { windows: 40, dialect: dialects.onnxruntime });
      expect(found).to.equal(0);
    }
  });
});
