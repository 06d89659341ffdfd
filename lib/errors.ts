/**
 * Stable error codes: a program may switch on them, messages may change. Each with its cause and what mends it, as in docs/errors.md.
 *
 * - `option-range`, `option-type`: a wrong option, thrown at the call;
 * - `callback`: a function that was given as an option threw;
 * - `data-*`: bad data in a stream, delivered as an error notification;
 * - `file-write`: a file that could not be written, and what stood there is as it was;
 * - `format-*`: a file, a model or a saved state from outside that is not what it claims to be;
 * - `overflow`: a bounded queue with policy `error` was full.
 */
export const errorCodes = {
  'option-range': {
    thrown: 'OptionRangeError',
    cause: 'An option has a value that its rule does not allow.',
    mending: 'Give a value that the rule in the message allows.',
  },
  'option-type': {
    thrown: 'OptionTypeError',
    cause: 'An option is of the wrong kind, is unknown, or the options are no object.',
    mending: 'Correct the name or the kind; the message names the nearest option.',
  },
  callback: {
    thrown: 'CallbackError',
    cause: 'A function that was given as an option threw.',
    mending: 'Mend the function; the error it threw is the `cause`. No data are lost that were given out before.',
  },
  'data-channels': {
    thrown: 'DataError',
    cause: 'The number of channels changed inside a stream, or is not the one asked for.',
    mending: 'Keep sensors in streams of their own, or choose channels at the source.',
  },
  'data-frame': {
    thrown: 'DataError',
    cause: 'Something that is no frame came into an operator, a tracker or a meter.',
    mending: 'Make frames of samples by `frame`, and of rows by `rowsToFrames`.',
  },
  'data-info': {
    thrown: 'DataError',
    cause: 'The sample rate, the names or the units of a stream changed, or do not suit what it goes into.',
    mending: 'Keep streams apart, resample, or state the rate at the source.',
  },
  'data-no-params': {
    thrown: 'DataError',
    cause: 'Real numbers came where codes are needed.',
    mending: 'Quantize before, with the parameters that are asked for.',
  },
  'data-no-range': {
    thrown: 'DataError',
    cause: 'A frame carries no range, and none was given.',
    mending: 'Put `trackRange` or `calibrate` before, or give `range`.',
  },
  'data-non-finite': {
    thrown: 'DataError',
    cause: 'A sample is NaN or infinite.',
    mending: 'Choose what happens to missing values at the source, or a `nonFinite` rule.',
  },
  'data-order': {
    thrown: 'DataError',
    cause: 'A frame starts before the end of the one before it, or two frames of a pair do not cover the same samples.',
    mending: 'Bring frames into the order of their samples; overlapping windows come last.',
  },
  'data-params': {
    thrown: 'DataError',
    cause: 'The parameters, gains or centres of a frame do not fit its samples, its receiver or its neighbours.',
    mending: 'Quantize with the parameters that the message names, or hold them constant over the window.',
  },
  'data-range': {
    thrown: 'DataError',
    cause: 'The samples are on another scale than the quantizer.',
    mending: 'Give the quantizer the full scale of the signal, or scale the signal.',
  },
  'data-row': {
    thrown: 'DataError',
    cause: 'A row has not the fields, the numbers or the time that it should have.',
    mending: 'Mend the row, or choose what happens to bad rows and missing values.',
  },
  'data-tail': {
    thrown: 'DataError',
    cause: 'A stream ended, or changed, inside a window.',
    mending: 'Choose what happens to the rest by `tail`, or hold gains, centres and ranges over whole windows.',
  },
  'file-write': {
    thrown: 'FileError',
    cause: 'A file cannot be written: the disk is full, its folder is not there, or it may not be written to.',
    mending: 'Make room or give another path; what stood there is as it was.',
  },
  'format-csv': {
    thrown: 'FormatError',
    cause: 'A table cannot be read, or not by the given options.',
    mending: 'Do what the message advises: an option that says how the table is written, or another file.',
  },
  'format-model': {
    thrown: 'FormatError',
    cause: 'A model file is damaged, is too large, or holds operators that no layer stands for.',
    mending: 'Convert the model anew, or raise the limit that the message names.',
  },
  'format-network': {
    thrown: 'FormatError',
    cause: 'A network breaks a rule: a shape, a parameter, a limit of its work.',
    mending: 'Mend the layer that the message names, or raise the limit where that is meant.',
  },
  'format-params': {
    thrown: 'FormatError',
    cause: 'Quantization parameters from outside are damaged.',
    mending: 'Write them anew from a quantizer of this library.',
  },
  'format-source': {
    thrown: 'FormatError',
    cause: 'A sensor file is damaged, cut, or not what its format demands.',
    mending: 'Read another copy, name the format, or give what the header does not say.',
  },
  'format-state': {
    thrown: 'FormatError',
    cause: 'A saved state is damaged, of another version, or of something else or with other options.',
    mending: 'Restore it into what saved it, made with the same options, or begin anew.',
  },
  'format-wire': {
    thrown: 'FormatError',
    cause: 'A message is damaged or too large.',
    mending: 'Count it as lost; `wireDecoder` finds the next whole one by itself.',
  },
  overflow: {
    thrown: 'OverflowError',
    cause: 'A queue was full, and its rule is to end the stream.',
    mending: 'Take faster, raise the capacity, or choose another rule.',
  },
} as const;

/** One of {@link errorCodes}. */
export type ErrorCode = keyof typeof errorCodes;

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

/** A function that was given as an option threw: its error is the `cause`. */
export class CallbackError extends Error {
  override readonly name = 'CallbackError';
  readonly code = 'callback';
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
