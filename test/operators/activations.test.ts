import { expect } from 'chai';
import { from, lastValueFrom, map, toArray } from 'rxjs';
import type { Frame } from '../../lib/frame.js';
import { conv1d, dense, flatten, sequential } from '../../lib/network.js';
import { minMax } from '../../lib/ranges/index.js';
import { activations, trackRange } from '../../operators/index.js';
import { lifecycle, wave } from './lifecycle.js';

const network = sequential({
  name: 'wave',
  input: [8, 2],
  layers: [conv1d({ filters: 4, kernel: 3, activation: 'relu', name: 'conv' }), flatten(), dense({ units: 3 })],
  seed: 4,
});

describe('activations', () => {
  it('feeds a range tracker as a sensor does', async () => {
    const ranged = await lastValueFrom(
      from(wave(96, 32)).pipe(
        activations(network, { tensors: ['conv'], hop: 8 }),
        map(a => a.frame as Frame),
        trackRange({ tracker: () => minMax() }),
        toArray(),
      ),
    );
    expect(ranged.reduce((samples, f) => samples + f.length, 0)).to.equal(12 * 6); // 12 windows of 6 columns
    expect(ranged.every(f => f.channels === 4)).to.equal(true);
  });

  it('refuses wrong options at the call', () => {
    expect(() => activations(network, { hop: 0 })).to.throw(RangeError, 'activations: hop');
    expect(() => activations(network, { tensors: ['none'] })).to.throw(RangeError, 'activations: tensors');
  });

  lifecycle('activations', { operator: activations(network, { tensors: ['dense_1'] }) });
});
