// Reads what is selected: a handful of queries per schema, never one per table. Whole and
// beforehand, or schema by schema while the dump is written (lazy-catalog.ts).

import { quoteIdentifier, quoteString } from '../../encode/text/quote.js';
import type { Catalog, Schema, Table } from '../../model/catalog.js';
import type { Selection } from '../../model/options.js';
import type { ServerFacts } from '../../model/server.js';
import { OWN_STYLE, type Style } from '../../model/style.js';
import type { Session } from '../../mysql/protocol/session.js';
import { readMentions } from './view-order.js';
import { checkWords } from '../text/check-definition.js';
import { type Dialect, dialectFor } from '../text/dialect.js';
import { readChecks } from './read-checks.js';
import { readColumns } from './read-columns.js';
import { NOTHING_KNOWN, readEstimates } from './read-estimates.js';
import { readKeys } from './read-keys.js';
import { type Relation, readRelations } from './relations.js';
import {
  pickRelations,
  readFoldName,
  resolveSchemas,
  type SelectedSchema,
} from './selected-schemas.js';
import { type FoldName, hasName } from './fold-names.js';
import { isLockable, systemTableKind } from './system-tables.js';

/** Rejects with `preflight-refused` if something asked for is unknown. */
export async function readCatalog(
  session: Session,
  facts: ServerFacts,
  selection: Selection,
): Promise<Catalog> {
  const fold = await readFoldName(session);
  const schemas: Schema[] = [];
  for (const schema of await resolveSchemas(session, facts, selection, fold)) {
    schemas.push(await readWholeSchema(session, facts, selection, schema, fold));
  }
  return { schemas, foldsNames: fold('A') === 'a' };
}

async function readWholeSchema(
  session: Session,
  facts: ServerFacts,
  selection: Selection,
  schema: SelectedSchema,
  fold: FoldName,
): Promise<Schema> {
  const { scope } = selection;
  const all = await readRelations(session, schema.name, { bySize: selection.orderBySize });
  const wanted =
    scope.kind === 'tables' ? pickRelations(all, schema.name, scope.tables, fold) : all;
  const reading = {
    session,
    facts,
    dialect: dialectFor(facts.flavor),
    style: OWN_STYLE,
    selection,
    fold,
    keepsListed: false,
  };
  const read = await readMentions(session, await readSchema(reading, schema, wanted));
  return facts.flavor === 'mysql' ? await readChecks(session, read) : read;
}

export interface CatalogReading {
  readonly session: Session;
  readonly facts: ServerFacts;
  readonly dialect: Dialect;
  readonly style: Pick<Style, 'foldsSystemSchema'>;
  readonly selection: Selection;
  readonly fold: FoldName;
  /** A table that is named is dumped whatever else is said of it. */
  readonly keepsListed: boolean;
}

/** Of `wanted`, what is not left out by its nature or by an option. */
export async function readSchema(
  reading: CatalogReading,
  { name, listPosition }: SelectedSchema,
  wanted: readonly Relation[],
): Promise<Schema> {
  const { session, facts, selection, fold, keepsListed } = reading;
  // What is named is dumped: the stock tools ignore no listed table.
  const isListed = keepsListed && hasTableList(selection);
  const relations = wanted.filter(({ name: relation }) => {
    const kind = systemTableKind(reading, name, relation);
    // The stock tools read their definitions by name.
    if (keepsListed && (kind === 'kept-first' || kind === 'kept-last')) return true;
    const isLeftOut = kind === 'left-out';
    return isListed || (!isLeftOut && !hasName(selection.ignoreTables, name, relation, fold));
  });
  const tables = await readTables(session, facts, selection, name, relations);
  return {
    name,
    collation: await readCollation(session, name),
    listPosition,
    relations: relations
      .filter(({ kind }) => kind !== 'sequence' && !(kind === 'view' && selection.ignoreViews))
      .map((relation) => {
        const table = tables.get(relation.name);
        return table === undefined
          ? { kind: 'view', view: { schema: name, name: relation.name } }
          : { kind: 'table', table };
      }),
    sequences: relations
      .filter(({ kind }) => kind === 'sequence')
      .map((relation) => ({ schema: name, name: relation.name })),
    listed: isListed,
    lockable: relations
      .filter((relation) => isListed || isLockable(systemTableKind(reading, name, relation.name)))
      .map((relation) => relation.name),
  };
}

/** By name; without columns where there is no such table. */
export async function readTables(
  session: Session,
  facts: ServerFacts,
  selection: Selection,
  schema: string,
  relations: readonly Relation[],
): Promise<Map<string, Table>> {
  const wanted = relations.filter(({ kind }) => kind === 'table');
  if (wanted.length === 0) return new Map();
  const names = wanted.map(({ name }) => name);
  const estimates = await readEstimates(session, schema, names);
  const columns = await readColumns(session, schema, names);
  const keys = await readKeys(session, facts, schema, names);
  const triggers = selection.triggers ? await readTriggerNames(session, schema) : new Map();
  const tables = new Map<string, Table>();
  for (const { name } of wanted) {
    const estimate = estimates.get(name) ?? NOTHING_KNOWN;
    tables.set(name, {
      schema,
      name,
      ...estimate,
      columns: columns.get(name) ?? [],
      keys: keys.get(name) ?? [],
      triggers: triggers.get(name) ?? [],
    });
  }
  return tables;
}

async function readCollation(session: Session, schema: string): Promise<string> {
  const [row] = await session.query(
    'SELECT DEFAULT_COLLATION_NAME AS name FROM information_schema.SCHEMATA' +
      ` WHERE SCHEMA_NAME = ${quoteString(schema)}`,
  );
  const collation = row?.string('name') ?? '';
  checkWords(`database ${schema}`, collation);
  return collation;
}

function hasTableList({ scope }: Selection): boolean {
  return scope.kind === 'tables' && scope.tables.length > 0;
}

/** By table name; SHOW TRIGGERS gives them in the order in which they fire. */
async function readTriggerNames(session: Session, schema: string): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>();
  for (const row of await session.query(`SHOW TRIGGERS FROM ${quoteIdentifier(schema)}`)) {
    const table = row.string('Table');
    const list = names.get(table) ?? [];
    list.push(row.string('Trigger'));
    names.set(table, list);
  }
  return names;
}
