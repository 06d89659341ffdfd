import { limited } from '../arithmetic.js';
import { loops } from '../loops.js';
import { tensorType, type WriteCall } from './writeCall.js';
import { codeExpression, writeRequantization } from './writeRequantization.js';

/** A window over the newest columns, moved on where it lies; of several, the older columns of the one whose turn it is. */
export const writeTimeWindow: WriteCall<'timeWindow'> = (constants, { writes: [output] }, target) => {
  const { outer, size, added, inner, every } = constants;
  const [x, out, type] = [target.read(0), target.write(), tensorType(output)];
  const [strip, window, kept] = [added * inner, size * inner, (size - added) * inner];
  const bytes = (count: number): string => `${count} * sizeof(${type})`;
  const row = (index: string, length: number): string => (index === '0' ? '' : ` + ${index} * ${length}`);
  const rows = (body: (o: string) => readonly string[]): string[] =>
    loops([{ count: outer, strides: [1] }], 1, ([o]) => body(o));
  const append = (o: string): string =>
    `memcpy(${out}${row(o, window)}${kept === 0 ? '' : ` + ${kept}`}, ${x}${row(o, strip)}, ${bytes(strip)});`;
  if (every === 1) {
    return rows(o => {
      const at = `${out}${row(o, window)}`;
      return kept === 0 ? [append(o)] : [`memmove(${at}, ${at} + ${strip}, ${bytes(kept)});`, append(o)];
    });
  }
  const [older, turn] = [target.write(1), target.write(2)];
  return [
    `${type} *own = ${older} + ${turn}[0] * ${outer * kept};`,
    ...rows(o => [
      `memcpy(${out}${row(o, window)}, own${row(o, kept)}, ${bytes(kept)});`,
      append(o),
      `memcpy(own${row(o, kept)}, ${out}${row(o, window)} + ${strip}, ${bytes(kept)});`,
    ]),
    `${turn}[0] = (${turn}[0] + 1) % ${every};`,
  ];
};

/** Sums over the newest columns: what comes in is added, what goes out subtracted. */
export const writeRunningSum: WriteCall<'runningSum'> = (constants, { reads: [input], writes: [output] }, target) => {
  const { outer, size, added, inner, every, sums, count, made } = constants;
  const [x, out, ring, totals, place] = [target.read(0), ...[0, 1, 2, 3].map(k => target.write(k))];
  const type = tensorType(input);
  const plain = sums.every((sum, e) => sum === e);
  const table = plain ? '' : target.array('sums', 'int32', sums);
  const element = outer === 1 ? 'k' : `o * ${inner} + k`;
  const code =
    made.rule === 'mean'
      ? `${target.use(limited)}((acc > 0 ? acc + ${made.elements >> 1} : acc - ${made.elements >> 1}) / ${made.elements}, ${made.low}, ${made.high})`
      : codeExpression(made.requantization, writeRequantization(made.requantization, target), '0', 'total[k]', target);
  return [
    `${type} *own = ${ring} + ${place}[0] * ${outer * size * inner};`,
    `int32_t *total = ${totals} + ${place}[0] * ${count};`,
    `for (int32_t i = 0; i < ${added}; i++) {`,
    `  const int32_t column = (${place}[1] + i) % ${size};`,
    `  for (int32_t o = 0; o < ${outer}; o++) {`,
    `    const ${type} *now = ${x} + (o * ${added} + i) * ${inner};`,
    `    ${type} *old = own + (o * ${size} + column) * ${inner};`,
    `    for (int32_t k = 0; k < ${inner}; k++) {`,
    `      total[${plain ? element : `${table}[${element}]`}] += now[k] - old[k];`,
    '      old[k] = now[k];',
    '    }',
    '  }',
    '}',
    `${place}[0]++;`,
    `if (${place}[0] == ${every}) {`,
    `  ${place}[0] = 0;`,
    `  ${place}[1] = (${place}[1] + ${added}) % ${size};`,
    '}',
    `for (int32_t k = 0; k < ${count}; k++) {`,
    ...(made.rule === 'mean' ? [`  const int32_t acc = total[k] + (${made.zeroPoint * made.elements});`] : []),
    `  ${out}[k] = (${tensorType(output)})${code};`,
    '}',
  ];
};
