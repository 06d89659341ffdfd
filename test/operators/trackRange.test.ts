import { trackRange } from '../../operators/index.js';
import { lifecycle } from './lifecycle.js';

describe('trackRange', () => {
  lifecycle('trackRange', { operator: trackRange({ every: 12 }) });
});
