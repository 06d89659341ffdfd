import type { Random } from '../../lib/random.js';
import type { Gait } from './gait.js';

/** The acceleration that a body feels, gravity included, sample by sample. */
export interface BodyMotion {
  /** Goes over to another gait, within half a second. */
  change(gait: Gait): void;
  /** Takes the next sample into `out`: up, forward, sideways, in g. */
  next(out: Float64Array): void;
}

/** Time constant with which a gait gives way to the next, s. */
const CHANGE_TIME = 0.15;
/** Correlation time of the slow tilt, s. */
const TILT_TIME = 3;
/** How tissue rings after a heel strike, Hz and s. */
const [HEEL_FREQUENCY, HEEL_DECAY] = [12, 0.04];
/** A fidget: height in g, Hz and s. */
const [FIDGET, FIDGET_FREQUENCY, FIDGET_DECAY] = [0.2, 1.8, 0.4];
/** Standard deviation of the strength of a step, relative. */
const STRENGTH_JITTER = 0.1;
/** No step is shorter than this part of its mean. */
const SHORTEST = 0.5;

/**
 * One person in motion: steps vary in length and strength, the body tilts slowly and sometimes fidgets.
 *
 * @internal
 */
export function bodyMotion(sampleRate: number, gait: Gait, random: Random): BodyMotion {
  const dt = 1 / sampleRate;
  const changed = 1 - Math.exp(-dt / CHANGE_TIME);
  const kept = Math.exp(-dt / TILT_TIME);
  const stirred = Math.sqrt(1 - kept * kept); // the tilts keep unit variance
  const keys = Object.keys(gait) as (keyof Gait)[];
  const now: { -readonly [K in keyof Gait]: number } = { ...gait };
  let target = gait;
  let steps = 0; // finished
  let step = random.uniform(); // phase in the current step, cycles
  let pace = 1; // of the current step, relative to the cadence
  let strength = 1; // of the current step
  let sinceStrike = 0; // s
  let tiltForward = random.normal();
  let tiltSide = random.normal();
  let sinceFidget = Infinity; // s
  let fidgetSide = 0;

  function advance(): void {
    for (const key of keys) now[key] += (target[key] - now[key]) * changed;
    step += now.cadence * pace * dt;
    sinceStrike += dt;
    if (step >= 1) {
      step %= 1;
      steps++;
      sinceStrike = 0;
      pace = 1 / Math.max(1 + now.jitter * random.normal(), SHORTEST);
      strength = 1 + STRENGTH_JITTER * random.normal();
    }
    tiltForward = kept * tiltForward + stirred * random.normal();
    tiltSide = kept * tiltSide + stirred * random.normal();
    sinceFidget += dt;
    if (random.uniform() < now.fidgets * dt) {
      sinceFidget = 0;
      fidgetSide = random.normal();
    }
  }

  return {
    change(to) {
      target = to;
    },
    next(out) {
      advance();
      const angle = 2 * Math.PI * step;
      const stride = Math.PI * ((steps % 2) + step);
      const forwardAngle = now.tilt * tiltForward + now.pitch * Math.sin(stride);
      const sideAngle = now.tilt * tiltSide;
      // the ground carries the body's weight on average: a half sine of height pi / (2 contact), nothing in flight
      const push =
        step < now.contact ? (Math.PI / (2 * now.contact)) * Math.sin((Math.PI * step) / now.contact) - 1 : -1;
      const strike =
        Math.exp(-sinceStrike / HEEL_DECAY) * Math.sin(2 * Math.PI * HEEL_FREQUENCY * sinceStrike) * now.heel;
      const fidget =
        sinceFidget < 5
          ? FIDGET * Math.exp(-sinceFidget / FIDGET_DECAY) * Math.sin(2 * Math.PI * FIDGET_FREQUENCY * sinceFidget)
          : 0;
      const harmonics =
        now.up1 * Math.cos(angle) +
        now.up2 * Math.cos(2 * angle + 2 * Math.PI * now.phase2) +
        now.up3 * Math.cos(3 * angle + 2 * Math.PI * now.phase3);
      out[0] = Math.cos(forwardAngle) * Math.cos(sideAngle) + strength * (harmonics + strike) + now.bounce * push;
      out[1] = Math.sin(forwardAngle) + strength * now.forward * Math.sin(angle) + fidget;
      out[2] = Math.sin(sideAngle) + strength * now.side * Math.cos(stride) + fidgetSide * fidget;
    },
  };
}
