/** Why a row was left out under `badRows: 'skip'`. */
export type BadRow = 'ragged' | 'text' | 'timestamp' | 'quote';

/** The counters that one reading of a file moves. */
export interface CsvCounts {
  /** Line breaks passed; the last line counts without one too. */
  lines: number;
  /** Rows of the table, skipped ones included, the header not. */
  rows: number;
  /** Comment lines. */
  commentLines: number;
  /** Lines of nothing but spaces. */
  blankLines: number;
  /** Samples of each channel given out in frames. */
  samples: number;
  frames: number;
  /** Rows left out, by reason. */
  readonly skipped: Record<BadRow, number>;
  /** Cells without a value: filled under `hold` and `interpolate`, NaN under `nan`. */
  missing: number;
  /** Cells that held an infinity. */
  infinite: number;
  /** Intervals of the time column that are too long. */
  gaps: number;
  /** Samples that fit into these intervals. */
  missingSamples: number;
  repeatedTimestamps: number;
  backwardTimestamps: number;
}

/** What one reading of a file met, from the first byte to where it ended. */
export interface CsvReport extends Readonly<Omit<CsvCounts, 'skipped'>> {
  /** What messages call the input. */
  readonly name: string;
  /** Bytes taken from the file. */
  readonly bytes: number;
  readonly skipped: Readonly<Record<BadRow, number>>;
  /** From the first sample to the last in seconds: by the stamps, else by the sample rate; absent where neither is known. */
  readonly duration?: number;
  /** Whether the whole file was read: false when the consumer left early or an error ended it. */
  readonly complete: boolean;
}

/** Counters at zero. */
export function newCounts(): CsvCounts {
  return {
    lines: 0,
    rows: 0,
    commentLines: 0,
    blankLines: 0,
    samples: 0,
    frames: 0,
    skipped: { ragged: 0, text: 0, timestamp: 0, quote: 0 },
    missing: 0,
    infinite: 0,
    gaps: 0,
    missingSamples: 0,
    repeatedTimestamps: 0,
    backwardTimestamps: 0,
  };
}
