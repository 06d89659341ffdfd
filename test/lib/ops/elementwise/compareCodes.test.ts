import { expect } from 'chai';
import type { Compare } from '../../../../lib/network.js';
import { expectCases, runLayer } from '../tfliteCases.js';

const relations = ['equal', 'notEqual', 'less', 'lessOrEqual', 'greater', 'greaterOrEqual'] as const;

describe('comparisons of codes', () => {
  it('equal TensorFlow Lite on int8, uint8 and int16', () => {
    const wanted = relations.flatMap(type => ['int8', 'uint8', 'int16'].map(of => [`${type} ${of}`, 120]));
    expect(expectCases('compare')).to.deep.equal(Object.fromEntries(wanted));
  });

  it('compare real numbers, not codes: 4 / 2 = 8 / 4', () => {
    const a = { of: ['int8', 0.5, 1], shape: [3], x: [5, 4, 6] } as const;
    const b = { of: ['int8', 0.25, 0], shape: [1], x: [8] } as const;
    const by = (type: Compare['type']) => runLayer({ type }, [a, b], ['float32']);
    expect(relations.map(by)).to.deep.equal([
      [1, 0, 0],
      [0, 1, 1],
      [0, 1, 0],
      [1, 1, 0],
      [0, 0, 1],
      [1, 0, 1],
    ]);
  });

  it('count numbers as equal that round to the same 1/256', () => {
    const a = { of: ['int8', 0.001, 0], shape: [3], x: [0, 1, 2] } as const;
    const b = { of: ['int8', 0.001, 0], shape: [1], x: [1] } as const;
    // 0, 0.256 and 0.512 times 1/256
    expect(runLayer({ type: 'equal' }, [a, b], ['float32'])).to.deep.equal([1, 1, 0]);
  });

  it('ask in logic which codes are not that of 0', () => {
    const a = { of: ['uint8', 0.001, 7], shape: [4], x: [7, 7, 8, 8] } as const;
    const b = { of: ['uint8', 0.001, 9], shape: [4], x: [9, 8, 9, 8] } as const;
    const by = (type: Compare['type']) => runLayer({ type }, [a, b], ['float32']);
    expect(by('and')).to.deep.equal([0, 0, 0, 1]);
    expect(by('or')).to.deep.equal([0, 1, 1, 1]);
    expect(by('xor')).to.deep.equal([0, 1, 1, 0]);
  });
});
