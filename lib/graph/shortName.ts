/**
 * A name in so many characters: the ends of a longer one.
 *
 * @internal
 */
export function shortName(name: string, width: number): string {
  return name.length <= width ? name : `${name.slice(0, width - 6)}..${name.slice(-4)}`;
}
