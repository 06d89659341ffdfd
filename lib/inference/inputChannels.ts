import { checkInteger, show } from '../check.js';
import { DataError, OptionRangeError, OptionTypeError } from '../errors.js';
import { type AnyFrame, type StreamInfo, streamInfo, when } from '../frame.js';
import type { NetworkInput } from '../graph/network.js';
import { timeLayout } from '../graph/timeLayout.js';
import type { Codes, QParams } from '../qparams.js';

/**
 * Which channels of a stream the inputs of a network read, each by its index or its name, in the input's own order. Several inputs may
 * read one channel.
 */
export type InputChannels = Readonly<Record<string, readonly (number | string)[]>>;

/** Options of whatever feeds frames to a network. */
export interface InputOptions {
  /**
   * The channels of each input, by the input's name. By default the inputs take all channels of the stream, one input behind the other
   * in the network's order.
   */
  readonly inputs?: InputChannels;
}

/**
 * Makes of a frame one a network input, with the channels that the input reads.
 *
 * @internal
 *
 * @param who for messages
 * @throws {RangeError} at the call, when `chosen` names another input, or not as many channels as an input has
 * @throws {DataError} for a frame that has not the channels
 */
export function inputChannels(
  who: string,
  inputs: readonly NetworkInput[],
  chosen?: InputChannels,
): (f: AnyFrame) => readonly AnyFrame[] {
  const counts = inputs.map(input => timeLayout(input).channels);
  if (chosen !== undefined) checkInputChannels(who, inputs, chosen);
  let seen: StreamInfo | undefined;
  let ports: readonly Port[] = [];
  return f => {
    if (f.info !== seen || f.channels !== seen.names.length) {
      ports = portsOf(who, f, inputs, counts, chosen);
      seen = f.info;
    }
    return ports.map(port => port(f));
  };
}

/** What an input takes of a frame. */
type Port = (f: AnyFrame) => AnyFrame;

function portsOf(
  who: string,
  f: AnyFrame,
  inputs: readonly NetworkInput[],
  counts: readonly number[],
  chosen: InputChannels | undefined,
): readonly Port[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (chosen === undefined && f.channels !== total) {
    const needed = inputs.map(({ name }, k) => `${counts[k]} for ${show(name)}`).join(', ');
    const split = inputs.length > 1 ? `: ${needed}; name the channels of each in the option inputs` : '';
    throw wrongChannels(who, f, `has ${f.channels} channels, the model takes ${total}${split}`);
  }
  let first = 0;
  return inputs.map(({ name }, k) => {
    const own = chosen
      ? chosen[name].map(channel => channelOf(who, f, name, channel))
      : Array.from({ length: counts[k] }, (_, c) => first + c);
    first += counts[k];
    return portOf(f, own);
  });
}

function channelOf(who: string, f: AnyFrame, input: string, channel: number | string): number {
  const { names } = f.info;
  const at = indexOfChannel(names, channel);
  if (at !== undefined) return at;
  throw wrongChannels(
    who,
    f,
    `must have one channel ${show(channel)}, which input ${show(input)} reads, got ${names.join(', ')}`,
  );
}

/**
 * The index of a channel that is given by index or name; undefined where there is none, or several of the name.
 *
 * @internal
 */
export function indexOfChannel(names: readonly string[], channel: number | string): number | undefined {
  if (typeof channel === 'number') return channel < names.length ? channel : undefined;
  const at = names.indexOf(channel);
  return at >= 0 && !names.includes(channel, at + 1) ? at : undefined;
}

function portOf({ info, channels }: AnyFrame, own: readonly number[]): Port {
  if (own.length === channels && own.every((c, k) => c === k)) return f => f;
  const { sampleRate, epoch } = info;
  const part = streamInfo({
    channels: own.length,
    sampleRate,
    epoch,
    names: own.map(c => info.names[c]),
    units: own.map(c => info.units[c]),
  });
  const inRow = own.every((c, k) => c === own[0] + k);
  const paramsOf = lastOf((params: QParams) => paramsOfChannels(params, own));
  return f => {
    const { length, start } = f;
    const block = { channels: own.length, length, start, info: part };
    const data = inRow ? f.data.subarray(own[0] * length, (own[0] + own.length) * length) : gathered(f, own);
    return 'params' in f
      ? { ...block, data: data as Codes, params: paramsOf(f.params), clipped: 0 }
      : { ...block, data: data as Float32Array };
  };
}

/** The channels of a frame, in another order. */
function gathered({ data, length }: AnyFrame, own: readonly number[]): Float32Array | Codes {
  const Type = data.constructor as new (length: number) => Float32Array | Codes;
  const out = new Type(own.length * length);
  own.forEach((c, k) => out.set(data.subarray(c * length, (c + 1) * length), k * length));
  return out;
}

/** The params of some channels; one entry for all where theirs are equal. */
function paramsOfChannels(params: QParams, own: readonly number[]): QParams {
  if (params.kind !== 'affine') return params;
  const scale = params.scale.length > 1 ? own.map(c => params.scale[c]) : params.scale;
  const zeroPoint = params.zeroPoint.length > 1 ? own.map(c => params.zeroPoint[c]) : params.zeroPoint;
  const equal = (list: readonly number[]) => list.every(x => x === list[0]);
  if (!equal(scale) || !equal(zeroPoint)) return { ...params, scale, zeroPoint };
  return { ...params, scale: [scale[0]], zeroPoint: [zeroPoint[0]] };
}

/** A function that remembers its last answer: the params of a stream seldom change. */
function lastOf<A, B>(make: (value: A) => B): (value: A) => B {
  let last: { readonly of: A; readonly made: B } | undefined;
  return value => (last?.of === value ? last : (last = { of: value, made: make(value) })).made;
}

/**
 * Throws unless every input has its channels by the option.
 *
 * @internal
 */
export function checkInputChannels(who: string, inputs: readonly NetworkInput[], chosen: InputChannels): void {
  const names = inputs.map(({ name }) => name);
  const other = Object.keys(chosen).find(name => !names.includes(name));
  if (other !== undefined) {
    throw new OptionRangeError(
      `${who}: inputs must name inputs of the network, ${names.join(', ')}; got ${show(other)}`,
    );
  }
  for (const input of inputs) {
    const { name } = input;
    const { channels } = timeLayout(input);
    const list: unknown = Object.hasOwn(chosen, name) ? chosen[name] : undefined;
    const rule = `${who}: inputs must name ${channels} channels for ${show(name)}`;
    if (!Array.isArray(list) || list.length !== channels) {
      throw new OptionRangeError(`${rule}, got ${Array.isArray(list) ? list.length : show(list)}`);
    }
    for (const channel of list as readonly unknown[]) {
      if (typeof channel === 'string') continue;
      if (typeof channel !== 'number') throw new OptionTypeError(`${rule}, by index or name; got ${show(channel)}`);
      checkInteger(who, `channel for ${show(name)} in inputs`, channel, 0);
    }
  }
}

function wrongChannels(who: string, f: AnyFrame, what: string): DataError {
  return new DataError('data-channels', `${who}: frame at ${when(f.info, f.start)} ${what}`);
}
