import { calibrate } from '../../operators/index.js';
import { lifecycle } from './lifecycle.js';

describe('calibrate', () => {
  lifecycle('calibrate', { operator: calibrate({ samples: 40 }) });
});
