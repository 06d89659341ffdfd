import { checkFunction, checkInteger, checkNumber, checkPositive } from '../check.js';
import { decodeChannel } from '../decode.js';
import { DataError, FormatError, OptionTypeError } from '../errors.js';
import type { Frame, StreamInfo } from '../frame.js';
import { when } from '../frame.js';
import { reframeStage } from '../framing/reframeStage.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { encodeWireSplit } from '../packing/encodeWireSplit.js';
import { affine } from '../quantizers/affine.js';
import { encodeFrame, type Quantizer } from '../quantizers/quantizer.js';
import { range as rangeOf } from '../range.js';
import { gainOf, sensorMap } from '../sensorDomain.js';
import { partInfos, partMap, type SplitFrame } from '../splitFrame.js';
import { fuse, type Stage } from '../stage.js';
import { loadState } from '../state.js';
import { allocateBits, type BitBudget, type BitPlan } from './allocateBits.js';

/** A float32 number that needs all its bytes. */
const LONG_MEAN = Math.fround(0.1);
/** Around the codes of a part: two heads, bits, scale as float32, zero point as int16, tag and head of the codes. */
const PART_BYTES = 2 + 2 + 8 + 6 + 5;

/** What `allocate` has to keep. */
export type StreamBudget =
  | {
      /** Bits a second of the messages on the wire, parameters and headers included. */
      readonly bitsPerSecond: number;
    }
  | {
      /** SQNR about the mean, in dB, that every block is to reach with the fewest bits. */
      readonly sqnr: number;
    }
  | {
      /** The most dB by which coding may raise the noise of a channel. */
      readonly rise: number;
      /** Noise of each channel before coding: standard deviations, in the sensor's unit, as `sensorMeter` finds them. */
      readonly noise: readonly number[];
    };

/** Options of {@link allocateStage}. */
export interface AllocateOptions {
  readonly budget: StreamBudget;
  /**
   * What a unit of each channel's noise power costs, one per channel; [1, 1] for two channels of one unit, of which the stronger then gets
   * more. By default 1 / variance of the channel in each block.
   */
  readonly weights?: readonly number[];
  /** Makes the quantizer of a width, for one channel. Defaults to `affine`. */
  readonly quantizer?: (bits: number) => Quantizer;
  /** Samples from plan to plan, counted in absolute indices, an integer of at least 1. Defaults to 1024. */
  readonly every?: number;
  /** Fewest bits of a channel, an integer in [0, 16]. Defaults to 0: a channel may be left out, and stands for its mean. */
  readonly minBits?: number;
  /** Most bits of a channel, an integer in [minBits, 16]. Defaults to 16. */
  readonly maxBits?: number;
  /** Bytes of the id of the stream in its messages, an integer in [0, 255]: part of what a budget pays for. Defaults to 16. */
  readonly sourceBytes?: number;
  /** Called with every plan and the absolute index from which it holds. */
  readonly onPlan?: (plan: BitPlan, start: number) => void;
}

const OPTIONS: OptionKeys<AllocateOptions> = {
  budget: true,
  weights: true,
  quantizer: true,
  every: true,
  minBits: true,
  maxBits: true,
  sourceBytes: true,
  onPlan: true,
};

/**
 * Codes the channels of each block of `every` samples with the bits that {@link allocateBits} gives them: by default noise counts by its
 * share of a channel's variance about its mean, so units and offsets change no plan, and a channel that does not vary costs nothing.
 *
 * A block is held until it is complete, measured, planned, and coded about its median over its own range: nothing is clipped, and where a
 * channel rests it has a level. The plan rests on
 * the noise that each width really leaves: every channel is coded at every width up to maxBits to find out, about 10 ns a sample and width.
 *
 * A budget in bits a second is for messages as `encodeWireSplit` makes them, side information included. What a block leaves over
 * goes to the next ones, one block's worth at most; a short block (at a gap, at the end) that cannot pay for its own headers leaves every
 * channel out, and what is missing is taken off the next.
 *
 * @throws {DataError} from `process` when a budget in bits a second meets a stream without sample rate, or does not pay for a whole block
 * with minBits for every channel, or at a sample that is not finite
 */
export function allocateStage(options: AllocateOptions): Stage<Frame, SplitFrame> {
  checkOptions('allocate', options, OPTIONS);
  return fuse(reframeStage({ size: options.every ?? 1024 }), blockStage(options));
}

function blockStage({
  budget,
  weights,
  quantizer = bits => affine({ bits }),
  every = 1024,
  minBits = 0,
  maxBits = 16,
  sourceBytes = 16,
  onPlan,
}: AllocateOptions): Stage<Frame, SplitFrame> {
  checkBudget(budget);
  checkFunction('allocate', 'quantizer', quantizer);
  checkInteger('allocate', 'minBits', minBits, 0, 16);
  checkInteger('allocate', 'maxBits', maxBits, Math.max(minBits, 1), 16);
  checkInteger('allocate', 'sourceBytes', sourceBytes, 0, 255);
  weights?.forEach((w, c) => checkNumber('allocate', `weights[${c}]`, w, 'a finite number of at least 0', x => x >= 0));
  const quantizers = Array.from({ length: maxBits }, (_, b) => quantizer(b + 1)); // of 1 to maxBits bits
  // the longest that a source of this length makes: sequence and clock of many years
  const meta = { source: 's'.repeat(sourceBytes), sequence: 2n ** 32n };
  const options = { ...budget, every, minBits, maxBits, sourceBytes };
  let credit = 0; // bits left over by the blocks before, below 0 where they took more

  /**
   * Bits of a message: what it takes, and not less than with the longest scale and zero point of uniform steps. A unit or an
   * offset may make those shorter, and is not to change a plan.
   */
  function costOf(split: SplitFrame): number {
    const bare = { ...split, parts: split.parts.map(() => undefined), bases: split.bases.map(() => LONG_MEAN) };
    const bytesOf = (s: SplitFrame) => encodeWireSplit(s, meta, { maxBytes: 2 ** 28 }).length;
    const codes = split.bits.reduce(
      (sum, b) => sum + (b === 0 ? 0 : PART_BYTES + Math.ceil((b * split.length) / 8)),
      0,
    );
    return 8 * Math.max(bytesOf(split), bytesOf(bare) + codes);
  }

  function plan(f: Frame, channels: readonly Channel[], given: BitBudget): { plan: BitPlan; split: SplitFrame } {
    const noise = (bits: number, c: number) => channels[c].noise(bits);
    const variances = channels.map(x => x.variance);
    const found = allocateBits({ variances, weights, budget: given, noise, minBits, maxBits });
    return { plan: found, split: splitBy(f, channels, found.bits) };
  }

  /** The best plan whose message takes at most `room` bits; undefined where even the least takes more. */
  function fitting(f: Frame, channels: readonly Channel[], room: number): ReturnType<typeof plan> | undefined {
    let bits = Math.floor(room / f.length);
    while (bits >= minBits * f.channels) {
      const tried = plan(f, channels, { bits });
      const over = costOf(tried.split) - room;
      if (over <= 0) return tried;
      bits = Math.min(bits, tried.plan.total) - Math.max(Math.ceil(over / f.length), 1);
    }
    return undefined;
  }

  function paid(f: Frame, channels: readonly Channel[], bitsPerSecond: number): ReturnType<typeof plan> {
    const income = (bitsPerSecond * f.length) / rateOf(f, bitsPerSecond);
    const room = Math.min(credit, income) + income;
    const least = plan(f, channels, { bits: minBits * f.channels });
    const found = fitting(f, channels, room) ?? least;
    const spent = costOf(found.split);
    if (spent > Math.max(room, income) && f.length === every) {
      throw new DataError(
        'data-info',
        `allocate: ${bitsPerSecond} bits a second are ${Math.floor(income)} bits for the block of ${f.length} samples at ` +
          `${when(f.info, f.start)}, which takes ${spent} with minBits = ${minBits} for ${f.channels} channels; ` +
          `raise the budget or \`every\``,
      );
    }
    credit = room - spent;
    return found;
  }

  return {
    process(f, emit) {
      const channels = partInfos(f.info).map((info, c) => measureChannel(f, c, info, quantizers));
      const { plan: found, split } =
        'bitsPerSecond' in budget
          ? paid(f, channels, budget.bitsPerSecond)
          : plan(f, channels, 'sqnr' in budget ? budget : inDomain(budget, f));
      onPlan?.(found, f.start);
      emit(split);
    },
    flush: () => {},
    save: () => ({ who: 'allocate', version: 1, options, credit }),
    restore(state) {
      const saved = loadState('allocate', 1, state, options).credit;
      if (typeof saved !== 'number' || !Number.isFinite(saved)) {
        throw new FormatError('format-state', 'allocate: the saved credit is damaged');
      }
      credit = saved;
    },
  };
}

function checkBudget(budget: StreamBudget): void {
  const given = typeof budget === 'object' && budget !== null ? budget : {};
  if (['bitsPerSecond', 'sqnr', 'rise'].filter(key => key in given).length !== 1) {
    throw new OptionTypeError('allocate: budget must be { bitsPerSecond }, { sqnr } or { rise, noise }');
  }
  if ('sqnr' in budget) checkNumber('allocate', 'budget.sqnr', budget.sqnr);
  else if ('rise' in budget) checkPositive('allocate', 'budget.rise', budget.rise);
  else checkPositive('allocate', 'budget.bitsPerSecond', budget.bitsPerSecond);
}

/** The noise of sensors as the numbers of a frame have it. */
function inDomain({ rise, noise }: Extract<StreamBudget, { rise: number }>, f: Frame): BitBudget {
  return { rise, noise: noise.map((sigma, c) => (c < f.channels ? sigma * gainOf(f, c) : sigma)) };
}

function rateOf(f: Frame, bitsPerSecond: number): number {
  if (f.info.sampleRate !== undefined) return f.info.sampleRate;
  throw new DataError(
    'data-info',
    `allocate: the stream has no sample rate, so ${bitsPerSecond} bits a second are no bits a sample; ` +
      `give the source a sampleRate, or a budget { sqnr }`,
  );
}

/** One channel of a block and what a plan needs to know of it. */
interface Channel {
  readonly mean: number;
  readonly median: number;
  readonly variance: number;
  /** Noise power that so many bits leave, at least 1. */
  noise(bits: number): number;
  encode(bits: number): ReturnType<typeof encodeFrame>;
}

function measureChannel(f: Frame, c: number, info: StreamInfo, quantizers: readonly Quantizer[]): Channel {
  const data = f.data.slice(c * f.length, (c + 1) * f.length);
  let [min, max, sum, squares] = [Infinity, -Infinity, 0, 0];
  for (let i = 0; i < data.length; i++) {
    const x = data[i];
    if (x < min) min = x;
    if (x > max) max = x;
    sum += x - data[0]; // from the first sample on: a constant has exactly its own mean
  }
  if (!Number.isFinite(sum)) {
    const i = data.findIndex(x => !Number.isFinite(x));
    throw new DataError(
      'data-non-finite',
      `allocate: channel ${info.names[0]} is ${data[i]} at ${when(info, f.start + i)}; put fillMissing in front`,
    );
  }
  const mean = Math.fround(data[0] + sum / data.length);
  const median = data.slice().sort()[(data.length - 1) >> 1];
  for (let i = 0; i < data.length; i++) {
    squares += (data[i] - mean) ** 2;
    data[i] -= median;
  }
  const map = partMap(f, c, median);
  const frame: Frame = { data, channels: 1, length: f.length, start: f.start, info, ...map };
  const range = rangeOf(Math.fround(min - median), Math.fround(max - median));
  const encode = (bits: number) => encodeFrame(quantizers[bits - 1], frame, quantizers[bits - 1].design(range));
  const back = new Float32Array(data.length);
  const variance = squares / data.length;
  const noise = (bits: number) => {
    if (variance === 0) return 0;
    decodeChannel(encode(bits), 0, back);
    let error = 0;
    for (let i = 0; i < data.length; i++) error += (data[i] - back[i]) ** 2;
    return variance * coarse(error / squares);
  };
  return { mean, median, variance, noise, encode };
}

/** A ratio rounded up to 1/256 of an octave, 0.012 dB: the rounding of another unit to float32 decides no plan. */
function coarse(ratio: number): number {
  return ratio === 0 ? 0 : 2 ** (Math.ceil(256 * Math.log2(ratio)) / 256);
}

function splitBy(f: Frame, channels: readonly Channel[], bits: readonly number[]): SplitFrame {
  const parts = channels.map((channel, c) => (bits[c] === 0 ? undefined : channel.encode(bits[c])));
  const bases = channels.map(({ mean, median }, c) => (bits[c] === 0 ? mean : median));
  const { length, start, info } = f;
  return { parts, bases, bits, length, start, info, ...sensorMap(f) };
}
