/** Texts, which stay, and the words that are numbers to programs but not to JSON. */
const WORDS = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/**
 * Parses JSON, and what Python and others write where a number is none: `NaN` is null, `Infinity` an infinity.
 *
 * @throws {SyntaxError} when it is not even that
 * @internal
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    const numbers = text.replace(WORDS, word =>
      word.startsWith('"') ? word : word === 'NaN' ? 'null' : word.startsWith('-') ? '-1e999' : '1e999',
    );
    return JSON.parse(numbers);
  }
}
