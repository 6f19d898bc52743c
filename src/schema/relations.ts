// Tables, views and sequences of a schema by name, in SHOW TABLES order.

import { quoteIdentifier } from '../encode/identifier.js';
import type { Session } from '../mysql/session.js';

export interface Relation {
  readonly name: string;
  readonly kind: 'table' | 'view' | 'sequence';
}

/** `systemViewKind`: what tables of information_schema are dumped as. */
export async function readRelations(
  session: Session,
  schema: string,
  systemViewKind: 'table' | 'view' = 'view',
): Promise<Relation[]> {
  const rows = await session.query(`SHOW FULL TABLES FROM ${quoteIdentifier(schema)}`);
  return rows.map((row) => ({
    name: row.stringAt(0),
    kind: relationKind(row.string('Table_type'), systemViewKind),
  }));
}

/** Others are tables: BASE TABLE, and MariaDB's SYSTEM VERSIONED. */
function relationKind(type: string, systemViewKind: 'table' | 'view'): Relation['kind'] {
  if (type === 'VIEW') return 'view';
  if (type === 'SYSTEM VIEW') return systemViewKind;
  return type === 'SEQUENCE' ? 'sequence' : 'table';
}
