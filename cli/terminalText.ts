/**
 * Text from a file as a terminal may show it: control characters, line breaks among them, and marks that turn the direction of writing are
 * written out as `\u{1b}`, so that a name can neither move the cursor nor forge a line.
 */
export function terminalText(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, escaped);
}

/** The same for text of several lines, whose breaks stay. */
export function terminalLines(text: string): string {
  return text.split('\n').map(terminalText).join('\n');
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
