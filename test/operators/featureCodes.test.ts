import { expect } from 'chai';
import { lastValueFrom, of } from 'rxjs';
import { frame } from '../../lib/frame.js';
import { featureCodes } from '../../operators/index.js';
import type { AffineParams } from '../../lib/qparams.js';
import { lifecycle } from './lifecycle.js';

const params: AffineParams = { kind: 'affine', bits: 8, qmin: -128, qmax: 127, scale: [0.1], zeroPoint: [-128] };

describe('featureCodes', () => {
  it('carries the parameters of the network that the codes are for', async () => {
    const codes = await lastValueFrom(of(frame(Float32Array.of(0, 333))).pipe(featureCodes({ params })));
    expect([[...codes.data], codes.params]).to.deep.equal([[-128, 0], params]);
  });

  lifecycle('featureCodes', { operator: featureCodes({ params }) });
});
