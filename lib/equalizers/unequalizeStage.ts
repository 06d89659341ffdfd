import type { Frame } from '../frame.js';
import { type Stage, stateless } from '../stage.js';
import { removeGains } from './equalizer.js';

/** Divides out the gains that frames carry: the inverse of {@link equalizeStage}; see {@link removeGains}. */
export function unequalizeStage(): Stage<Frame, Frame> {
  return stateless('unequalize', removeGains);
}
