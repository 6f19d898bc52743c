// The head of an INSERT or REPLACE, up to its first tuple. What has anything but names there,
// a comment or PARTITION, is left to be a plain statement.

import type { InsertHead, QuoteRules } from './statement.js';

const BACKTICKED = '`[^`]*(?:``[^`]*)*`';
const BARE = '[\\w$\\x80-\\xff]+';
const NAME = `(?:${BACKTICKED}|${BARE})`;
const ANSI_NAME = `(?:${BACKTICKED}|"[^"]*(?:""[^"]*)*"|${BARE})`;

const PLAIN_HEAD = buildPattern(NAME);
const ANSI_HEAD = buildPattern(ANSI_NAME);

function buildPattern(name: string): RegExp {
  return new RegExp(
    '^(INSERT|REPLACE)\\s+(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY)\\s+)?(IGNORE\\s+)?(?:INTO\\s+)?' +
      `(${name})(?:\\s*\\.\\s*(${name}))?` +
      `\\s*(?:\\(\\s*(${name}(?:\\s*,\\s*${name})*)\\s*\\)\\s*)?(?<![\\w$\\x80-\\xff])VALUES?\\s*(?=\\()`,
    'i',
  );
}

const EACH_NAME = new RegExp(ANSI_NAME, 'g');

/** `byteText`: what there is of the statement, a character for each byte. */
export function parseInsertHead(byteText: string, rules: QuoteRules): InsertHead | undefined {
  const match = (rules.ansiQuotes ? ANSI_HEAD : PLAIN_HEAD).exec(byteText);
  if (match === null) return undefined;
  const [text, verb = '', ignore, first = '', second, columns] = match;
  // `INSERT INTO VALUES (...)`: not a table of that name.
  if (/^(?:VALUES?|INTO|IGNORE)$/i.test(first)) return undefined;
  return {
    verb: verb.toUpperCase() === 'INSERT' ? 'insert' : 'replace',
    isIgnore: ignore !== undefined,
    schema: second === undefined ? undefined : unquoteName(first),
    table: unquoteName(second ?? first),
    columns: columns?.match(EACH_NAME)?.map(unquoteName),
    text: Uint8Array.from(Buffer.from(text, 'latin1')),
    rules,
  };
}

/** A name as it is written, of bytes, as text. */
export function unquoteName(written: string): string {
  const quote = written[0] ?? '';
  const isQuoted = quote === '`' || quote === '"';
  const bytes = isQuoted ? written.slice(1, -1).replaceAll(quote + quote, quote) : written;
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
