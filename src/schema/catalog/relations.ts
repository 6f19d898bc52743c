// Tables, views and sequences of a schema by name, in SHOW TABLES order.

import { quoteIdentifier, quoteString } from '../../encode/text/quote.js';
import type { Session } from '../../mysql/protocol/session.js';

export interface Relation {
  readonly name: string;
  readonly kind: 'table' | 'view' | 'sequence';
}

interface ReadOptions {
  /** What tables of information_schema are dumped as. */
  readonly systemViewKind?: 'table' | 'view';
  /** Small tables first, not in list order. */
  readonly bySize?: boolean;
}

export async function readRelations(
  session: Session,
  schema: string,
  { systemViewKind = 'view', bySize = false }: ReadOptions = {},
): Promise<Relation[]> {
  const rows = await session.query(
    bySize ? smallestFirst(schema) : `SHOW FULL TABLES FROM ${quoteIdentifier(schema)}`,
  );
  return rows.map((row) => ({
    name: row.stringAt(0),
    kind: relationKind(row.string('Table_type'), systemViewKind),
  }));
}

function smallestFirst(schema: string): string {
  return (
    'SELECT table_name, table_type FROM information_schema.TABLES' +
    ` WHERE table_schema = ${quoteString(schema)} ORDER BY data_length, table_name`
  );
}

/** Others are tables: BASE TABLE, and MariaDB's SYSTEM VERSIONED. */
function relationKind(type: string, systemViewKind: 'table' | 'view'): Relation['kind'] {
  if (type === 'VIEW') return 'view';
  if (type === 'SYSTEM VIEW') return systemViewKind;
  return type === 'SEQUENCE' ? 'sequence' : 'table';
}
