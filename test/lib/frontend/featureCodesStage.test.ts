import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OptionRangeError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import { featureCodesStage, MICRO_SPEECH, microFrontendStage } from '../../../lib/frontend/index.js';
import type { AffineParams } from '../../../lib/qparams.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';
import { sharedData } from '../../sharedData.js';

const params: AffineParams = {
  ...{ kind: 'affine', bits: 8, qmin: -128, qmax: 127 },
  ...{ scale: [Math.fround(26 / 255)], zeroPoint: [-128] },
};

describe('featureCodesStage', () => {
  it('rounds 256 x / 666 half up, less 128, as the C of both projects does', () => {
    const f = frame(Float32Array.of(0, 1, 2, 333, 664, 665, 666, 65535));
    const [codes] = run(featureCodesStage({ params }), [f]);
    // 589/666, 845/666, 85581/666 = 128.5.., 170317/666 = 255.7.., 170573/666 = 256.1..
    expect([...codes.data]).to.deep.equal([-128, -128, -127, 0, 127, 127, 127, 127]);
    expect([codes.clipped, codes.params]).to.deep.equal([3, params]);
  });

  it('agrees within 20 codes of 1,960 with what was recorded for micro_speech, by another front end', function () {
    const data = sharedData();
    if (!data) this.skip();
    const wav = readFileSync(join(data, 'signals/audio/tflm_yes_1000ms.wav'));
    const samples = Float32Array.from({ length: 16000 }, (_, i) => wav.readInt16LE(44 + 2 * i) / 32768);
    const [features] = run(microFrontendStage(MICRO_SPEECH), [frame(samples)]);
    const [codes] = run(featureCodesStage({ params }), [features]);
    const recorded = new Int8Array(readFileSync(join(data, 'oracle/micro_speech_quantized/inputs.bin')));
    const other = Array.from(codes.data).filter((q, i) => q !== recorded[(i % 49) * 40 + Math.floor(i / 49)]);
    expect(codes.data).to.have.length(1960);
    expect(other.length).to.be.below(20);
  });

  it('refuses parameters of other codes', () => {
    expect(() => featureCodesStage({ params: { ...params, qmin: 0, qmax: 255 } })).to.throw(
      OptionRangeError,
      'params must be of codes -128 to 127',
    );
  });

  stageLaws('featureCodes', { make: () => featureCodesStage({ params }) });
});
