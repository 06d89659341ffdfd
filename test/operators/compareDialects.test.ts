import { expect } from 'chai';
import { from, lastValueFrom, toArray } from 'rxjs';
import { single, tflm } from '../../lib/network.js';
import { affine, encodeFrame } from '../../lib/quantizers/index.js';
import { compareDialects } from '../../operators/index.js';
import { quarterNetwork } from '../lib/engine/quarterNetwork.js';
import { lifecycle, wave } from './lifecycle.js';

const network = quarterNetwork();
const { params } = network.inputs[0];
const codes = (size: number) => wave(96, size).map(f => encodeFrame(affine(), f, params));

describe('compareDialects', () => {
  it('reports each window, however the stream is cut', async () => {
    const operator = compareDialects(network, { dialects: [tflm, single], hop: 3 });
    const reports = await lastValueFrom(from(codes(96)).pipe(operator, toArray()));
    expect(reports.map(r => r.window)).to.deep.equal(Array.from({ length: 32 }, (_, k) => k));
    expect(await lastValueFrom(from(codes(7)).pipe(operator, toArray()))).to.deep.equal(reports);
    expect(reports.some(r => r.first?.tensor === 'quarter')).to.equal(true);
  });

  it('refuses wrong options at the call', () => {
    expect(() => compareDialects(network, { dialects: [tflm, single], hop: 0 })).to.throw(
      RangeError,
      'compareDialects: hop',
    );
  });

  lifecycle('compareDialects', {
    operator: compareDialects(network, { dialects: [tflm, single], hop: 3 }),
    input: f => encodeFrame(affine(), f, params),
  });
});
