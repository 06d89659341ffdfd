import { terminalText } from './terminalText.js';

/** Names that converters join of many, cut to one column. */
export function shortened(given: string): string {
  const name = terminalText(given);
  return name.length > 48 ? `${name.slice(0, 30)}...${name.slice(-15)}` : name;
}
