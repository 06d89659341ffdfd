// What the kernels are called with: a record in memory. Addresses and distances in bytes. vectorRecord.ts writes it, in this order.

@unmanaged
export class Record {
  // the codes that are read, and the plane of int16 into which they go, less their zero point
  input: usize;
  inputKind: i32; // 0 int8, 1 uint8, 2 int16
  inputSize: i32; // of one plane
  planes: i32;
  zeroPoint: i32;
  first: usize; // where the first code goes
  lines: i32; // runs of codes that touch
  codes: i32; // in a line
  lineStride: i32; // in the plane

  // windows
  plane: usize;
  starts: usize; // int32, one a window
  windows: i32;
  runs: usize; // (offset, end) int32: where the pairs of a window lie
  runCount: i32;
  weights: usize; // int16
  bias: usize; // int32
  rows: i32;
  blocks: i32; // rows in eights, rounded up
  sums: usize; // int32, room for four windows

  // from sums to codes
  rule: i32; // 0 double, 1 single, 2 float32, 3 float64, 4 shift, 5 none, 6 the sums shifted right
  constants: usize; // 64 bytes for four rows
  constantStep: i32; // 64, or 0 where all rows have the same
  least: i32; // code less zero point
  most: i32;
  outputZero: i32;
  outputKind: i32;
  output: usize;
  outputSize: i32; // of one plane
  outputRow: i32; // of one window

  // element by element
  other: usize;
  table: usize; // int32, one a byte
  otherTable: usize;
  count: i32;
  shift: i32; // of rule 6
}
