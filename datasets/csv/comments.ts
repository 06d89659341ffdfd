/** What may head comment lines, where no option says it. `#` does anywhere, the others where they head lines before the table. */
export const MARKS = ['#', '%', '//', ';'] as const;

/** What spreadsheets write into a cell that has no value; at the beginning of a line it is no comment. */
const CELL = /^"?#(n\/?a|div\/0!|value!|ref!|num!|name\?|null!|wert!|error|#+)"?\s*([,;\t| ]|$)/i;

/** Whether a line is a comment under one of the marks. */
export function isComment(line: string, marks: readonly string[]): boolean {
  const text = line.trimStart();
  return marks.some(mark => text.startsWith(mark)) && !CELL.test(text);
}

/** A comment line without its mark. */
export function commentText(line: string, marks: readonly string[]): string {
  const text = line.trim();
  const mark = marks.find(m => text.startsWith(m));
  return mark === undefined ? text : text.slice(mark.length).trim();
}

/** The mark in {@link MARKS} that a line in front of a table begins with. `;;;` is a row without values, and `;a;b` a header. */
export function leadingMark(line: string): string | undefined {
  const text = line.trimStart();
  const mark = MARKS.find(m => text.startsWith(m));
  if (mark === undefined || CELL.test(text)) return undefined;
  if (mark !== ';') return mark;
  return text.lastIndexOf(';') === 0 && /[a-z]/i.test(text) ? mark : undefined;
}
