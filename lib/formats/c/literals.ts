import type { CodeWidth } from '../../ops/codes.js';

/** The types of constants. */
export type ElementType = CodeWidth | 'int64';

const WIDTH = 120;

/** An integer as C has it; the least of a type has no literal of its own. */
function integerLiteral(value: number): string {
  if (value === -2147483648) return 'INT32_MIN';
  return Math.abs(value) > 2147483647 ? `INT64_C(${value})` : `${value}`;
}

/** A float32 number as C has it. */
export function floatLiteral(value: number): string {
  const digits = `${Math.fround(value)}`;
  return /[.e]/.test(digits) ? `${digits}f` : `${digits}.0f`;
}

/** Bytes of an element. */
export function bytesOf(type: ElementType): number {
  return type === 'int8' || type === 'uint8' ? 1 : type === 'int16' || type === 'uint16' ? 2 : type === 'int64' ? 8 : 4;
}

/** `static const int8_t name[3] = {1, 2, 3};`, in lines of at most 120 characters. */
export function arrayDefinition(name: string, type: ElementType, data: ArrayLike<number>): string {
  const lines = [''];
  for (let k = 0; k < data.length; k++) {
    const item = `${integerLiteral(data[k])},`;
    if (lines[lines.length - 1].length + item.length + 3 > WIDTH) lines.push('');
    lines[lines.length - 1] += `${lines[lines.length - 1] === '' ? ' ' : ''} ${item}`;
  }
  return `static const ${type}_t ${name}[${data.length}] = {\n${lines.join('\n')}\n};`;
}

/** `static const struct tag name = {.field = value, ...};`. */
export function structDefinition(name: string, tag: string, fields: Readonly<Record<string, number | string>>): string {
  const items = Object.entries(fields).map(([field, value]) => {
    return `  .${field} = ${typeof value === 'number' ? integerLiteral(value) : value},`;
  });
  return `static const struct ${tag} ${name} = {\n${items.join('\n')}\n};`;
}

/** A text as C has it: printable ASCII as it is, all other bytes of its UTF-8 in octal. */
export function stringLiteral(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const plain = Array.from(bytes, byte => {
    const char = String.fromCharCode(byte);
    return /[A-Za-z0-9 _.,:;()+\-/%=*]/.test(char) ? char : `\\${byte.toString(8).padStart(3, '0')}`;
  });
  return `"${plain.join('')}"`;
}
