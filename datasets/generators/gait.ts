import type { Random } from '../../lib/random.js';

/** The classes, in the order of their labels. */
export const activities = Object.freeze(['rest', 'walk', 'run', 'stairs'] as const);

/** What a person does: sit or stand, walk, run, climb stairs. */
export type Activity = (typeof activities)[number];

/** How one person moves in one activity: accelerations in g, angles in rad, phases in cycles of a step. */
export interface Gait {
  /** Steps a second, Hz. */
  readonly cadence: number;
  /** Standard deviation of the length of a step relative to its mean. */
  readonly jitter: number;
  /** Vertical acceleration at the cadence, and at two and three times it. */
  readonly up1: number;
  readonly up2: number;
  readonly up3: number;
  readonly phase2: number;
  readonly phase3: number;
  /** 1 where the feet leave the ground and bounce, else 0. */
  readonly bounce: number;
  /** Share of a bouncing step in which a foot is on the ground, in (0, 1). */
  readonly contact: number;
  /** Height of the blow when the heel strikes. */
  readonly heel: number;
  /** Forward acceleration at the cadence. */
  readonly forward: number;
  /** Sideways acceleration at half the cadence. */
  readonly side: number;
  /** How far the body pitches at half the cadence, rad. */
  readonly pitch: number;
  /** Standard deviation of the slow tilt of the body, rad. */
  readonly tilt: number;
  /** Fidgets a second. */
  readonly fidgets: number;
}

/**
 * Draws the gaits of a person.
 *
 * Cadences and strengths are those of adults: walking 1.6 to 2.0 steps/s with some 0.3 g up and down, running 2.5 to
 * 3.0 steps/s with a phase of flight in which the sensor feels nothing, stairs slower and less regular than walking, with
 * a softer step and more sway. Walking and climbing overlap, as they do on a real sensor.
 */
export function gaitsOf(random: Random): Readonly<Record<Activity, Gait>> {
  const within = (low: number, high: number): number => low + (high - low) * random.uniform();
  const lively = within(0.16, 0.42);
  const walk: Gait = {
    cadence: within(1.6, 2),
    jitter: 0.03,
    up1: lively,
    up2: lively * within(0.3, 0.6),
    up3: lively * within(0.1, 0.3),
    phase2: within(0, 1),
    phase3: within(0, 1),
    bounce: 0,
    contact: within(0.48, 0.62),
    heel: within(0.15, 0.5),
    forward: within(0.08, 0.22),
    side: within(0.05, 0.14),
    pitch: within(0.02, 0.08),
    tilt: 0.04,
    fidgets: 0,
  };
  const still = { cadence: 0, jitter: 0, up1: 0, up2: 0, up3: 0, heel: 0, forward: 0, side: 0, pitch: 0 };
  return {
    walk,
    rest: { ...walk, ...still, tilt: within(0.005, 0.05), fidgets: 0.1 },
    run: {
      ...walk,
      ...{ cadence: within(2.5, 3), up1: 0, up2: 0, up3: 0, bounce: 1 },
      ...{ heel: within(0.3, 1.2), forward: within(0.2, 0.5), side: within(0.1, 0.35), pitch: within(0.03, 0.12) },
    },
    stairs: {
      ...walk,
      ...{ cadence: within(1.2, 1.65), jitter: 0.06, up1: lively * within(0.7, 1), up2: lively * within(0.1, 0.35) },
      ...{ up3: lively * within(0.02, 0.15), heel: within(0.02, 0.2), forward: within(0.04, 0.14) },
      ...{ side: within(0.08, 0.2), pitch: within(0.08, 0.2), tilt: 0.08 },
    },
  };
}
