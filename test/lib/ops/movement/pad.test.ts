import { expect } from 'chai';
import {
  compile,
  type Margin,
  networkFromJson,
  networkToJson,
  pad,
  type PadOptions,
  relu,
  sequential,
  slice,
} from '../../../../lib/network.js';
import { executor } from '../../executor.js';
import { codes } from '../tfliteCases.js';
import { oneLayer } from '../network.js';
import { expectOutput, oracleCases } from '../oracleCases.js';

describe('pad', () => {
  it('equals onnxruntime, TensorFlow and numpy in every mode, also where margins cut off', () => {
    for (const c of oracleCases('pad')) expectOutput(c, 0);
  });

  it('pads codes with a code, which stays from run to run', () => {
    const params = codes('int8', 1);
    const margins: Margin[] = [[1, 1]];
    const network = oneLayer([2], params, { type: 'pad', margins, mode: 'constant', value: -128, params });
    const { run } = executor(network);
    const out = new Int8Array(4);
    run(Int8Array.of(1, 2), out);
    expect([...out]).to.deep.equal([-128, 1, 2, -128]);
    run(Int8Array.of(3, 4), out);
    expect([...out]).to.deep.equal([-128, 3, 4, -128]);
  });

  it('pads anew in every run: others use its room in between', () => {
    const margins: Margin[] = [[1, 1]];
    const layers = [relu({ name: 'a' }), pad({ margins, value: 9 }), relu(), slice({ begin: [0], size: [4] }), relu()];
    const network = compile(sequential({ name: 'n', input: [2], layers }));
    const [state, out] = [network.newState(), new Float32Array(4)];
    for (const x of [1, 3]) {
      network.run(state, Float32Array.of(x, -x), out);
      expect([...out]).to.deep.equal([9, x, 0, 9]);
    }
  });

  it('pads with zeros by default, and survives JSON', () => {
    const margins: Margin[] = [
      [1, -1],
      [0, 2],
    ];
    const layers = [pad({ margins }), pad({ margins, mode: 'edge' }), pad({ margins, value: 1.5 })];
    const network = sequential({ name: 'n', input: [4, 3], layers });
    expect(network.layers[0]).to.deep.include({ margins, mode: 'constant', value: 0 });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });

  it('refuses margins that do not fit', () => {
    const build = (options: PadOptions) => () =>
      sequential({ name: 'n', input: [3], layers: [pad({ name: 'p', ...options })] });
    expect(build({ margins: [] })).to.throw(
      Error,
      'network: layer "p": margins must be a pair for each axis of the input (3), got 0',
    );
    expect(build({ margins: [[3, 0]], mode: 'reflect' })).to.throw(
      Error,
      'layer "p": margins must be at most 2 in mode reflect, got [3, 0] for axis 0 of the input (3)',
    );
    expect(build({ margins: [[0, 4]], mode: 'symmetric' })).to.throw(Error, 'at most 3 in mode symmetric');
    expect(build({ margins: [[-1, 2]], mode: 'reflect' })).to.throw(Error, 'at most 1 in mode reflect');
    expect(build({ margins: [[-2, -1]] })).to.throw(Error, 'margins must leave an entry of each axis, got [-2, -1]');
    expect(build({ margins: [[0.5, 0]] })).to.throw(RangeError, 'pad: margins[0][0] must be');
    expect(build({ margins: [[0, 0]], value: NaN })).to.throw(RangeError, 'pad: value must be');
    expect(build({ margins: [[0, 0]], mode: 'wrap' as 'edge' })).to.throw(RangeError, 'pad: mode must be one of');
  });
});
