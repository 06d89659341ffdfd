import type { Frame } from '../frame.js';
import { type Stage, stateless } from '../stage.js';
import { removeCentres } from './centring.js';

/** Puts the centres back that frames carry: the inverse of {@link centreStage}; see {@link removeCentres}. */
export function uncentreStage(): Stage<Frame, Frame> {
  return stateless('uncentre', removeCentres);
}
