/** A kind of file that is no table of text: how it begins, what it is, what to do. */
interface Kind {
  readonly begins: string;
  readonly what: string;
  readonly advice: string;
}

const EXPORT = 'export the table as CSV';

const KINDS: readonly Kind[] = [
  { begins: 'PK\x03\x04', what: 'a ZIP archive, as .xlsx and .ods workbooks are', advice: EXPORT },
  { begins: '\xd0\xcf\x11\xe0', what: 'an .xls workbook', advice: EXPORT },
  { begins: '\x89HDF', what: 'an HDF5 or MATLAB 7.3 file', advice: EXPORT },
  { begins: 'MATLAB 5.0 MAT-file', what: 'a MATLAB file', advice: EXPORT },
  { begins: 'SQLite format 3', what: 'an SQLite database', advice: EXPORT },
  { begins: 'PAR1', what: 'a Parquet file', advice: EXPORT },
  { begins: 'ARROW1', what: 'an Arrow file', advice: EXPORT },
  { begins: 'TDSm', what: 'a TDMS file', advice: EXPORT },
  { begins: 'TOB1', what: 'a binary TOB1 file', advice: 'convert it to TOA5' },
  { begins: '%PDF-', what: 'a PDF document', advice: EXPORT },
  { begins: '\x89PNG', what: 'a PNG picture', advice: EXPORT },
  { begins: '\x28\xb5\x2f\xfd', what: 'a Zstandard archive', advice: 'decompress it first' },
  { begins: 'BZh', what: 'a bzip2 archive', advice: 'decompress it first' },
  { begins: '\xfd7zXZ', what: 'an xz archive', advice: 'decompress it first' },
  { begins: '7z\xbc\xaf', what: 'a 7z archive', advice: 'decompress it first' },
  { begins: '\x7fELF', what: 'a program', advice: 'check the path' },
  { begins: 'RIFF', what: 'a RIFF file, as .wav files are', advice: 'read it as what it is' },
  { begins: '\x93NUMPY', what: 'a NumPy array', advice: 'read it as what it is' },
];

/** What kind of file begins with these bytes, in words for a message, or undefined where it may be text. */
export function foreignKind(head: Uint8Array): string | undefined {
  const text = Buffer.from(head.subarray(0, 512)).toString('latin1');
  const kind = KINDS.find(({ begins }) => text.startsWith(begins));
  if (kind) return `the file is ${kind.what}; ${kind.advice}`;
  const lead = text.replace(/^\xef\xbb\xbf/, '').trimStart();
  if (/^<(!doctype html|html)/i.test(lead))
    return 'the file is a web page, perhaps of a download that failed; fetch the table itself';
  if (/^<\?xml|^<[a-z]+[ >]/i.test(lead)) return 'the file is XML; export the table as CSV';
  return undefined;
}
