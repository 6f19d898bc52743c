// Other schemas and definers in a statement, byte for byte where they are written. Pure.

import type { Classified } from './classified.js';
import { type Name, type ObjectName, type Range, toName } from './head-cursor.js';
import { unquoteName } from './insert-head.js';
import { PLAIN_QUOTES, type QuoteRules } from './statement.js';
import { isSymbol, toByteText, TokenReader } from './tokens.js';

/** SQL that stands in the place of a range. */
interface Edit extends Range {
  readonly text: string;
}

/** Without its DEFINER (who restores it is it then), or with the account, which is SQL. */
export function rewriteDefiner(
  sql: Uint8Array<ArrayBuffer>,
  { definer }: Classified,
  account: 'strip' | { readonly account: string },
): Uint8Array<ArrayBuffer> {
  if (definer === undefined) return sql;
  if (account !== 'strip')
    return edit(sql, [{ ...definer, text: `DEFINER=${toByteText(Buffer.from(account.account))}` }]);
  // With the space after it.
  const end = sql[definer.end] === 0x20 ? definer.end + 1 : definer.end;
  return edit(sql, [{ start: definer.start, end, text: '' }]);
}

/** The definer's account as it is written: `` `root`@`localhost` ``. */
export function readDefiner(sql: Uint8Array, { definer }: Classified): string | undefined {
  if (definer === undefined) return undefined;
  const text = Buffer.from(sql.subarray(definer.start, definer.end)).toString('utf8');
  return text.replace(/^DEFINER\s*=\s*/i, '');
}

export interface Renamed {
  readonly sql: Uint8Array<ArrayBuffer>;
  /** Where the old name still stands before a dot: in the body of a view or program. */
  readonly left: readonly Range[];
}

/**
 * `schema` under its new name in what the statement says of its own object, and in foreign keys. What
 * `left` has may be the schema, or a table or alias of that name: only who reads the body knows.
 */
export function rewriteSchema(
  sql: Uint8Array<ArrayBuffer>,
  classified: Classified,
  { from, to }: { readonly from: string; readonly to: string },
  rules: QuoteRules = PLAIN_QUOTES,
): Renamed {
  const names = listSchemaNames(classified);
  const byteText = toByteText(sql);
  if (classified.class === 'create-table') names.push(...listReferences(byteText, rules));
  const own = names.filter(({ text }) => text === from);
  const starts = new Set(own.map(({ start }) => start));
  const left = listQualifiers(byteText, from, rules).filter(({ start }) => !starts.has(start));
  const quoted = toByteText(Buffer.from(`\`${to.replaceAll('`', '``')}\``));
  return {
    sql: edit(
      sql,
      own.map(({ start, end }) => ({ start, end, text: quoted })),
    ),
    left,
  };
}

const OF_DATABASES: ReadonlySet<Classified['class']> = new Set([
  'create-database',
  'drop-database',
  'alter-database',
  'use',
]);

function listSchemaNames({ class: kind, objects, table }: Classified): Name[] {
  const all: ObjectName[] = table === undefined ? [...objects] : [...objects, table];
  const names = all.map(({ schema, name }) => (OF_DATABASES.has(kind) ? name : schema));
  return names.filter((name) => name !== undefined);
}

/** `REFERENCES schema.table` of foreign keys. */
function listReferences(byteText: string, rules: QuoteRules): Name[] {
  const names: Name[] = [];
  const tokens = new TokenReader(byteText, rules).rest();
  for (const [index, token] of tokens.entries()) {
    const [schema, dot] = [tokens[index + 1], tokens[index + 2]];
    if (token.kind !== 'word' || token.text.toUpperCase() !== 'REFERENCES') continue;
    if (schema !== undefined && isSymbol(dot, '.')) names.push(toName(schema));
  }
  return names;
}

/** Names that are `schema` and have a dot after them. */
function listQualifiers(byteText: string, schema: string, rules: QuoteRules): Range[] {
  const tokens = new TokenReader(byteText, rules).rest();
  return tokens.filter(
    (token, index) =>
      (token.kind === 'name' || token.kind === 'word') &&
      isSymbol(tokens[index + 1], '.') &&
      !isSymbol(tokens[index - 1], '.') &&
      unquoteName(token.text) === schema,
  );
}

function edit(sql: Uint8Array<ArrayBuffer>, edits: readonly Edit[]): Uint8Array<ArrayBuffer> {
  let text = '';
  let at = 0;
  const byteText = toByteText(sql);
  for (const { start, end, text: replacement } of [...edits].sort((a, b) => a.start - b.start)) {
    text += byteText.slice(at, start) + replacement;
    at = end;
  }
  return edits.length === 0
    ? sql
    : Uint8Array.from(Buffer.from(text + byteText.slice(at), 'latin1'));
}
