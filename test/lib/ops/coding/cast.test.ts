import { expect } from 'chai';
import { type Cast, cast, networkFromJson, networkToJson, sequential } from '../../../../lib/network.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

function values(to: Cast['to'], data: readonly number[], from?: 'integers'): number[] {
  const layer = { type: 'cast' as const, name: 'layer', inputs: ['input0'], to, ...(from && { from }) };
  return [...runLayer(layer, [{ shape: [data.length], data }]).data];
}

describe('cast', () => {
  it('agrees with ONNX Runtime inside the range of each type, and with numpy for float16', () => {
    for (const c of oracleCases('cast')) expectOutput(c, 0);
  });

  it('truncates integers towards 0, saturates them, and makes NaN 0', () => {
    expect(values('int8', [-0.9, 0.9, -1.5, 127.9, 128, -1e9, Infinity, NaN])).to.deep.equal([
      0, 0, -1, 127, 127, -128, 127, 0,
    ]);
    expect(values('uint8', [-1, 255.5, 256])).to.deep.equal([0, 255, 255]);
    expect(values('int16', [-40000, 40000])).to.deep.equal([-32768, 32767]);
  });

  it('wraps integers in a narrower type, as two complement has it', () => {
    const data = [-32769, -129, -128, -1, 127, 128, 255, 256, 300, 65536 + 5];
    for (const [to, array] of [
      ['int8', Int8Array],
      ['uint8', Uint8Array],
      ['int16', Int16Array],
    ] as const) {
      expect(values(to, data, 'integers')).to.deep.equal([...array.from(data)]);
    }
    expect(values('int32', [2 ** 31, -(2 ** 31) - 256, 2 ** 32 + 512], 'integers')).to.deep.equal([
      -(2 ** 31),
      2 ** 31 - 256,
      512,
    ]);
    expect(values('bool', [-1, 0, 256], 'integers')).to.deep.equal([1, 0, 1]);
    expect(values('float32', [-1, 300], 'integers')).to.deep.equal([-1, 300]);
  });

  it('gives the float32 next to integers of more than 24 bits', () => {
    expect(values('int32', [1e10, -1e10])).to.deep.equal([2 ** 31, -(2 ** 31)]);
    expect(values('int64', [1e10, -Infinity])).to.deep.equal([1e10, -(2 ** 63)]);
  });

  it('has float16 infinities from 65520 on, where the largest number and the next would tie', () => {
    expect(values('float16', [65519, 65520, -65520, Infinity, NaN])).to.deep.equal([
      65504,
      Infinity,
      -Infinity,
      Infinity,
      NaN,
    ]);
  });

  it('is true for all but 0, NaN too', () => {
    expect(values('bool', [0, -0, 0.5, -1, NaN])).to.deep.equal([0, 0, 1, 1, 1]);
  });

  it('survives JSON, and refuses unknown types at the call', () => {
    const network = sequential({
      name: 'n',
      input: [2],
      layers: [cast({ to: 'int8' }), cast({ to: 'int8', from: 'integers' })],
    });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
    expect(() => cast({ to: 'double' as 'bool' })).to.throw(RangeError, 'cast: to must be one of float32, float16,');
  });
});
