export { allocateBits, type AllocateBitsOptions, type BitBudget, type BitPlan } from './allocateBits.js';
export { allocateStage, type AllocateOptions, type StreamBudget } from './allocateStage.js';
export { bitsWorth, type BitsWorth, type BitsWorthOptions, type BitsWorthRow } from './bitsWorth.js';
export { codeQueue, type CodeQueue, type CodeQueueOptions, type QueueFigures, type QueueReport } from './codeQueue.js';
export { canLower, lowerBits } from './lowerBits.js';
export { reverseWaterFilling, type ReverseWaterFillingOptions, type WaterFilling } from './reverseWaterFilling.js';
export { unallocateFrame } from './unallocateFrame.js';
export { unallocateStage } from './unallocateStage.js';
