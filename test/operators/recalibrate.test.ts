import { recalibrate } from '../../operators/index.js';
import { lifecycle } from './lifecycle.js';

describe('recalibrate', () => {
  lifecycle('recalibrate', { operator: recalibrate({ every: 16, blocks: 2 }) });
});
