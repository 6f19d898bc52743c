// The order of a dump: from the catalog and the options, one section after the other.
// Sections are plain data; write-section.ts turns them into bytes, rows excepted. Where the
// catalog is read lazily, what a section says is read when its turn comes.

import type { Catalog, Schema, Sequence, Table, View } from '../../model/catalog.js';
import type { Format } from '../../model/options.js';
import { type FoldName, foldNames, hasName } from '../catalog/fold-names.js';
import { leavesRowsElsewhere } from '../catalog/rows-elsewhere.js';
import type { SectionContext } from '../text/section-context.js';
import {
  dumpsRows,
  isSystemSchema,
  type RowsWanted,
  type SystemRules,
  type SystemTableKind,
  systemTableKind,
} from '../catalog/system-tables.js';
import { orderViewsOnViews } from '../catalog/view-order.js';
import type { Section } from '../text/section.js';

/** What planning needs of the options. */
export interface PlanOptions extends Pick<SectionContext, 'dialect' | 'selection' | 'style'> {
  readonly format: Pick<Format, 'flushPrivileges' | 'xml'>;
  readonly additions?: Additions;
}

/** What the dump of a personality has besides, and what it decides while it is written. */
export interface Additions {
  /** Which rows of system tables are wanted. */
  readonly rowsWanted: RowsWanted;
  /** Whether there are views to write once more. */
  sawView(): boolean;
  /** Before and after all that is written of a table or view among the others. */
  beginRelation(relation: Table | View): Section[];
  endRelation(): Section[];
  /** In the place of rows that are not wanted. */
  withoutRows(table: Table): Section[];
  /** After a table's triggers. */
  endTable(table: Table): Section[];
  /** Before and after the views of a schema, when all schemas are done. */
  enterViews(schema: Schema): Section[];
  leaveViews(): Section[];
  /** Where a view would be written once more, of what is not one. */
  finalOf(relation: Table | Sequence, schema: Schema): Section[];
  /** After all schemas. */
  end(): AsyncIterable<Section>;
}

/** The catalog as the plan asks for it: one schema after the other. */
export interface CatalogView {
  readonly foldsNames: boolean;
  /** Names of the schemas, in the order of the dump. */
  readonly names: readonly string[];
  /** mysql.innodb_*_stats may be among the tables. */
  readonly mayHoldStats: boolean;
  /** All of it, where it was read beforehand. */
  readonly ahead?: readonly Schema[];
  /** Enters a schema; false where that failed and was reported. */
  enter(name: string): Promise<boolean>;
  /** What is in the schema entered last. */
  readSchema(name: string): Promise<Schema>;
}

/** Of system tables the rows that a running server can take. */
const ROWS_WANTED: RowsWanted = { events: true, collides: true, listed: false };

interface PlanContext extends PlanOptions {
  readonly fold: FoldName;
}

/** A catalog that was read whole, before anything is written. */
export function viewCatalog(catalog: Catalog, rules: SystemRules): CatalogView {
  const schemas = new Map(catalog.schemas.map((schema) => [schema.name, schema]));
  return {
    foldsNames: catalog.foldsNames,
    ahead: catalog.schemas,
    names: [...schemas.keys()],
    mayHoldStats: catalog.schemas.some((schema) =>
      tablesOf(schema).some(
        ({ name }) => systemTableKind(rules, schema.name, name) === 'stats-rows',
      ),
    ),
    enter: () => Promise.resolve(true),
    readSchema: (name) => Promise.resolve(schemas.get(name) as Schema),
  };
}

export async function* listSections(
  catalog: CatalogView,
  options: PlanOptions,
): AsyncGenerator<Section, void> {
  const ctx = { ...options, fold: foldNames(catalog.foldsNames) };
  const savesStats = catalog.mayHoldStats;
  yield { kind: 'prologue', savesStats };
  yield { kind: 'replication-head' };
  if (ctx.selection.tablespaces) yield { kind: 'tablespaces' };
  const begun = new Set<string>();
  for (const { name, sequences } of schemasWithSequences(ctx, catalog)) {
    begun.add(name);
    yield { kind: 'database', schema: name };
    for (const sequence of sequences) yield { kind: 'sequence', sequence };
  }
  const finals: Final[] = [];
  let enteredAll = true;
  for (const name of catalog.names) {
    if (!(await catalog.enter(name))) {
      enteredAll = false;
      finals.push({ name, schema: undefined, at: finals.at(-1)?.at ?? 0 });
      continue;
    }
    const kind = begun.has(name) ? 'use-database' : 'database';
    if (!isPositional(ctx)) yield { kind, schema: name };
    const schema = await catalog.readSchema(name);
    finals.push({ name, schema, at: schema.listPosition });
    yield* listSchema(ctx, schema, begun.has(name));
  }
  // As the stock tools have it.
  if (enteredAll || ctx.selection.scope.kind === 'all-databases') {
    yield* listFinalViews(ctx, catalog, finals);
  }
  if (ctx.additions !== undefined) yield* ctx.additions.end();
  const bringsGrants = finals.some(({ schema }) => schema !== undefined && hasGrants(ctx, schema));
  if (ctx.style.flushesPrivileges && ctx.selection.data && bringsGrants) {
    yield { kind: 'flush-privileges' };
  }
  yield { kind: 'replication-tail' };
  yield { kind: 'epilogue', savesStats };
}

/**
 * Those whose sequences come before all tables: the default of a column may be of a schema that
 * comes later. Empty where there is but one.
 */
function schemasWithSequences(ctx: PlanContext, { ahead }: CatalogView): readonly Schema[] {
  if (ahead === undefined || ahead.length < 2) return [];
  if (ctx.format.xml || !ctx.selection.createInfo) return [];
  return ahead.filter(({ sequences }) => sequences.length > 0);
}

function* listSchema(
  ctx: PlanContext,
  schema: Schema,
  hasSequences: boolean,
): Generator<Section, void> {
  const { dialect, selection } = ctx;
  const tablesOfKind = (kind: SystemTableKind): Section[] =>
    tablesOf(schema)
      .filter((table) => !schema.listed && kindOf(ctx, table) === kind)
      .flatMap((table) => [...beginOf(ctx, table), ...listTable(ctx, schema, table)]);
  const relations = schema.relations.flatMap((relation): Section[] => {
    if (relation.kind === 'view') {
      const { view } = relation;
      return [...beginOf(ctx, view), ...placeholderOf(ctx, view), ...endOf(ctx)];
    }
    const { table } = relation;
    const kind = kindOf(ctx, table);
    const isElsewhere = !schema.listed && (kind === 'kept-first' || kind === 'kept-last');
    if (isElsewhere) return [];
    return [...beginOf(ctx, table), ...listTable(ctx, schema, table), ...endOf(ctx)];
  });
  const routines: Section[] = selection.routines ? [{ kind: 'routines', schema }] : [];
  const isSystem = isSystemSchema(ctx.style, schema.name);
  const routinesFirst = hasTableList(ctx) && dialect.routinesBeforeTableList;
  const sequences = selection.createInfo ? schema.sequences : [];
  yield { kind: 'begin-schema', schema };
  if (dialect.locksAfterFirstTables) yield* tablesOfKind('kept-first');
  if (isSystem && !schema.listed) yield { kind: 'log-output', schema: schema.name };
  yield { kind: 'enter-schema', schema };
  if (!dialect.locksAfterFirstTables) yield* tablesOfKind('kept-first');
  if (routinesFirst) yield* routines;
  for (const sequence of sequences) {
    if (!hasSequences) yield { kind: 'sequence', sequence };
    yield { kind: 'sequence-value', sequence };
  }
  yield* relations;
  yield { kind: 'leave-tables', schema };
  if (hasTableList(ctx) && sawView(ctx, [schema])) {
    const late = listLateViews(ctx, [schema]);
    yield* finalViewsOf(ctx, schema, late);
    yield* listViews(late, schema.name);
  }
  if (selection.events) yield { kind: 'events', schema };
  if (!routinesFirst) yield* routines;
  yield { kind: 'leave-schema', schema };
  yield* tablesOfKind('kept-last');
  yield { kind: 'end-schema', schema };
  if (ctx.format.flushPrivileges && hasGrants(ctx, schema)) yield { kind: 'flush-privileges' };
}

function hasGrants({ style }: PlanContext, { listed, name }: Schema): boolean {
  return isSystemSchema(style, name) && !listed;
}

function beginOf(ctx: PlanContext, relation: View | Table): Section[] {
  return ctx.additions?.beginRelation(relation) ?? [];
}

function endOf(ctx: PlanContext): Section[] {
  return ctx.additions?.endRelation() ?? [];
}

function listTable(ctx: PlanContext, schema: Schema, table: Table): Section[] {
  const { additions, selection } = ctx;
  const sections: Section[] = [];
  // As XML the stock tools tell even of what the server creates by itself.
  const isCreated = ctx.format.xml || kindOf(ctx, table) !== 'stats-rows';
  if (selection.createInfo && isCreated) {
    sections.push({ kind: 'table', table });
  }
  if (hasRows(ctx, table)) sections.push({ kind: 'rows', table });
  else sections.push(...(additions?.withoutRows(table) ?? []));
  if (selection.triggers && table.triggers.length > 0) {
    sections.push({ kind: 'triggers', schema, table });
  }
  sections.push(...(additions?.endTable(table) ?? []));
  return sections;
}

function hasRows(ctx: PlanContext, table: Table): boolean {
  const { dialect, selection } = ctx;
  const wanted = ctx.additions?.rowsWanted ?? ROWS_WANTED;
  if (!selection.data || !dumpsRows(kindOf(ctx, table), wanted)) return false;
  if (leavesRowsElsewhere(dialect, selection, table.engine)) return false;
  if (wanted.listed) return true;
  return !hasName(selection.ignoreTableData, table.schema, table.name, ctx.fold);
}

function placeholderOf(ctx: PlanContext, view: View): Section[] {
  return ctx.selection.createInfo ? [{ kind: 'view-placeholder', view }] : [];
}

/** A schema in the second pass; one that could not be entered follows the one before it. */
interface Final {
  readonly name: string;
  readonly schema: Schema | undefined;
  readonly at: number;
}

/** After all schemas, as a view may need tables and routines of any of them. */
async function* listFinalViews(
  ctx: PlanContext,
  catalog: CatalogView,
  finals: readonly Final[],
): AsyncGenerator<Section, void> {
  const schemas = finals.flatMap(({ schema }) => schema ?? []);
  if (hasTableList(ctx) || !ctx.selection.createInfo || !sawView(ctx, schemas)) return;
  const late = listLateViews(ctx, schemas);
  let entered: string | undefined;
  for (const { name, schema } of [...finals].sort((left, right) => left.at - right.at)) {
    if (schema === undefined) {
      // The tools try it again.
      await catalog.enter(name);
      continue;
    }
    if (!isPositional(ctx)) yield { kind: 'use-database', schema: schema.name };
    entered = schema.name;
    yield* ctx.additions?.enterViews(schema) ?? [];
    yield* finalViewsOf(ctx, schema, late);
    yield* ctx.additions?.leaveViews() ?? [];
  }
  yield* listViews(late, entered);
}

function listLateViews(ctx: PlanContext, schemas: readonly Schema[]): ReadonlySet<View> {
  return new Set(ctx.selection.createInfo ? orderViewsOnViews(schemas.flatMap(viewsOf)) : []);
}

function* listViews(
  views: ReadonlySet<View>,
  current: string | undefined,
): Generator<Section, void> {
  let entered = current;
  for (const view of views) {
    if (view.schema !== entered) yield { kind: 'use-database', schema: view.schema };
    entered = view.schema;
    yield { kind: 'final-view', view };
  }
}

function finalViewsOf(ctx: PlanContext, schema: Schema, late: ReadonlySet<View>): Section[] {
  if (!ctx.selection.createInfo) return [];
  const finals = schema.relations.flatMap((relation): Section[] => {
    if (relation.kind === 'view') {
      const { view } = relation;
      return late.has(view) ? [] : [{ kind: 'final-view', view }];
    }
    const { table } = relation;
    return ctx.additions?.finalOf(table, schema) ?? [];
  });
  // Of a list the stock tools look at the sequences, too.
  const sequences = schema.listed ? schema.sequences : [];
  return [...sequences.flatMap((each) => ctx.additions?.finalOf(each, schema) ?? []), ...finals];
}

function sawView(ctx: PlanContext, schemas: readonly Schema[]): boolean {
  return ctx.additions?.sawView() ?? schemas.some((schema) => viewsOf(schema).length > 0);
}

function viewsOf(schema: Schema): View[] {
  return schema.relations.flatMap((relation) => (relation.kind === 'view' ? [relation.view] : []));
}

function tablesOf(schema: Schema): Table[] {
  return schema.relations.flatMap((relation) =>
    relation.kind === 'table' ? [relation.table] : [],
  );
}

function kindOf(ctx: PlanContext, table: Table): SystemTableKind {
  return systemTableKind(ctx, table.schema, table.name);
}

/** `db [tables]`: the restore chooses the database. */
function isPositional(ctx: PlanContext): boolean {
  return ctx.selection.scope.kind === 'tables';
}

export function hasTableList({ selection }: Pick<PlanOptions, 'selection'>): boolean {
  const { scope } = selection;
  return scope.kind === 'tables' && scope.tables.length > 0;
}
