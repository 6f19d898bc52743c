// Tables, views and sequences of a schema by name, in SHOW TABLES order.

import { quoteIdentifier } from '../encode/identifier.js';
import type { Session } from '../mysql/session.js';

export interface Relation {
  readonly name: string;
  readonly kind: 'table' | 'view' | 'sequence';
}

export async function readRelations(session: Session, schema: string): Promise<Relation[]> {
  const rows = await session.query(`SHOW FULL TABLES FROM ${quoteIdentifier(schema)}`);
  return rows.map((row) => ({
    name: row.stringAt(0),
    kind: relationKind(row.string('Table_type')),
  }));
}

/** Others are tables: BASE TABLE, and MariaDB's SYSTEM VERSIONED. */
function relationKind(type: string): Relation['kind'] {
  if (type === 'VIEW' || type === 'SYSTEM VIEW') return 'view';
  return type === 'SEQUENCE' ? 'sequence' : 'table';
}
