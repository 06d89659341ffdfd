import type { Streaming } from './network.js';

/** Samples that come before the first one of a stream, so that runs of `hop` samples end where windows of `window` samples do. */
export function leadOf(window: number, hop: number): number {
  return (hop - (window % hop)) % hop;
}

/** How a network over `hop` samples stands for one over windows. */
export function streamingOf(window: number, hop: number): Streaming {
  return { window, hop, lead: leadOf(window, hop), warmUp: Math.ceil(window / hop) - 1 };
}
