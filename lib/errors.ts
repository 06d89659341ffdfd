/**
 * Stable error codes: a program may switch on them, messages may change.
 *
 * - `option-range`, `option-type`: a wrong option, thrown at the call;
 * - `data-*`: bad data in a stream, delivered as an error notification;
 * - `format-*`: a file, a model or a saved state from outside that is not what it claims to be;
 * - `file-write`: a file could not be written, and the old one is as it was;
 * - `overflow`: a bounded queue with policy `error` was full.
 */
export type ErrorCode =
  | 'option-range'
  | 'option-type'
  | 'data-channels'
  | 'data-frame'
  | 'data-info'
  | 'data-no-params'
  | 'data-no-range'
  | 'data-non-finite'
  | 'data-order'
  | 'data-params'
  | 'data-range'
  | 'data-row'
  | 'data-tail'
  | 'file-write'
  | 'format-csv'
  | 'format-model'
  | 'format-network'
  | 'format-params'
  | 'format-source'
  | 'format-state'
  | 'format-wire'
  | 'overflow';

/** A wrong option value. */
export class OptionRangeError extends RangeError {
  override readonly name = 'OptionRangeError';
  readonly code = 'option-range';
}

/** A wrong kind of option. */
export class OptionTypeError extends TypeError {
  override readonly name = 'OptionTypeError';
  readonly code = 'option-type';
}

/** Bad data in a stream; the message says which channel and when. */
export class DataError extends Error {
  override readonly name = 'DataError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Bytes, text or a saved state from outside that break their format; the message says where. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A file could not be written; what stood in its place is as it was. */
export class FileError extends Error {
  override readonly name = 'FileError';
  readonly code = 'file-write';
}

/** A bounded queue with policy `error` was full. */
export class OverflowError extends Error {
  override readonly name = 'OverflowError';
  readonly code = 'overflow';
}
