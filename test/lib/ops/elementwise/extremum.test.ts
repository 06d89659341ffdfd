import { expect } from 'chai';
import { runLayer } from '../tfliteCases.js';

const of = ['int8', 0.5, -4] as const;
const inputs = [
  { of, shape: [2, 2], x: [-128, 127, 0, 5] },
  { of, shape: [2], x: [0, 6] },
] as const;

describe('minimum and maximum on codes', () => {
  it('take the smaller or the larger code, the smaller input repeated', () => {
    expect(runLayer({ type: 'minimum', activation: 'none' }, inputs, of)).to.deep.equal([-128, 6, 0, 5]);
    expect(runLayer({ type: 'maximum', activation: 'none' }, inputs, of)).to.deep.equal([0, 127, 0, 6]);
  });

  it('limit the result by their activation: relu6 to the codes -4 to 8 of 0 to 6', () => {
    expect(runLayer({ type: 'minimum', activation: 'relu6' }, inputs, of)).to.deep.equal([-4, 6, 0, 5]);
    expect(runLayer({ type: 'maximum', activation: 'relu6' }, inputs, of)).to.deep.equal([0, 8, 0, 6]);
  });
});
