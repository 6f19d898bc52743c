// Views on views. What a view may be used for is decided when it is created, and on a
// placeholder that is less: MariaDB takes no INSERT through it for ever after, and neither
// server takes a CHECK OPTION. So these come after all other views, and after what they are on.

import { quoteString } from '../../encode/text/quote.js';
import type { RelationName, Schema, View } from '../../model/catalog.js';
import type { Session } from '../../mysql/protocol/session.js';

/** The schema with what its views mention. One query, none where there are no views. */
export async function readMentions(session: Session, schema: Schema): Promise<Schema> {
  if (!schema.relations.some(({ kind }) => kind === 'view')) return schema;
  const rows = await session.query(
    'SELECT TABLE_NAME AS name, VIEW_DEFINITION AS definition FROM information_schema.VIEWS' +
      ` WHERE TABLE_SCHEMA = ${quoteString(schema.name)}`,
  );
  const selects = new Map(rows.map((row) => [row.string('name'), row.string('definition')]));
  return {
    ...schema,
    relations: schema.relations.map((relation) =>
      relation.kind === 'view'
        ? { kind: 'view', view: withMentions(relation.view, selects.get(relation.view.name)) }
        : relation,
    ),
  };
}

function withMentions(view: View, select = ''): View {
  return { ...view, mentions: listMentions(select), sources: listSources(select) };
}

/** A string, which may hold a backtick, or a name with what it belongs to. */
const TOKEN = /'(?:[^'\\]|\\.|'')*'|`((?:[^`]|``)*)`\.`((?:[^`]|``)*)`|`(?:[^`]|``)*`/gs;

/** `join`, and as many parentheses as tables may be joined. */
const BEFORE_MAX = 100;

/** Names as a server writes them into a view, `schema.name` and `table.column` alike. Pure. */
export function listMentions(select: string): string[] {
  const mentions = new Set<string>();
  for (const [, schema, name] of select.matchAll(TOKEN)) {
    if (schema === undefined || name === undefined) continue;
    mentions.add(toKey(schema.replaceAll('``', '`'), name.replaceAll('``', '`')));
  }
  return [...mentions];
}

/** What is read: of the names of two words those where a server writes tables. Pure. */
export function listSources(select: string): RelationName[] {
  return [...select.matchAll(TOKEN)].flatMap(({ 1: schema, 2: name, index }) => {
    if (schema === undefined || name === undefined) return [];
    const before = select.slice(Math.max(0, index - BEFORE_MAX), index);
    if (!/\b(?:from|join)\s*\(*$/i.test(before)) return [];
    return [{ schema: schema.replaceAll('``', '`'), name: name.replaceAll('``', '`') }];
  });
}

/** Those of `views` that are on others of them, each behind what it is on. Pure. */
export function orderViewsOnViews(views: readonly View[]): View[] {
  const byKey = new Map(views.map((view) => [toKey(view.schema, view.name), view]));
  const entered = new Set<View>();
  const ordered: View[] = [];
  const add = (view: View): void => {
    if (entered.has(view)) return;
    entered.add(view);
    const others = (view.mentions ?? []).flatMap((key) => byKey.get(key) ?? []);
    for (const other of others) add(other);
    if (others.some((other) => other !== view)) ordered.push(view);
  };
  views.forEach(add);
  return ordered;
}

/** Where names are folded a view may be called otherwise than it is: a mention too many does no harm. */
function toKey(schema: string, name: string): string {
  return `${schema}\0${name}`.toLowerCase();
}
