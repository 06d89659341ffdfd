import { checkInteger, checkNumber } from '../check.js';
import { decodeFrame } from '../decode.js';
import { DataError, FormatError } from '../errors.js';
import { type AnyFrame, checkFollows, type Frame, loadInfo, saveInfo, type StreamInfo, when } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { Stage } from '../stage.js';
import { loadCount, loadNumbers, loadState, saveNumbers } from '../state.js';

/** What a stream of scores came to mean. */
export interface LabelChange {
  /** Channel of the scores; -1 where none is in force any more. */
  readonly label: number;
  /** Name of the channel; undefined where there is none. */
  readonly name?: string;
  /** Its score, smoothed; of none, the highest one. */
  readonly score: number;
  /** Index of the score that decided. */
  readonly index: number;
  /** First sample that the decision was made of, by absolute index. */
  readonly from: number;
  /** Absolute index behind the last one. */
  readonly to: number;
}

/** Options of {@link decideStage}. Times are counted in scores: one a hop. */
export interface DecideOptions {
  /** Scores that are averaged, an integer in [1, 4096]. Defaults to 1: none. */
  readonly smooth?: number;
  /** The least score of a label, a finite number. By default any will do. */
  readonly threshold?: number;
  /**
   * By how much another label must be above the one in force to take its place, and by how much that may fall below `threshold`: a finite
   * number of at least 0. Defaults to 0.
   */
  readonly hysteresis?: number;
  /** How many scores on end must say the same before it is decided, an integer of at least 1. Defaults to 1. */
  readonly debounce?: number;
  /** For how many scores a label stays in force at least, an integer of at least 0. Defaults to 0. */
  readonly refractory?: number;
  /** Samples from window to window, as given to `infer`. Defaults to 1: ranges count scores. */
  readonly hop?: number;
  /** Samples of a window of the network. Defaults to `hop`. */
  readonly window?: number;
}

const OPTIONS: OptionKeys<DecideOptions> = {
  smooth: true,
  threshold: true,
  hysteresis: true,
  debounce: true,
  refractory: true,
  hop: true,
  window: true,
};

const VERSION = 1;
const NONE = -1;

/**
 * Makes decisions of scores: one whenever another label comes into force, or none is any more.
 *
 * Scores are averaged over the last `smooth` of them. The highest is the candidate, where it reaches `threshold`; of equal ones the first.
 * The label in force stays the candidate unless another one is more than `hysteresis` above it, or it is more than that below the threshold. A
 * candidate that stays for `debounce` scores comes into force, but not within `refractory` scores of the one before it. A decision says
 * which samples it was made of: all windows of all scores that were averaged and counted.
 *
 * A gap begins anew: no label is in force behind it.
 *
 * @throws {DataError} in `process`, when a score is not a number, or a frame does not follow the one before it
 */
export function decideStage(given: DecideOptions = {}): Stage<AnyFrame, LabelChange> {
  const {
    smooth = 1,
    threshold,
    hysteresis = 0,
    debounce = 1,
    refractory = 0,
    hop = 1,
    window = hop,
  } = checkOptions('decide', given, OPTIONS);
  checkInteger('decide', 'smooth', smooth, 1, 4096);
  if (threshold !== undefined) checkNumber('decide', 'threshold', threshold);
  checkNumber('decide', 'hysteresis', hysteresis, 'a finite number of at least 0', x => x >= 0);
  checkInteger('decide', 'debounce', debounce, 1);
  checkInteger('decide', 'refractory', refractory, 0);
  checkInteger('decide', 'hop', hop, 1);
  checkInteger('decide', 'window', window, 1);
  const options = { smooth, threshold: threshold ?? null, hysteresis, debounce, refractory, hop, window };
  const least = threshold ?? -Infinity;

  let info: StreamInfo | undefined;
  let recent = new Float64Array(0); // (smooth, channels), a ring: score k at k mod smooth
  let mean = new Float64Array(0);
  let end = 0; // index behind the last score
  let held = 0; // scores without a gap before `end`, at most `smooth`
  let inForce = NONE;
  let candidate = NONE;
  let count = 0; // scores on end that the candidate has been one
  let rest = 0; // scores for which the label in force stays

  function open(next: StreamInfo): void {
    info = next;
    recent = new Float64Array(smooth * next.names.length);
    mean = new Float64Array(next.names.length);
    begin();
  }

  function begin(): void {
    held = count = rest = 0;
    inForce = candidate = NONE;
  }

  /** Takes score `i` of a frame in. */
  function take(f: Frame, i: number): void {
    const slot = modulo(end, smooth) * f.channels;
    for (let c = 0; c < f.channels; c++) {
      const score = f.data[c * f.length + i];
      if (Number.isNaN(score)) {
        throw new DataError(
          'data-non-finite',
          `decide: score ${f.info.names[c]} at ${when(f.info, end)} is not a number`,
        );
      }
      recent[slot + c] = score;
    }
    end++;
    held = Math.min(held + 1, smooth);
  }

  /** The means of the last scores, summed from the oldest on. */
  function average(channels: number): void {
    mean.fill(0);
    for (let k = end - smooth; k < end; k++) {
      const slot = modulo(k, smooth) * channels;
      for (let c = 0; c < channels; c++) mean[c] += recent[slot + c];
    }
    for (let c = 0; c < channels; c++) mean[c] /= smooth;
  }

  /** The channel that the means speak for. */
  function spokenFor(): number {
    let best = 0;
    for (let c = 1; c < mean.length; c++) if (mean[c] > mean[best]) best = c;
    if (inForce !== NONE && mean[inForce] >= least - hysteresis && !(mean[best] > mean[inForce] + hysteresis))
      return inForce;
    return mean[best] >= least ? best : NONE;
  }

  /** The decision that the last score makes, if it makes one. */
  function decided(): LabelChange | undefined {
    const spoken = spokenFor();
    count = spoken === candidate ? Math.min(count + 1, debounce) : 1;
    candidate = spoken;
    if (rest > 0) rest--;
    if (candidate === inForce || count < debounce || rest > 0) return undefined;
    inForce = candidate;
    rest = inForce === NONE ? 0 : refractory;
    const last = end - 1;
    const first = last - (debounce - 1) - (smooth - 1);
    const [from, to] = [first * hop, last * hop + window];
    if (inForce === NONE) return { label: NONE, score: mean.reduce((a, b) => Math.max(a, b)), index: last, from, to };
    return { label: inForce, name: info?.names[inForce] ?? '', score: mean[inForce], index: last, from, to };
  }

  return {
    process(input, emit) {
      const f = 'params' in input ? decodeFrame(input) : input;
      if (!info) {
        open(f.info);
        end = f.start;
      } else {
        checkFollows('decide', f, info, end);
        if (f.start > end) begin();
        end = f.start;
      }
      const decisions: LabelChange[] = [];
      for (let i = 0; i < f.length; i++) {
        take(f, i);
        if (held < smooth) continue;
        average(f.channels);
        const decision = decided();
        if (decision) decisions.push(decision);
      }
      for (const decision of decisions) emit(decision);
    },
    flush: () => {},
    save: () => ({
      who: 'decide',
      version: VERSION,
      options,
      info: info ? saveInfo(info) : null,
      recent: saveNumbers(recent),
      end,
      held,
      inForce,
      candidate,
      count,
      rest,
    }),
    restore(saved) {
      const state = loadState('decide', VERSION, saved, options);
      info = undefined;
      recent = mean = new Float64Array(0);
      begin();
      end = 0;
      if (state.info === null) return;
      open(loadInfo('decide', state.info));
      recent.set(loadNumbers('decide', state.recent, recent.length));
      if (!Number.isSafeInteger(state.end)) throw new FormatError('format-state', 'decide: end is not an index');
      end = state.end as number;
      held = Math.min(loadCount('decide', 'held', state.held), smooth);
      inForce = loadLabel('inForce', state.inForce, mean.length);
      candidate = loadLabel('candidate', state.candidate, mean.length);
      count = loadCount('decide', 'count', state.count);
      rest = loadCount('decide', 'rest', state.rest);
    },
  };
}

function modulo(k: number, n: number): number {
  return ((k % n) + n) % n;
}

function loadLabel(field: string, value: unknown, channels: number): number {
  if (value === NONE) return NONE;
  const label = loadCount('decide', field, value);
  if (label >= channels) throw new FormatError('format-state', `decide: ${field} must be a channel, got ${label}`);
  return label;
}
