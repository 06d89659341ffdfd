/** What stands between the fields of a record. `space` is any run of spaces and tabs; '' means one field a record. */
export type Delimiter = ',' | ';' | '\t' | '|' | 'space' | '' | (string & {});

/** The trimmed fields of one record, or undefined where its quoting breaks RFC 4180 (section 2). */
export function splitRecord(text: string, delimiter: Delimiter, quote: boolean): readonly string[] | undefined {
  if (quote && mayQuote(delimiter) && text.includes('"')) return splitQuoted(text, delimiter);
  if (delimiter === '') return [text.trim()];
  if (delimiter === 'space') return text.trim().split(/[ \t]+/);
  return text.split(delimiter).map(field => field.trim());
}

/** Quotes mean nothing where spaces separate: a run of spaces is no delimiter RFC 4180 knows. */
export function mayQuote(delimiter: Delimiter): boolean {
  return delimiter !== 'space';
}

/** The fields of one whole record of which some are quoted, or undefined when the quoting of one is broken. */
function splitQuoted(text: string, delimiter: Delimiter): readonly string[] | undefined {
  const fields: string[] = [];
  const { length } = text;
  let p = 0;
  for (;;) {
    while (p < length && isPadding(text, p, delimiter)) p++;
    if (text[p] === '"') {
      let value = '';
      let from = p + 1;
      for (;;) {
        const quote = text.indexOf('"', from);
        if (quote < 0) return undefined;
        if (text[quote + 1] === '"') {
          value += text.slice(from, quote + 1);
          from = quote + 2;
        } else {
          fields.push((value + text.slice(from, quote)).trim());
          p = quote + 1;
          break;
        }
      }
      while (p < length && isPadding(text, p, delimiter)) p++;
      if (p < length && text[p] !== delimiter) return undefined;
    } else {
      const stop = delimiter === '' ? -1 : text.indexOf(delimiter, p);
      const field = text.slice(p, stop < 0 ? length : stop).trim();
      if (field.includes('"') || field.includes('\n')) return undefined;
      fields.push(field);
      p = stop < 0 ? length : stop;
    }
    if (p >= length) return fields;
    p++;
  }
}

function isPadding(text: string, p: number, delimiter: Delimiter): boolean {
  const char = text[p];
  return char !== delimiter && (char === ' ' || char === '\t' || char === '\r');
}

/** The index of the field whose quote is still open at the end of `text`. */
export function openField(text: string, delimiter: Delimiter): number {
  let field = 0;
  let inside = false;
  let opened = 0;
  for (const char of text) {
    if (char === '"') {
      inside = !inside;
      if (inside) opened = field;
    } else if (char === delimiter && !inside) {
      field++;
    }
  }
  return opened;
}
