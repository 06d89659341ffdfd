import { expect } from 'chai';
import { lstm } from '../../../../lib/kernels/calls/lstm.js';
import { rawSums, tools } from '../tools.js';

describe('kernel lstm', () => {
  it('halves the cell where all gates are at 0, and goes on from there', () => {
    const shift = (factor: number) => ({ rule: 'shift', factor }) as const;
    const constants = {
      time: 1,
      units: 1,
      reverse: false,
      carry: true,
      weights: rawSums([0, 0, 0, 0], [0, 0, 0, 0], 0),
      recurrent: rawSums([0, 0, 0, 0], [0, 0, 0, 0], -3),
      cell: {
        rule: 'table',
        keep: shift(2 ** -15),
        admit: shift(2 ** -18), // a cell of scale 2^-12
        emit: shift(2 ** -23), // hidden states of scale 2^-7
        shift: 0,
        least: -32768,
        most: 32767,
        hidden: { zeroPoint: -3, low: -128, high: 127 },
      },
    } as const;
    const [out, hidden, cell] = [new Int8Array(1), Int8Array.of(-3), Int16Array.of(1000)];
    const step = lstm(constants, [Int8Array.of(9)], [out, hidden, cell], tools);
    // logistic(0) = 2^14; the table's tanh of 500 / 4096 is 3980 / 2^15: 2^14 * 3980 / 2^23 = 7.8
    step();
    expect([out[0], hidden[0], cell[0]]).to.deep.equal([8 - 3, 8 - 3, 500]);
    // of 250 / 4096 it is 1997 / 2^15: 3.9
    step();
    expect([out[0], hidden[0], cell[0]]).to.deep.equal([4 - 3, 4 - 3, 250]);
  });
});
