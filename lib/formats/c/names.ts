/** Words for comments: letters, digits and marks that cannot end a comment, escape or nest; at most 60 of them. */
export function commentText(text: string): string {
  const plain = text.replace(/[^A-Za-z0-9 _.,:;()+-]/g, '_');
  return plain.length > 60 ? `${plain.slice(0, 57)}...` : plain;
}

/** A C identifier like the text: letters, digits and single underscores between them; `fallback` where none are left. */
export function identifier(text: string, fallback: string): string {
  const plain = text.replace(/[^A-Za-z0-9]+/g, '_').replace(/^[_0-9]+/, '');
  return plain.slice(0, 40).replace(/_+$/, '') || fallback;
}
