import { mapSamples } from '../../operators/index.js';
import { lifecycle } from './lifecycle.js';

describe('mapSamples', () => {
  lifecycle('mapSamples', { operator: mapSamples(x => 2 * x) });
});
