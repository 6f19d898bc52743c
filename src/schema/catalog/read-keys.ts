// The keys of all tables of a schema, in one query.

import { quoteString } from '../../encode/text/quote.js';
import type { Key, KeyPart } from '../../model/catalog.js';
import { isAtLeast, type ServerFacts } from '../../model/server.js';
import type { Session } from '../../mysql/protocol/session.js';
import { askOfTables } from './only-tables.js';
import { streamCells } from './stream-cells.js';

interface OpenKey {
  readonly name: string;
  readonly unique: boolean;
  readonly type: string;
  /** By position; undefined for an expression. */
  readonly parts: (KeyPart | undefined)[];
}

/** By table name. Only keys that can be read along: no expressions, no hidden ones. */
export async function readKeys(
  session: Session,
  facts: ServerFacts,
  schema: string,
  names: readonly string[],
): Promise<Map<string, Key[]>> {
  const tables = new Map<string, Map<string, OpenKey>>();
  const onRow = ([table, name, nonUnique, at, column, subPart, nullable, type]: readonly (
    | string
    | null
  )[]): void => {
    const keys = tables.get(table ?? '') ?? new Map<string, OpenKey>();
    tables.set(table ?? '', keys);
    const unique = nonUnique === '0';
    const key = keys.get(name ?? '') ?? { name: name ?? '', unique, type: type ?? '', parts: [] };
    keys.set(key.name, key);
    key.parts[Number(at) - 1] =
      typeof column === 'string'
        ? {
            column,
            prefixLength: typeof subPart === 'string' ? Number(subPart) : undefined,
            nullable: nullable === 'YES',
          }
        : undefined;
  };
  await askOfTables(session, names, async (only) => {
    await streamCells(
      session,
      'SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, SEQ_IN_INDEX, COLUMN_NAME, SUB_PART, NULLABLE,' +
        ' INDEX_TYPE FROM information_schema.STATISTICS' +
        ` WHERE TABLE_SCHEMA = ${quoteString(schema)}${only}${visibleOnly(facts)}`,
      onRow,
    );
  });

  const result = new Map<string, Key[]>();
  for (const [table, keys] of tables) result.set(table, sortKeys([...keys.values()]));
  return result;
}

/** A key hidden from the optimizer cannot be forced. */
function visibleOnly(facts: ServerFacts): string {
  if (facts.flavor === 'mysql') return " AND IS_VISIBLE = 'YES'";
  return isAtLeast(facts.version, 10, 6) ? " AND IGNORED = 'NO'" : '';
}

/** The server's own order: primary, unique without NULLs, unique, others. Stable. */
function sortKeys(keys: readonly OpenKey[]): Key[] {
  const usable: Key[] = [];
  for (const { name, unique, type, parts } of keys) {
    const known = parts.filter((part) => part !== undefined);
    // MariaDB calls a unique key over a BLOB HASH: it is no index that has an order.
    if (known.length === parts.length && type !== 'HASH')
      usable.push({ name, unique, parts: known });
  }
  return usable.sort((left, right) => rankKey(left) - rankKey(right));
}

function rankKey(key: Key): number {
  if (key.name === 'PRIMARY') return 0;
  if (!key.unique) return 3;
  return key.parts.some((part) => part.nullable) ? 2 : 1;
}
