import type { Command } from 'commander';
import type { Writable } from 'node:stream';
import { terminalLines, terminalText } from './terminalText.js';

/** Where a command writes: text for people as it goes, or one JSON document at the end. */
export interface Output {
  readonly json: boolean;
  /** Settings as resolved. They stand before everything else, and appear with the first of it: what is refused before is not echoed. */
  settings(values: Readonly<Record<string, unknown>>): void;
  /** A heading and lines of text. */
  section(title: string, text: string): void;
  /** One more line of text. */
  line(text: string): void;
  /** A named part of the JSON document. */
  result(name: string, value: unknown): void;
  /** Writes the JSON document. */
  end(): void;
}

/** Writes to a stream. */
export function output(json: boolean, stream: Writable): Output {
  const document: Record<string, unknown> = {};
  let held = ''; // the settings, until something follows
  const write = (text: string) => {
    if (!json) stream.write(`${terminalLines(held + text)}\n`);
    held = '';
  };
  return {
    json,
    settings(values) {
      document.settings = values;
      const rows = Object.entries(values).map(([name, value]) => [
        name,
        terminalText(Array.isArray(value) ? value.join(', ') : String(value)),
      ]);
      const width = Math.max(...rows.map(([name]) => name.length));
      held = `${rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')}\n`;
    },
    section: (title, text) => write(`\n${terminalText(title)}\n${text}`),
    line: write,
    result(name, value) {
      document[name] = value;
    },
    end() {
      if (!json && held !== '') stream.write(terminalLines(held));
      if (json) stream.write(`${JSON.stringify(document, jsonValue, 2)}\n`);
    },
  };
}

/** JSON has no infinities and no big integers: they go as strings. */
function jsonValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) return String(value);
  return value;
}

/** Adds the choice between text and JSON. */
export function withOutput(command: Command): Command {
  return command.option('--json', 'one JSON document on stdout instead of text', false);
}
