// The catalog of a drop-in: read schema by schema while the dump is written, each failure
// at its place in the output, in the stock tools' words.

import { quoteIdentifier } from '../../encode/text/quote.js';
import type { Table } from '../../model/catalog.js';
import type { Scope } from '../../model/options.js';
import type { ServerFacts } from '../../model/server.js';
import type { Session } from '../../mysql/protocol/session.js';
import type { CatalogView } from '../../schema/sections/list-sections.js';
import { findLoss } from './lost-name.js';
import { type FoldName, foldNames } from '../../schema/catalog/fold-names.js';
import { gotError, StockStatus } from '../messages/failures.js';
import { type CatalogReading, readSchema, readTables } from '../../schema/catalog/read-catalog.js';
import { type Relation, readRelations } from '../../schema/catalog/relations.js';
import type { ToolContext } from '../messages/tool-context.js';
import {
  readFoldName,
  resolveSchemas,
  type SelectedSchema,
} from '../../schema/catalog/selected-schemas.js';
import { writtenBySystem } from '../accounts/system-data.js';
import { ACCOUNT_TABLES } from '../accounts/users.js';

export interface LazyCatalog extends CatalogView {
  /** Those of `names` that are there. */
  readTables(schema: string, names: readonly string[]): Promise<readonly Table[]>;
}

export async function viewLazily(
  session: Session,
  facts: ServerFacts,
  ctx: ToolContext,
): Promise<LazyCatalog> {
  const { dialect, selection, style } = ctx;
  const fold = await readFoldName(session);
  const schemas = await selectedSchemas(session, facts, ctx);
  const { scope } = selection;
  // A name may be given twice.
  let next = 0;
  const positions = new Map(schemas.map(({ name, listPosition }) => [name, listPosition]));
  const reading: CatalogReading = {
    session,
    facts,
    dialect,
    style,
    selection: {
      ...selection,
      ignoreTables: new Set([
        ...selection.ignoreTables,
        ...writtenBySystem(selection.system),
        ...(selection.users === undefined ? [] : ACCOUNT_TABLES),
      ]),
    },
    // The tools compare what is to be ignored without regard to case, whatever the server does.
    fold: foldNames(true),
    keepsListed: true,
  };
  return {
    foldsNames: true,
    names: schemas.map(({ name }) => name),
    mayHoldStats: dialect.keepsStatsRows && mayHoldStats(scope),
    async enter(name) {
      checkNames(ctx);
      checkKind(ctx, name);
      try {
        await session.enterSchema(name);
        return true;
      } catch (error) {
        ctx.tool.failed(gotError(ctx.tool.profile, 'when selecting the database', error));
        return false;
      }
    },
    async readSchema(name) {
      const all = await readRelations(session, name, {
        systemViewKind: dialect.systemViewKind,
        bySize: selection.orderBySize,
      });
      const listPosition = scope.kind === 'all-databases' ? positions.get(name) : next++;
      const selected = { name, listPosition: listPosition ?? 0 };
      const picked = await withoutLost(session, ctx, pick(ctx, all, fold));
      return await readSchema(reading, selected, picked);
    },
    async readTables(name, tables) {
      const wanted = tables.map((table) => ({ name: table, kind: 'table' }) as const);
      const found = await readTables(session, facts, selection, name, wanted);
      return tables.flatMap((table) => found.get(table) ?? []).filter(hasColumns);
    },
  };
}

/** The tools look at all names before the first database. */
function checkNames(ctx: ToolContext): void {
  const { scope } = ctx.selection;
  const named = scope.kind === 'databases' ? scope.names : [];
  const listed = scope.kind === 'tables' ? [scope.schema, ...scope.tables] : [];
  const long = [...named, ...listed].find((name) => name.length > ctx.tool.profile.nameBytesMax);
  if (long === undefined) return;
  ctx.tool.failed({
    complaint: `[ERROR] Argument '${long}' is too long, it cannot be name for any table or database.\n`,
    status: StockStatus.consistency,
    isFatal: true,
  });
}

function checkKind(ctx: ToolContext, name: string): void {
  if (!ctx.tool.profile.refusesInformationSchema) return;
  if (name.toLowerCase() !== 'information_schema') return;
  const complaint = `Dumping '${name}' DB content is not supported`;
  const { usage } = StockStatus;
  const told = ctx.errors.verbose;
  // The line of --verbose has no end: the next one follows it.
  ctx.tool.verbose(`${complaint}${ctx.tool.program}: ${complaint}`);
  ctx.tool.failed({ complaint, status: usage, isFatal: true, told });
}

/** As mysqldump guesses it from the command line. */
function mayHoldStats(scope: Scope): boolean {
  switch (scope.kind) {
    case 'user-schemas':
      return false;
    case 'all-databases':
      return true;
    case 'databases':
      return scope.names.some((name) => name.toLowerCase() === 'mysql');
    case 'tables':
      return scope.schema.toLowerCase() === 'mysql' && scope.tables.some(isStatsTable);
  }
}

function isStatsTable(name: string): boolean {
  return /^innodb_(?:table|index)_stats$/i.test(name);
}

function hasColumns(table: Table): boolean {
  return table.columns.length > 0;
}

/** What was named is taken at its word: whether it exists shows when it is entered. */
async function selectedSchemas(
  session: Session,
  facts: ServerFacts,
  ctx: ToolContext,
): Promise<readonly SelectedSchema[]> {
  const { scope } = ctx.selection;
  switch (scope.kind) {
    case 'tables':
      return [{ name: scope.schema, listPosition: 0 }];
    case 'databases':
      return scope.names.map((name, listPosition) => ({ name, listPosition }));
    case 'user-schemas':
    case 'all-databases': {
      const found = await resolveSchemas(session, facts, ctx.selection, foldNames(true), false);
      // The tool waits for the schema it begins with, and never begins where that is hidden.
      const begins = found.some(({ name }) => name.toLowerCase() === 'mysql');
      return begins || !ctx.dialect.systemSchemaFirst ? found : [];
    }
  }
}

/** Of a name that is lost the tools do not learn that it is a view's. */
async function withoutLost(
  session: Session,
  ctx: ToolContext,
  relations: readonly Relation[],
): Promise<readonly Relation[]> {
  const known: Relation[] = [];
  for (const relation of relations) {
    const isLost = relation.kind === 'view' && (await isHidden(session, ctx, relation.name));
    known.push(isLost ? { ...relation, kind: 'table' } : relation);
  }
  return known;
}

/** A pattern may not find what the name itself does. */
async function isHidden(session: Session, ctx: ToolContext, name: string): Promise<boolean> {
  if ((await findLoss(session, ctx, name)) === undefined) return false;
  return await session.execute(`SHOW FIELDS FROM ${quoteIdentifier(name)}`).then(
    () => false,
    () => true,
  );
}

/** In the order they were asked for. */
function pick(
  ctx: ToolContext,
  relations: readonly Relation[],
  fold: FoldName,
): readonly Relation[] {
  const { scope } = ctx.selection;
  if (scope.kind !== 'tables' || scope.tables.length === 0) return relations;
  return scope.tables.flatMap((name) => {
    const folded = fold(name);
    const isAny = name === '' && ctx.tool.profile.emptyNameIsAny;
    const relation = isAny ? relations[0] : relations.find((each) => fold(each.name) === folded);
    if (relation !== undefined) return [relation];
    ctx.tool.failed({
      complaint: `Couldn't find table: "${name}"`,
      status: StockStatus.table,
    });
    return [];
  });
}
