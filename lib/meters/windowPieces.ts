import { FormatError } from '../errors.js';

/** A part of a window that lies on the grid of absolute indices: samples [start, end) and what is known of them. */
export interface Piece<P> {
  readonly start: number;
  end: number;
  readonly content: P;
}

/** Incomplete windows that are kept for what may still complete them; the oldest go first. */
const MOST = 256;

/**
 * Windows [k size, (k + 1) size) that are not complete yet, because the stream has not gone on, a gap has cut them, or the
 * samples are in another accumulator that will be merged. Pieces that touch inside a window are joined; a whole window
 * leaves at once.
 *
 * @internal
 */
export class WindowPieces<P> {
  /** In the order of their starts. */
  pieces: Piece<P>[] = [];

  /**
   * @param join adds what is known of the samples right behind a piece to the piece
   * @param whole takes a complete window and the absolute index of its first sample
   */
  constructor(
    private readonly size: number,
    private readonly join: (into: P, more: P) => void,
    private readonly whole: (content: P, start: number) => void,
  ) {}

  /** The piece that samples from `start` on go into, begun where there is none. `advance` must follow. */
  pieceAt(start: number, begin: () => P): Piece<P> {
    if (start % this.size !== 0) {
      for (let k = this.pieces.length - 1; k >= 0; k--) if (this.pieces[k].end === start) return this.pieces[k];
    }
    const piece = { start, end: start, content: begin() };
    this.insert(piece);
    return piece;
  }

  /** The piece has grown to `end`. */
  advance(piece: Piece<P>, end: number): void {
    piece.end = end;
    this.settle(piece);
    if (this.pieces.length > MOST) this.pieces.shift();
  }

  /** Takes in a piece of another accumulator; its content becomes this one's. */
  add(piece: Piece<P>): void {
    const before = piece.start % this.size === 0 ? undefined : this.pieces.find(p => p.end === piece.start);
    if (before) {
      this.join(before.content, piece.content);
      this.advance(before, piece.end);
    } else {
      this.insert(piece);
      this.advance(piece, piece.end);
    }
  }

  /** Joins a piece with the one behind it, or lets it go when it is whole. */
  private settle(piece: Piece<P>): void {
    if (piece.end % this.size !== 0) {
      const next = this.pieces.find(p => p.start === piece.end && p !== piece);
      if (next) {
        this.join(piece.content, next.content);
        piece.end = next.end;
        this.pieces.splice(this.pieces.indexOf(next), 1);
      }
    }
    if (piece.end - piece.start !== this.size) return;
    this.pieces.splice(this.pieces.indexOf(piece), 1);
    this.whole(piece.content, piece.start);
  }

  private insert(piece: Piece<P>): void {
    const at = this.pieces.findIndex(p => p.start > piece.start);
    this.pieces.splice(at < 0 ? this.pieces.length : at, 0, piece);
  }
}

/**
 * Samples from absolute index `index` to the end of its window.
 *
 * @internal
 */
export function leftInWindow(index: number, size: number): number {
  return size - (((index % size) + size) % size);
}

/**
 * The ends of a saved piece, checked: inside one window and not all of it.
 *
 * @internal
 */
export function checkPiece(
  who: string,
  start: unknown,
  end: unknown,
  size: number,
): { readonly start: number; end: number } {
  if (Number.isSafeInteger(start) && Number.isSafeInteger(end)) {
    const [from, to] = [start as number, end as number];
    if (from < to && to - from < size && to - from <= leftInWindow(from, size)) return { start: from, end: to };
  }
  throw new FormatError('format-state', `${who}: a saved window is damaged`);
}
