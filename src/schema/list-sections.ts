// The order of a dump: from the catalog and the options, one section after the other.
// Sections are plain data; write-section.ts turns them into bytes, rows excepted. Where the
// catalog is read lazily, what a section says is read when its turn comes.

import type { Catalog, Schema, Sequence, Table, View } from '../model/catalog.js';
import type { Format } from '../model/options.js';
import type { Dialect } from './dialect.js';
import { type FoldName, foldNames, hasName } from './name-set.js';
import type { SectionContext } from './section-context.js';
import { hasNoRows, type SystemTableKind, systemTableKind } from './system-tables.js';

export type Section =
  | { readonly kind: 'prologue'; readonly savesStats: boolean }
  | { readonly kind: 'replication-head' }
  | { readonly kind: 'tablespaces' }
  | { readonly kind: 'database'; readonly schema: string }
  /** No bytes: between these two only objects of `schema` are read. */
  | { readonly kind: 'enter-schema'; readonly schema: Schema }
  | { readonly kind: 'leave-schema'; readonly schema: Schema }
  | { readonly kind: 'sequence'; readonly sequence: Sequence }
  | { readonly kind: 'table'; readonly table: Table }
  | { readonly kind: 'rows'; readonly table: Table }
  | { readonly kind: 'triggers'; readonly schema: Schema; readonly table: Table }
  | { readonly kind: 'view-placeholder'; readonly view: View }
  | { readonly kind: 'events'; readonly schema: Schema }
  | { readonly kind: 'routines'; readonly schema: Schema }
  | { readonly kind: 'use-database'; readonly schema: string }
  | { readonly kind: 'final-view'; readonly view: View }
  /** XML only: an element around what is in a schema. */
  | { readonly kind: 'open-database'; readonly schema: string }
  | { readonly kind: 'close-database'; readonly schema: string }
  | { readonly kind: 'replication-tail' }
  | { readonly kind: 'epilogue'; readonly savesStats: boolean };

/** What planning needs of the options. */
export interface PlanOptions extends Pick<SectionContext, 'dialect' | 'selection'> {
  readonly format: Pick<Format, 'xml'>;
}

/** The catalog as the plan asks for it: one schema after the other. */
export interface CatalogView {
  readonly foldsNames: boolean;
  /** Names of the schemas, in the order of the dump. */
  readonly names: readonly string[];
  /** mysql.innodb_*_stats may be among the tables. */
  readonly mayHoldStats: boolean;
  /** Enters a schema; false where that failed and was reported. */
  enter(name: string): Promise<boolean>;
  /** What is in the schema entered last. */
  readSchema(name: string): Promise<Schema>;
}

interface PlanContext extends PlanOptions {
  readonly fold: FoldName;
}

/** A catalog that was read whole, before anything is written. */
export function viewCatalog(catalog: Catalog, dialect: Dialect): CatalogView {
  const schemas = new Map(catalog.schemas.map((schema) => [schema.name, schema]));
  return {
    foldsNames: catalog.foldsNames,
    names: [...schemas.keys()],
    mayHoldStats: catalog.schemas.some((schema) =>
      tablesOf(schema).some(
        ({ name }) => systemTableKind(dialect, schema.name, name) === 'stats-rows',
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
  const finals: SchemaViews[] = [];
  for (const name of catalog.names) {
    if (!(await catalog.enter(name))) continue;
    if (!isPositional(ctx)) yield { kind: 'database', schema: name };
    const schema = await catalog.readSchema(name);
    finals.push({ name, listPosition: schema.listPosition, views: viewsOf(schema) });
    yield* listSchema(ctx, schema);
  }
  yield* listFinalViews(ctx, finals);
  yield { kind: 'replication-tail' };
  yield { kind: 'epilogue', savesStats };
}

function listSchema(ctx: PlanContext, schema: Schema): Section[] {
  const { dialect, selection } = ctx;
  const tablesOfKind = (kind: SystemTableKind): Section[] =>
    tablesOf(schema)
      .filter((table) => kindOf(ctx, table) === kind)
      .flatMap((table) => listTable(ctx, schema, table));
  const relations = schema.relations.flatMap((relation): Section[] => {
    if (relation.kind === 'view') return placeholderOf(ctx, relation.view);
    const kind = kindOf(ctx, relation.table);
    const isElsewhere = kind === 'kept-first' || kind === 'kept-last';
    return isElsewhere ? [] : listTable(ctx, schema, relation.table);
  });
  const routines: Section[] = selection.routines ? [{ kind: 'routines', schema }] : [];
  const routinesFirst = hasTableList(ctx) && dialect.routinesBeforeTableList;
  const sequences = selection.createInfo ? schema.sequences : [];
  return [
    { kind: 'enter-schema', schema },
    ...(routinesFirst ? routines : []),
    ...tablesOfKind('kept-first'),
    ...sequences.map((sequence): Section => ({ kind: 'sequence', sequence })),
    ...relations,
    ...(hasTableList(ctx) ? finalViewsOf(ctx, viewsOf(schema)) : []),
    ...(selection.events ? ([{ kind: 'events', schema }] as const) : []),
    ...(routinesFirst ? [] : routines),
    ...tablesOfKind('kept-last'),
    { kind: 'leave-schema', schema },
  ];
}

function listTable(ctx: PlanContext, schema: Schema, table: Table): Section[] {
  const { selection } = ctx;
  const sections: Section[] = [];
  // As XML the stock tools tell even of what the server creates by itself.
  const isCreated = ctx.format.xml || kindOf(ctx, table) !== 'stats-rows';
  if (selection.createInfo && isCreated) {
    sections.push({ kind: 'table', table });
  }
  if (hasRows(ctx, table)) sections.push({ kind: 'rows', table });
  if (selection.triggers && table.triggers.length > 0) {
    sections.push({ kind: 'triggers', schema, table });
  }
  return sections;
}

function hasRows(ctx: PlanContext, table: Table): boolean {
  const { dialect, selection } = ctx;
  if (!selection.data || hasNoRows(kindOf(ctx, table))) return false;
  if (dialect.enginesWithoutRows.includes(table.engine.toLowerCase())) return false;
  return !hasName(selection.ignoreTableData, table.schema, table.name, ctx.fold);
}

function placeholderOf(ctx: PlanContext, view: View): Section[] {
  return ctx.selection.createInfo ? [{ kind: 'view-placeholder', view }] : [];
}

/** What the second pass needs of a schema. */
interface SchemaViews {
  readonly name: string;
  readonly listPosition: number;
  readonly views: readonly View[];
}

/** After all schemas, as a view may need tables and routines of any of them. */
function listFinalViews(ctx: PlanContext, schemas: readonly SchemaViews[]): Section[] {
  if (hasTableList(ctx) || !ctx.selection.createInfo) return [];
  if (!schemas.some(({ views }) => views.length > 0)) return [];
  const inListOrder = [...schemas].sort((left, right) => left.listPosition - right.listPosition);
  return inListOrder.flatMap(({ name, views }): Section[] => [
    ...(isPositional(ctx) ? [] : ([{ kind: 'use-database', schema: name }] as const)),
    ...finalViewsOf(ctx, views),
  ]);
}

function finalViewsOf(ctx: PlanContext, views: readonly View[]): Section[] {
  return ctx.selection.createInfo ? views.map((view) => ({ kind: 'final-view', view })) : [];
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
  return systemTableKind(ctx.dialect, table.schema, table.name);
}

/** `db [tables]`: the restore chooses the database. */
function isPositional(ctx: PlanContext): boolean {
  return ctx.selection.scope.kind === 'tables';
}

function hasTableList(ctx: PlanContext): boolean {
  const { scope } = ctx.selection;
  return scope.kind === 'tables' && scope.tables.length > 0;
}
