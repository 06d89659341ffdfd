import { expect } from 'chai';
import {
  conv1d,
  dense,
  explainStreaming,
  flatten,
  reduceMean,
  sequential,
  streamingText,
} from '../../../lib/network.js';
import { quantized } from './randomNetwork.js';

const network = quantized(
  sequential({
    name: 'strided',
    input: [20, 2],
    layers: [
      conv1d({ filters: 4, kernel: 3, stride: 2 }),
      conv1d({ filters: 3, kernel: 2 }),
      reduceMean({ axes: [0] }),
      dense({ units: 2 }),
    ],
  }),
);

describe('explainStreaming', () => {
  it('lists columns, fields, state and multiply-accumulates, by hand', () => {
    const report = explainStreaming(network, { hop: 2 });
    const of = report.layers.map(({ type, kind, columns, field, macs }) => [
      type,
      kind,
      columns?.run,
      columns?.window,
      field,
      macs,
    ]);
    // 20 samples: 9 windows of 3 every 2, the last sample unread; 8 windows of 2 of those; a field of 3 + 2
    expect(of).to.deep.equal([
      ['input', 'columns', 2, 20, 1, 0],
      ['conv1d', 'columns', 1, 9, 3, 24],
      ['conv1d', 'columns', 1, 8, 5, 24],
      ['reduceMean', 'running', undefined, undefined, undefined, 0],
      ['dense', 'whole', undefined, undefined, undefined, 6],
    ]);
    // the newest 4 samples; 2 columns of 4; 8 columns of 3, 3 sums and 2 counters of 4 bytes
    expect(report.layers.map(({ stateBytes }) => stateBytes)).to.deep.equal([8, 8, 0, 24 + 12 + 8, 0]);
    expect([report.macs, report.windowMacs, report.warmUp, report.latency]).to.deep.equal([
      54,
      9 * 24 + 8 * 24 + 6,
      9,
      1,
    ]);
  });

  it('says why a layer takes the whole window, and what would help', () => {
    const padded = sequential({
      name: 'padded',
      input: [9, 1],
      layers: [conv1d({ filters: 1, kernel: 3, padding: 'same' }), flatten(), dense({ units: 1 })],
    });
    const text = streamingText(explainStreaming(padded, { hop: 1 }));
    expect(text).to.include('conv1d_1 pads the window in time: train it without padding in time (VALID)');
    expect(text).to.include('window 9, hop 1: valid from run 8 on, 0 samples late');
  });
});
