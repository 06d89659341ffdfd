/** Bytes on demand: nothing is read before it is asked for. */
export interface ByteSource {
  /** Writes at most `into.length` bytes and returns how many; 0 at the end. */
  read(into: Uint8Array): Promise<number>;
  /** Reads at a place of its own, where the source is a file; `read` goes on from where it was. */
  readonly readAt?: (into: Uint8Array, position: number) => Promise<number>;
  /** Bytes there were when it was opened, where it is a file. */
  readonly size?: number;
  /** Lets go of the file or of the chunks. */
  close(): Promise<void>;
}
