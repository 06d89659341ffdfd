import type { Frame } from '../frame.js';
import type { SplitFrame } from '../splitFrame.js';
import { type Stage, stateless } from '../stage.js';
import { unallocateFrame } from './unallocateFrame.js';

/** Decodes blocks whose channels were coded apart into frames of all channels: the inverse of {@link allocateStage}; see {@link unallocateFrame}. */
export function unallocateStage(): Stage<SplitFrame, Frame> {
  return stateless('unallocate', unallocateFrame);
}
