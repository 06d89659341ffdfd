export { applyGains, equalizeRange, removeGains, type Equalizer } from './equalizer.js';
export { equalizeStage, type EqualizeOptions } from './equalizeStage.js';
export { channelGain, type ChannelGainOptions } from './channelGain.js';
