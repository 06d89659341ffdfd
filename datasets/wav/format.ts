import { type Reading, sourceError } from '../bytes/frameSource.js';
import { type SampleName, type SampleType, sampleType } from '../bytes/sampleType.js';
import type { WaveHead } from './chunks.js';

/** How the samples of a WAV file are stored. */
export interface WaveFormat {
  readonly type: SampleType;
  readonly channels: number;
  readonly sampleRate: number;
  /** Bytes of one sample of all channels. */
  readonly block: number;
  /** The code of full scale, and that of silence. */
  readonly full: number;
  readonly zeroPoint: number;
  /** Where loudspeakers stand, one bit each; 0 where nothing is said. */
  readonly mask: number;
  readonly text: string;
}

const EXTENSIBLE = 0xfffe;
const [PCM, FLOAT, A_LAW, MU_LAW] = [1, 3, 6, 7];

/** The formats of the registry that people meet. @see RFC 2361 */
const OTHERS: Readonly<Record<number, string>> = {
  0x0002: 'Microsoft ADPCM',
  0x0011: 'IMA ADPCM',
  0x0031: 'GSM 6.10',
  0x0050: 'MPEG audio',
  0x0055: 'MP3',
  0x00ff: 'AAC',
  0x2000: 'AC-3',
};

/** Behind the tag in the identifier of an extensible format: that of the registry, in both byte orders, and that of ambisonic files. */
const SUFFIXES = ['00001000800000aa00389b71', '00000010800000aa00389b71', '2107d3118644c8c1ca000000'];

/**
 * Reads the chunk `fmt `.
 *
 * @throws {FormatError} when it contradicts itself, or names a format that is not read
 * @see Microsoft, Multimedia Programming Interface and Data Specifications 1.0 (1991); WAVEFORMATEXTENSIBLE
 */
export function waveFormat(reading: Reading, { format: view, littleEndian }: WaveHead): WaveFormat {
  if (view.byteLength < 14) {
    throw sourceError(reading, `its chunk "fmt " must have at least 14 bytes, got ${view.byteLength}`);
  }
  const short = (at: number) => (at + 2 <= view.byteLength ? view.getUint16(at, littleEndian) : 0);
  const [written, channels, block] = [short(0), short(2), short(12)];
  const sampleRate = reading.settings.sampleRate ?? view.getUint32(4, littleEndian);
  const extended = written === EXTENSIBLE && view.byteLength >= 40;
  const tag = extended ? subformat(reading, view, littleEndian) : written;
  if (channels === 0) throw sourceError(reading, 'must have at least 1 channel, got 0');
  if (!(sampleRate > 0)) throw sourceError(reading, 'must say its sample rate, got 0; give it as sampleRate');
  const container = block / channels;
  const bits = short(14) || 8 * container; // some writers leave it out
  const mask = extended ? view.getUint32(20, littleEndian) : 0;
  const name = sampleName(reading, tag, bits, container);
  const type = sampleType(name, littleEndian);
  if (container !== type.bytes) {
    throw sourceError(
      reading,
      `${channels} channels of ${bits} bits must take ${channels * type.bytes} bytes a sample, got ${block}`,
    );
  }
  const law = name === 'mulaw' || name === 'alaw';
  const valid = extended && tag === PCM ? short(18) : bits;
  return {
    type,
    channels,
    sampleRate,
    block,
    full: type.real ? 1 : law ? 32768 : 2 ** (8 * container - 1),
    zeroPoint: name === 'uint8' ? 128 : 0,
    mask,
    text: `${name}${valid > 0 && valid < bits && !type.real && !law ? `, ${valid} bits used` : ''}`,
  };
}

function subformat(reading: Reading, view: DataView, littleEndian: boolean): number {
  const rest = Array.from({ length: 12 }, (_, i) =>
    view
      .getUint8(28 + i)
      .toString(16)
      .padStart(2, '0'),
  ).join('');
  if (SUFFIXES.includes(rest)) return view.getUint32(24, littleEndian) & 0xffff;
  throw sourceError(reading, `its extensible format has an identifier that is not known, it ends in ${rest}`);
}

function sampleName(reading: Reading, tag: number, bits: number, container: number): SampleName {
  if (tag === PCM && bits >= 1 && bits <= 32) {
    // codes of fewer bits than their bytes hold stand in the upper ones
    return (['uint8', 'int16', 'int24', 'int32'] as const)[Math.ceil(bits / 8) - 1];
  }
  if (tag === FLOAT && (bits === 32 || bits === 64)) return `float${bits}`;
  if (tag === A_LAW && bits === 8) return 'alaw';
  if (tag === MU_LAW && bits === 8) return 'mulaw';
  const code = `0x${tag.toString(16).padStart(4, '0')}`;
  const got = OTHERS[tag] ?? (tag === PCM || tag === FLOAT ? `format ${code}` : `unknown format ${code}`);
  throw sourceError(
    reading,
    `samples must be PCM of up to 32 bits, float of 32 or 64, mu-law or A-law, got ${got}, ${bits} bits in ` +
      `${container} bytes; convert it, as with ffmpeg -i IN -c:a pcm_s16le OUT.wav`,
  );
}

/** Places of loudspeakers, from the lowest bit of the mask on. */
const SPEAKERS = 'FL FR FC LFE BL BR FLC FRC BC SL SR TC TFL TFC TFR TBL TBC TBR'.split(' ');

/** Names of the channels: of their loudspeakers where the file says them, else `ch0`, `ch1` ... */
export function channelNames({ mask, channels }: WaveFormat): string[] {
  const speakers = SPEAKERS.filter((_, bit) => mask & (1 << bit));
  const unique = speakers.length >= channels;
  return Array.from({ length: channels }, (_, c) => (unique ? speakers[c] : `ch${c}`));
}
