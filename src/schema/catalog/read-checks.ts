// The CHECKs of a schema's tables that MySQL enforces while a dump is restored, in one query.
// MariaDB's are not read: the head of a dump keeps them from being looked at.

import { quoteString } from '../../encode/text/quote.js';
import type { Check, Schema } from '../../model/catalog.js';
import type { Session } from '../../mysql/protocol/session.js';

/** The schema with the CHECKs of its tables. */
export async function readChecks(session: Session, schema: Schema): Promise<Schema> {
  const rows = await session.query(
    'SELECT t.TABLE_NAME AS owner, c.CONSTRAINT_NAME AS name, c.CHECK_CLAUSE AS clause' +
      ' FROM information_schema.CHECK_CONSTRAINTS c JOIN information_schema.TABLE_CONSTRAINTS t' +
      ' USING (CONSTRAINT_SCHEMA, CONSTRAINT_NAME)' +
      ` WHERE c.CONSTRAINT_SCHEMA = ${quoteString(schema.name)} AND t.ENFORCED = 'YES'`,
  );
  if (rows.length === 0) return schema;
  const checks = new Map<string, Check[]>();
  for (const row of rows) {
    const list = checks.get(row.string('owner')) ?? [];
    list.push({ name: row.string('name'), clause: row.string('clause') });
    checks.set(row.string('owner'), list);
  }
  return {
    ...schema,
    relations: schema.relations.map((relation) =>
      relation.kind === 'table'
        ? { kind: 'table', table: { ...relation.table, checks: checks.get(relation.table.name) } }
        : relation,
    ),
  };
}
