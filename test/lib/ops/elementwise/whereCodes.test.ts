import { expect } from 'chai';
import { runLayer } from '../tfliteCases.js';

const of = ['int8', 0.5, 1] as const;

describe('where on codes', () => {
  it('chooses codes by real conditions, all operands broadcast', () => {
    const condition = { of: ['float32'], shape: [2, 1], x: [1, 0] } as const;
    const x = { of, shape: [2], x: [10, 20] } as const;
    const y = { of, shape: [], x: [-3] } as const;
    expect(runLayer({ type: 'where' }, [condition, x, y], of)).to.deep.equal([10, 20, -3, -3]);
  });

  it('chooses them by codes, whose zero point is the only false', () => {
    const condition = { of: ['uint8', 0.25, 1], shape: [3], x: [0, 1, 2] } as const; // codes of another kind
    const [x, y] = [5, 6].map(q => ({ of, shape: [3], x: [q, q, q] }) as const);
    expect(runLayer({ type: 'where' }, [condition, x, y], of)).to.deep.equal([5, 6, 5]);
  });
});
