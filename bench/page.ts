import { goals } from './goals.js';
import type { Row } from './harness.js';

/** docs/performance.md: goals, then everything that was measured. */
export function performancePage(machine: string, rows: readonly Row[]): string {
  const groups = [...new Set(rows.map(({ group }) => group))];
  return `# Performance

Made by \`npm run bench -- --page\`: ${machine}. Do not edit it by hand.

All rows of a group were timed in one process, in slices of about 4 ms in an order shuffled every round, by the CPU time of the process
(\`process.cpuUsage\`). "x" is the CPU time of the group's first row by that of this row, each at its tenth percentile: a ratio repeats
where a time does not. Outputs of WebAssembly equal those of TypeScript bit for bit (\`test/lib/kernels/wasm\`, and every oracle of
\`test/lib/engine\`), copies in and out are included. Peers are installed by \`npm run bench:peers\`, and named as missing where they are not.

## Goals

| what | beside | goal | measured | |
|---|---|---|---|---|
${goals.map(goal => goalLine(goal, rows)).join('\n')}

## Everything
${groups
  .map(group =>
    section(
      group,
      rows.filter(row => row.group === group),
    ),
  )
  .join('')}`;
}

function goalLine({ group, name, ratio, limit }: (typeof goals)[number], rows: readonly Row[]): string {
  const row = rows.find(r => r.group.startsWith(group) && r.name.startsWith(name));
  const base = rows.find(r => r.group === row?.group);
  const measured = row?.ratio !== undefined && base?.missing === undefined ? row.ratio : undefined;
  const verdict = measured === undefined ? 'not measured' : measured >= ratio ? 'met' : `not met: ${limit}`;
  return `| ${row?.group ?? group}: ${name} | ${base?.name ?? ''} | ${ratio} | ${measured?.toFixed(2) ?? ''} | ${verdict} |`;
}

function section(group: string, rows: readonly Row[]): string {
  const unit = rows[0].unit;
  const lines = rows.map(({ name, best, median, ratio, missing }) =>
    missing === undefined
      ? `| ${name} | ${figure(best)} | ${figure(median)} | ${ratio?.toFixed(2) ?? ''} |`
      : `| ${name} | ${missing} | | |`,
  );
  return `\n### ${group}\n\n| ${unit} | best | median | x |\n|---|---|---|---|\n${lines.join('\n')}\n`;
}

function figure(x: number | undefined): string {
  return x === undefined ? '' : `${Number(x.toPrecision(4))}`;
}
