// How names stand in the dump and in the statements that read for it: in backticks, in the
// double quotes of ANSI modes, or bare where `--skip-quote-names` allows it. Pure.

import { buildBareName } from '../../encode/text/bare-name.js';
import { quoteIdentifier } from '../../encode/text/quote.js';
import type { Format } from '../../model/options.js';

export interface Names {
  /** In quotes whatever the options say. */
  readonly quote: (name: string) => string;
  /** In quotes unless the options and its letters let it stand bare. */
  readonly write: (name: string) => string;
  /** From here on in backticks, whatever the modes. */
  readonly toBackticks: () => void;
}

/** `--compatible` modes under which `"` quotes names. */
const ANSI_MODES: ReadonlySet<string> = new Set([
  'POSTGRESQL',
  'ORACLE',
  'MSSQL',
  'DB2',
  'MAXDB',
  'ANSI',
]);

interface NameContext {
  readonly format: Pick<Format, 'compatible' | 'quoteNames'>;
  /** Of the connection. */
  readonly charset: string;
}

export function namesFor({ format, charset }: NameContext): Names {
  const isAnsi = format.compatible.some((mode) => ANSI_MODES.has(mode));
  return buildNames(isAnsi ? quoteAnsi : quoteIdentifier, format.quoteNames, charset);
}

/** Whatever the modes: triggers stand like that. */
export function backtickNames({ format, charset }: NameContext): Names {
  return buildNames(quoteIdentifier, format.quoteNames, charset);
}

function buildNames(asked: (name: string) => string, always: boolean, charset: string): Names {
  const bare = always ? undefined : buildBareName(charset);
  let quote = asked;
  return {
    quote: (name) => quote(name),
    write: (name) => (bare?.test(name) === true ? name : quote(name)),
    toBackticks: () => {
      quote = quoteIdentifier;
    },
  };
}

function quoteAnsi(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
