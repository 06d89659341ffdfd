import type { OptionKeys } from '../lib/options.js';
import type { Frame, StreamInfo } from '../lib/frame.js';

/** A channel or column of a file, and what becomes of it. */
export interface SourceColumn {
  /** From 0, in the order of the file. */
  readonly index: number;
  readonly name: string;
  /** '' where unknown. */
  readonly unit: string;
  readonly role: 'channel' | 'time' | 'label' | 'ignored';
  /** Its own samples a second (Hz), where channels differ. */
  readonly sampleRate?: number;
  /** Why it is not read; given where `role` is `ignored`. */
  readonly reason?: string;
}

/** A part of a file that holds no samples of this stream: a chunk, a data set, annotations. */
export interface UnreadPart {
  readonly what: string;
  readonly reason: string;
}

/** What is known of a source after a look at its head. */
export interface SourceDescription {
  /** What messages call the input. */
  readonly name: string;
  /** Name of the format, as the table of readers has it. */
  readonly format: string;
  /** What the frames will carry: names, units, rate, epoch. */
  readonly info: StreamInfo;
  readonly rateFrom: 'option' | 'file' | 'time' | 'unknown';
  /** Standard deviation of the stamps about even steps, in s; absent without a time column or a rate. */
  readonly jitter?: number;
  readonly columns: readonly SourceColumn[];
  readonly unread: readonly UnreadPart[];
  /** Samples in each channel that the file promises; absent where it does not say. */
  readonly length?: number;
  /** What else there is to say of how it is read, by short names. */
  readonly details: Readonly<Record<string, string>>;
  /** What a reader should know and may want to change: assumptions, contradictions, advice. Whole sentences. */
  readonly notes?: readonly string[];
}

/** The counters that one reading of a source moves. */
export interface SourceCounts {
  /** Samples of each channel in the frames that were emitted. */
  samples: number;
  frames: number;
  /** Values that are missing: NaN, null, an empty cell. */
  missing: number;
  /** Values that are infinite. */
  infinite: number;
  /** Codes outside of the range that the header gives for them; they are scaled like all others. */
  outOfRange: number;
  /** Jumps of `start` that the file's clock or its rows ask for. */
  gaps: number;
  /** Samples that fit into these gaps. */
  missingSamples: number;
  /** Samples in each channel that the file promises and does not have. */
  truncated: number;
  /** Bytes behind the last whole sample. */
  trailingBytes: number;
  /** Rows or records that came too late. */
  late: number;
  /** Rows or records with the stamp of the one before. */
  repeated: number;
  /** Rows or records that should have a time of their own and have none. */
  untimed: number;
  /** Rows that cannot be read. */
  skipped: number;
  /** Notes in the file that are not samples. */
  annotations: number;
}

/** What one reading of a source met, from the first byte to where it ended. */
export interface SourceReport extends Readonly<SourceCounts> {
  /** What messages call the input. */
  readonly name: string;
  readonly format: string;
  /** Bytes taken from the input, decompressed. */
  readonly bytes: number;
  /** Parts that were met and not read, those behind the samples too. */
  readonly unread: readonly UnreadPart[];
  /** From the first sample to the last in seconds, by the sample rate; absent where that is unknown. */
  readonly duration?: number;
  /** Whether the whole input was read: false when the consumer left early or an error ended it. */
  readonly complete: boolean;
}

/** A source of frames that can be read any number of times. */
export interface SignalSource extends AsyncIterable<Frame> {
  /** What messages call the input. */
  readonly name: string;
  /** Opens the input anew; nothing is read before the first `next()`, and `return()` closes it. */
  [Symbol.asyncIterator](): AsyncGenerator<Frame, void, undefined>;
  /** Looks at the head of the input, and closes it again. */
  probe(): Promise<SourceDescription>;
}

/** How far a reading has come. */
export interface SourceProgress {
  /** Bytes taken from the input. */
  readonly bytes: number;
  /** Bytes of the input as far as it is known: a file has a size, a pipe has none. */
  readonly size?: number;
}

/** Options that all sources share. */
export interface SourceOptions {
  /** The channels to read, by name or by index from 0, in the order of the frames' channels. Defaults to all that fit one stream. */
  readonly columns?: readonly (string | number)[];
  /** Samples a second (Hz), > 0. Overrides what the file says. */
  readonly sampleRate?: number;
  /** Samples in each channel of a frame, 1 to 1048576. Defaults to 1024; the last frame and one before a gap may be shorter. */
  readonly frameLength?: number;
  /** The most bytes that a gzip file may expand to, an integer of at least 1. Defaults to 2^34, 16 GiB. */
  readonly maxExpanded?: number;
  /** Called after each read of the input. */
  readonly onProgress?: (progress: SourceProgress) => void;
  /** Called once when a reading ends, however it ends. */
  readonly onReport?: (report: SourceReport) => void;
  /** Ends a reading at once, with the signal's reason as its error, also while it waits for bytes. */
  readonly signal?: AbortSignal | undefined;
}

/** Names of the options that all sources have. */
export const SOURCE_OPTIONS: OptionKeys<SourceOptions> = {
  columns: true,
  sampleRate: true,
  frameLength: true,
  maxExpanded: true,
  onProgress: true,
  onReport: true,
  signal: true,
};

/** Counters at zero. */
export function newSourceCounts(): SourceCounts {
  return {
    samples: 0,
    frames: 0,
    missing: 0,
    infinite: 0,
    outOfRange: 0,
    gaps: 0,
    missingSamples: 0,
    truncated: 0,
    trailingBytes: 0,
    late: 0,
    repeated: 0,
    untimed: 0,
    skipped: 0,
    annotations: 0,
  };
}
