import { expect } from 'chai';
import { conv1d, dense, flatten, sequential, softmax, summary, summaryText } from '../../../lib/network.js';

const network = sequential({
  name: 'har',
  input: [26, 3],
  layers: [
    conv1d({ filters: 16, kernel: 3, activation: 'relu' }),
    flatten(),
    dense({ units: 3, name: 'head' }),
    softmax(),
  ],
});

describe('summary', () => {
  it('counts parameters, multiply-accumulates and bytes, layer by layer', () => {
    const { layers, ...total } = summary(network);
    expect(layers[0]).to.deep.equal({
      name: 'conv1d_1',
      type: 'conv1d',
      shape: [24, 16],
      parameters: 3 * 3 * 16 + 16,
      macs: 24 * 3 * 3 * 16,
      bytes: 4 * (3 * 3 * 16 + 16),
    });
    expect(layers[2]).to.include({ parameters: 384 * 3 + 3, macs: 384 * 3 });
    expect(total).to.deep.equal({ name: 'har', parameters: 160 + 1155, macs: 3456 + 1152, bytes: 4 * 1315 });
  });
});

describe('summaryText', () => {
  it('prints a table with a line a layer', () => {
    expect(summaryText(summary(network))).to.equal(
      [
        'layer      type     output    parameters   MAC  bytes',
        'conv1d_1   conv1d   (24, 16)         160  3456    640',
        'flatten_1  flatten  (384)              0     0      0',
        'head       dense    (3)             1155  1152   4620',
        'softmax_1  softmax  (3)                0     0      0',
        'har        total                    1315  4608   5260',
      ].join('\n'),
    );
  });
});
