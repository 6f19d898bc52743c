// How names stand in the dump and in the statements that read for it: in backticks, in the
// double quotes of ANSI modes, or bare where `--skip-quote-names` allows it. Pure.

import { quoteIdentifier } from '../encode/identifier.js';
import type { Format } from '../model/options.js';

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

/** The text of a drop-in is bytes: those above 0x7f are letters, as in utf8mb4. */
const BARE = /^[A-Za-z0-9_$\u0080-\uffff]*$/;

export function namesFor(format: Pick<Format, 'compatible' | 'quoteNames'>): Names {
  const isAnsi = format.compatible.some((mode) => ANSI_MODES.has(mode));
  return buildNames(isAnsi ? quoteAnsi : quoteIdentifier, format.quoteNames);
}

/** Whatever the modes: triggers stand like that. */
export function backtickNames(format: Pick<Format, 'quoteNames'>): Names {
  return buildNames(quoteIdentifier, format.quoteNames);
}

function buildNames(asked: (name: string) => string, always: boolean): Names {
  let quote = asked;
  return {
    quote: (name) => quote(name),
    write: (name) => (!always && BARE.test(name) ? name : quote(name)),
    toBackticks: () => {
      quote = quoteIdentifier;
    },
  };
}

function quoteAnsi(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
