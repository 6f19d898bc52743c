// The parts of a CREATE TABLE as servers show it: its columns, keys and options, each with
// the bytes where it is written. Pure.

import { HeadCursor, type Name, type ObjectName, type Range, toName } from './head-cursor.js';
import { unquoteName } from './insert-head.js';
import { PLAIN_QUOTES, type QuoteRules } from './statement.js';
import { isSymbol, isWord, toByteText, type Token, TokenReader } from './tokens.js';

export type KeyKind =
  | 'primary'
  | 'unique'
  | 'key'
  | 'fulltext'
  | 'spatial'
  | 'vector'
  | 'foreign'
  | 'check'
  /** `PERIOD FOR SYSTEM_TIME`. */
  | 'period';

export interface TableColumn extends Range {
  readonly name: Name;
  /** `varchar(10)`, `enum('a','b')`, with its length or members. */
  readonly type: string;
  readonly isAutoIncrement: boolean;
  readonly isGenerated: boolean;
  /** PRIMARY KEY, UNIQUE or REFERENCES of the column's own, as no server shows it. */
  readonly hasKey: boolean;
}

export interface TableKey extends Range {
  readonly kind: KeyKind;
  readonly name: string | undefined;
  /** Names in its first parentheses; undefined for an expression. */
  readonly columns: readonly (string | undefined)[];
  /** Of a foreign key. */
  readonly references: ObjectName | undefined;
  readonly isHash: boolean;
}

export interface CreateTable {
  readonly byteText: string;
  readonly name: ObjectName;
  readonly isTemporary: boolean;
  readonly columns: readonly TableColumn[];
  readonly keys: readonly TableKey[];
  /** What is between the parentheses. */
  readonly body: Range;
  /** What is after them. */
  readonly options: Range;
  /** In lower case. */
  readonly engine: string | undefined;
  readonly isPartitioned: boolean;
  /** Partitioned by a key without saying which: the primary one, or a unique one. */
  readonly isPartitionedByAnyKey: boolean;
  readonly isVersioned: boolean;
  /** An option that ALTER TABLE of MariaDB (10.11) forgets. */
  readonly hasPageChecksum: boolean;
}

/** What a column or key is, by its tokens, and the bytes between the commas around it. */
interface Item extends Range {
  readonly tokens: readonly Token[];
}

/** undefined where it is not the definition of one table by its columns. */
export function parseCreateTable(
  sql: Uint8Array,
  rules: QuoteRules = PLAIN_QUOTES,
): CreateTable | undefined {
  const byteText = toByteText(sql);
  const head = new HeadCursor(new TokenReader(byteText, rules));
  if (head.word('CREATE') === undefined) return undefined;
  if (head.word('OR') !== undefined) head.take();
  const isTemporary = head.word('TEMPORARY') !== undefined;
  if (head.word('TABLE') === undefined) return undefined;
  if (head.word('IF') !== undefined) head.skipPast('EXISTS');
  const name = head.objectName();
  const tokens = head.rest();
  const open = tokens[0];
  if (name === undefined || open === undefined || !isSymbol(open, '(')) return undefined;
  const { items, close } = splitItems(byteText, tokens);
  if (close === undefined) return undefined;
  const options = tokens.slice(tokens.indexOf(close) + 1);
  return {
    byteText,
    name,
    isTemporary,
    ...readItems(items),
    body: { start: open.end, end: close.start },
    options: { start: close.end, end: byteText.length },
    ...readOptions(options),
  };
}

function splitItems(
  byteText: string,
  tokens: readonly Token[],
): { items: Item[]; close: Token | undefined } {
  const items: Item[] = [];
  let depth = 0;
  let start = 0;
  let own: Token[] = [];
  for (const token of tokens) {
    if (isSymbol(token, ')') && --depth === 0) {
      items.push({ ...trim(byteText, start, token.start), tokens: own });
      return { items, close: token };
    }
    if (depth === 1 && isSymbol(token, ',')) {
      items.push({ ...trim(byteText, start, token.start), tokens: own });
      start = token.end;
      own = [];
    } else if (depth > 0) own.push(token);
    if (isSymbol(token, '(') && ++depth === 1) start = token.end;
  }
  return { items, close: undefined };
}

function trim(byteText: string, start: number, end: number): Range {
  const text = byteText.slice(start, end);
  return {
    start: start + text.length - text.trimStart().length,
    end: end - (text.length - text.trimEnd().length),
  };
}

function readItems(items: readonly Item[]): { columns: TableColumn[]; keys: TableKey[] } {
  const columns: TableColumn[] = [];
  const keys: TableKey[] = [];
  for (const item of items) {
    const key = readKey(item);
    if (key !== undefined) keys.push(key);
    else {
      const column = readColumn(item);
      if (column !== undefined) columns.push(column);
    }
  }
  return { columns, keys };
}

function readColumn({ start, end, tokens }: Item): TableColumn | undefined {
  const [name, type] = tokens;
  if (name === undefined || type === undefined) return undefined;
  const has = (...words: readonly string[]): boolean =>
    tokens.slice(2).some((token) => isWord(token, ...words));
  return {
    start,
    end,
    name: toName(name),
    type: readType(tokens.slice(1)),
    isAutoIncrement: has('AUTO_INCREMENT'),
    isGenerated: has('GENERATED', 'AS'),
    hasKey: has('PRIMARY', 'UNIQUE', 'KEY', 'REFERENCES'),
  };
}

/** `decimal(10,2)`. */
function readType(tokens: readonly Token[]): string {
  const end = tokens.findIndex((token) => isSymbol(token, ')'));
  const count = isSymbol(tokens[1], '(') && end > 0 ? end + 1 : 1;
  return tokens
    .slice(0, count)
    .map(({ text }) => text)
    .join('');
}

const KINDS: Readonly<Record<string, KeyKind>> = {
  PRIMARY: 'primary',
  UNIQUE: 'unique',
  KEY: 'key',
  INDEX: 'key',
  FULLTEXT: 'fulltext',
  SPATIAL: 'spatial',
  VECTOR: 'vector',
  FOREIGN: 'foreign',
  CHECK: 'check',
  PERIOD: 'period',
};

function readKey({ start, end, tokens }: Item): TableKey | undefined {
  let at = 0;
  let name: string | undefined;
  if (isWord(tokens[at], 'CONSTRAINT')) {
    at++;
    if (!isWord(tokens[at], ...Object.keys(KINDS))) name = unquoteName(tokens[at++]?.text ?? '');
  }
  if (!isWord(tokens[at], ...Object.keys(KINDS))) return undefined;
  const kind = KINDS[tokens[at++]?.text.toUpperCase() ?? ''] ?? 'key';
  // `FOREIGN KEY`, `UNIQUE INDEX`, `PERIOD FOR`.
  if (isWord(tokens[at], 'KEY', 'INDEX', 'FOR')) at++;
  const own = tokens[at];
  if (own !== undefined && !isSymbol(own, '(')) name ??= unquoteName(own.text);
  const references = tokens.findIndex((token) => isWord(token, 'REFERENCES'));
  return {
    start,
    end,
    kind,
    name,
    columns: kind === 'check' ? [] : readKeyColumns(tokens),
    references: references < 0 ? undefined : readReference(tokens.slice(references + 1)),
    isHash: tokens.some((token) => isWord(token, 'HASH')),
  };
}

/** `(a, b(10) DESC, (lower(c)))`. */
function readKeyColumns(tokens: readonly Token[]): (string | undefined)[] {
  const columns: (string | undefined)[] = [];
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    const isFirst = isSymbol(tokens[index - 1], '(') || isSymbol(tokens[index - 1], ',');
    if (depth === 1 && isFirst)
      columns.push(isSymbol(token, '(') ? undefined : unquoteName(token.text));
    if (isSymbol(token, '(')) depth++;
    if (isSymbol(token, ')') && --depth === 0) break;
  }
  return columns;
}

function readReference(tokens: readonly Token[]): ObjectName | undefined {
  const [first, dot, second] = tokens;
  if (first === undefined) return undefined;
  if (!isSymbol(dot, '.') || second === undefined)
    return { schema: undefined, name: toName(first) };
  return { schema: toName(first), name: toName(second) };
}

type Options = Pick<
  CreateTable,
  'engine' | 'isPartitioned' | 'isPartitionedByAnyKey' | 'isVersioned' | 'hasPageChecksum'
>;

function readOptions(tokens: readonly Token[]): Options {
  const find = (...words: readonly string[]): number =>
    tokens.findIndex((token) => isWord(token, ...words));
  const engine = find('ENGINE');
  const afterEngine = isSymbol(tokens[engine + 1], '=') ? engine + 2 : engine + 1;
  const partition = find('PARTITION');
  const text = tokens.map((token) => token.text.toUpperCase()).join(' ');
  return {
    engine: engine < 0 ? undefined : tokens[afterEngine]?.text.toLowerCase(),
    isPartitioned: partition >= 0,
    isPartitionedByAnyKey: /\bBY (?:LINEAR )?KEY (?:ALGORITHM = \d+ )?\( \)/.test(text),
    isVersioned: text.includes('WITH SYSTEM VERSIONING'),
    hasPageChecksum: find('PAGE_CHECKSUM') >= 0,
  };
}
