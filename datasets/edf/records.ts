import { halfEven } from '../../lib/rounding.js';
import type { Frame, StreamInfo } from '../../lib/frame.js';
import type { Reading } from '../bytes/frameSource.js';
import { type SampleType, sampleType } from '../bytes/sampleType.js';
import { SampleBuffer } from '../../lib/framing/sampleBuffer.js';
import { recordNotes } from './annotations.js';
import type { EdfHeader, EdfSignal } from './header.js';

/**
 * Reads data records as frames of `frameLength` samples. In a discontinuous file `start` jumps to where a record's onset puts it; a record
 * that would begin before the end of the one in front follows it directly, and is counted as late.
 *
 * @param onset ns of the first record from the start of the file
 */
export async function* recordFrames(
  reading: Reading,
  header: EdfHeader,
  chosen: readonly EdfSignal[],
  info: StreamInfo,
  onset: number,
): AsyncGenerator<Frame> {
  const { bytes, counts, settings } = reading;
  const { recordBytes, records = Infinity } = header;
  const { samples } = chosen[0];
  const type = sampleType(header.width === 3 ? 'int24' : 'int16');
  const jumps = header.kind.endsWith('D');
  const notes = header.signals.filter(s => s.annotations);
  const channels = chosen.length;
  let buffer = new SampleBuffer(info, 0);
  let read = 0;

  function cut(length: number): Frame {
    const { start } = buffer;
    const data = new Float32Array(channels * length);
    buffer.copy(start, start + length, data, length, 0);
    buffer.dropBefore(start + length);
    return { data, channels, length, start, info };
  }

  for (; read < records; read++) {
    const view = await bytes.take(recordBytes);
    if (view.length < recordBytes) {
      counts.trailingBytes += view.length;
      break;
    }
    const here = notes.map(s => recordNotes(view.subarray(s.offset, s.offset + s.samples * header.width)));
    for (const { texts } of here) counts.annotations += texts;
    const data = new Float32Array(channels * samples);
    for (let c = 0; c < channels; c++) counts.outOfRange += scaled(view, type, chosen[c], data, c * samples);
    const start = jumps ? startOf(here[0]?.onset, info.sampleRate) : buffer.end;
    if (start > buffer.end) {
      counts.gaps++;
      counts.missingSamples += start - buffer.end;
      if (buffer.end > buffer.start) yield cut(buffer.end - buffer.start);
      buffer = new SampleBuffer(info, start);
    }
    buffer.append({ data, channels, length: samples, start: buffer.end, info }, 0, samples);
    while (buffer.end - buffer.start >= settings.frameLength) yield cut(settings.frameLength);
  }
  if (buffer.end > buffer.start) yield cut(buffer.end - buffer.start);
  if (records !== Infinity) counts.truncated += (records - read) * samples;
  counts.trailingBytes += await bytes.skip(Infinity);

  /** Index of the first sample of a record. */
  function startOf(at: number | undefined, rate: number | undefined): number {
    const start = at === undefined || rate === undefined ? NaN : halfEven(((at - onset) / 1e9) * rate);
    if (!Number.isSafeInteger(start + samples)) {
      counts.untimed++;
      return buffer.end;
    }
    if (start < buffer.end) counts.late++;
    return start;
  }
}

/** Writes the values of one signal of a record; returns how many codes lie outside of what the header says. */
function scaled(view: Uint8Array, type: SampleType, signal: EdfSignal, out: Float32Array, at: number): number {
  const { offset, samples, digital, physical } = signal;
  const [low, high] = digital;
  const scale = (physical[1] - physical[0]) / (high - low);
  type.decode(view, { at: offset, step: type.bytes, count: samples, scale: 1, zeroPoint: 0 }, out, at);
  let outside = 0;
  for (let k = at; k < at + samples; k++) {
    const code = out[k]; // at most 24 bits: exact in float32
    if (code < low || code > high) outside++;
    out[k] = physical[0] + (code - low) * scale;
  }
  return outside;
}
