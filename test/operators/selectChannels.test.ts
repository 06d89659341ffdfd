import { selectChannels } from '../../operators/index.js';
import { lifecycle } from './lifecycle.js';

describe('selectChannels', () => {
  lifecycle('selectChannels', { operator: selectChannels({ channels: ['ch1'] }) });
});
