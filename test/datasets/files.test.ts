import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { shippedCsv, shippedNetwork } from '../../datasets/shipped.js';
import { networkFromJson, networkToJson } from '../../lib/formats/json/networkJson.js';
import type { Tensor } from '../../lib/graph/network.js';
import { activityCsv, bearingCsv } from '../../scripts/makeDatasets.js';
import { evaluate } from '../../scripts/training/evaluate.js';
import { unseenWindows } from '../../scripts/training/windows.js';

const read = (path: string | URL): string => readFileSync(path, 'utf8');

describe('activity.csv', () => {
  const text = read(shippedCsv('activity'));

  it('is what scripts/makeDatasets.ts makes, byte for byte', () => expect(activityCsv() === text).to.equal(true));

  it('holds 80 s at 50 Hz of three axes, in whole steps of a 16-bit sensor of +-8 g', () => {
    const [header, ...rows] = text.trimEnd().split('\n');
    expect(header).to.equal('time,ax [g],ay [g],az [g]');
    expect(rows).to.have.length(4000);
    let first = NaN;
    rows.forEach((row, i) => {
      const [time, ...axes] = row.split(',');
      if (i === 0) first = Date.parse(time);
      if (Date.parse(time) !== first + 20 * i) throw new Error(`row ${i}: ${time}`);
      for (const value of axes) {
        const code = Number(value) * 4096;
        // 5 decimals are off by at most 0.02 steps
        if (!/^-?\d\.\d{5}$/.test(value) || Math.abs(code - Math.trunc(code + Math.sign(code) / 2)) > 0.021) {
          throw new Error(`row ${i}: ${value}`);
        }
      }
    });
    expect(text.length).to.be.below(300_000);
  });
});

describe('bearing.csv', () => {
  const text = read(shippedCsv('bearing'));

  it('is what scripts/makeDatasets.ts makes, byte for byte', () => expect(bearingCsv() === text).to.equal(true));

  it('holds 1 s at 10 kHz', () => {
    const lines = text.trimEnd().split('\n');
    expect([lines[0], lines.length]).to.deep.equal(['time [s],vibration [g]', 10_001]);
    expect(lines[10_000].startsWith('0.9999,')).to.equal(true);
  });
});

describe('activity.network.json', () => {
  const text = read(shippedNetwork());
  const network = networkFromJson(text);

  it('is a network as networkToJson writes it', () => {
    expect(text).to.equal(`${JSON.stringify(networkToJson(network))}\n`);
    expect(text.length).to.be.below(200_000);
    expect(network.labels).to.deep.equal(['rest', 'walk', 'run', 'stairs']);
    expect(network.inputs).to.deep.equal([{ name: 'input', shape: [64, 3] }]);
    expect([network.arithmetic, network.sampleRate, network.unit]).to.deep.equal(['float32', 50, 'g']);
  });

  it('has weights of moderate size: none above 4, none missing', () => {
    const tensors = network.layers.flatMap(layer => Object.values(layer).filter(isTensor));
    expect(tensors.map(t => t.shape.join('x'))).to.deep.equal([
      '12x5x3',
      '12',
      '16x5x12',
      '16',
      '32x96',
      '32',
      '4x32',
      '4',
    ]);
    for (const { data } of tensors) for (const w of data) expect(Math.abs(w)).to.be.below(4);
  });

  it('tells the activities of unseen persons apart as often as its README says', () => {
    const { windows, accuracy } = evaluate(network, unseenWindows());
    const readme = read(new URL('../../datasets/files/README.md', import.meta.url));
    const [, stated] = /right in\s+(\d+\.\d+) %/.exec(readme) ?? [];
    expect(windows).to.equal(15_000);
    // another engine's last digits of sin and log may turn a window or two
    expect(100 * accuracy).to.be.closeTo(Number(stated), 0.03);
    expect(accuracy).to.be.within(0.95, 0.99);
  });
});

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'data' in value;
}
