// Views WITH CHECK OPTION. The server takes one only on what can be updated, and a view's
// placeholder cannot: these come after all other views, and each after those that it is on.

import { quoteIdentifier, quoteString } from '../encode/identifier.js';
import type { Schema, View } from '../model/catalog.js';
import type { Session } from '../mysql/session.js';

/** The schema with the SELECTs of those views. One query, none where there are no views. */
export async function readCheckedViews(session: Session, schema: Schema): Promise<Schema> {
  if (!schema.relations.some(({ kind }) => kind === 'view')) return schema;
  const rows = await session.query(
    'SELECT TABLE_NAME AS name, VIEW_DEFINITION AS definition FROM information_schema.VIEWS' +
      ` WHERE TABLE_SCHEMA = ${quoteString(schema.name)} AND CHECK_OPTION <> 'NONE'`,
  );
  const texts = new Map(rows.map((row) => [row.string('name'), row.string('definition')]));
  return {
    ...schema,
    relations: schema.relations.map((relation) =>
      relation.kind === 'view'
        ? { kind: 'view', view: { ...relation.view, checked: texts.get(relation.view.name) } }
        : relation,
    ),
  };
}

/** Each behind those that its SELECT names. Pure. */
export function orderCheckedViews(views: readonly View[]): View[] {
  const entered = new Set<View>();
  const ordered: View[] = [];
  const add = (view: View): void => {
    if (entered.has(view)) return;
    entered.add(view);
    for (const other of views) if (isOn(view, other)) add(other);
    ordered.push(view);
  };
  views.forEach(add);
  return ordered;
}

function isOn(view: View, other: View): boolean {
  const name = `${quoteIdentifier(other.schema)}.${quoteIdentifier(other.name)}`;
  return view.checked?.includes(name) === true;
}
