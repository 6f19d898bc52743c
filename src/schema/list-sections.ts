// The order of a dump: pure planning from the catalog and the options. Sections are plain
// data; write-section.ts turns them into bytes, rows excepted.

import type { Catalog, Schema, Sequence, Table, View } from '../model/catalog.js';
import { type FoldName, foldNames, hasName } from './name-set.js';
import type { SectionContext } from './section-context.js';
import { hasNoRows, type SystemTableKind, systemTableKind } from './system-tables.js';

export type Section =
  | { readonly kind: 'prologue'; readonly savesStats: boolean }
  | { readonly kind: 'replication-head' }
  | { readonly kind: 'tablespaces' }
  /** No bytes: between these two only objects of `schema` are read. */
  | { readonly kind: 'enter-schema'; readonly schema: Schema }
  | { readonly kind: 'leave-schema'; readonly schema: Schema }
  | { readonly kind: 'database'; readonly schema: Schema }
  | { readonly kind: 'sequence'; readonly sequence: Sequence }
  | { readonly kind: 'table'; readonly table: Table }
  | { readonly kind: 'rows'; readonly table: Table }
  | { readonly kind: 'triggers'; readonly schema: Schema; readonly table: Table }
  | { readonly kind: 'view-placeholder'; readonly view: View }
  | { readonly kind: 'events'; readonly schema: Schema }
  | { readonly kind: 'routines'; readonly schema: Schema }
  | { readonly kind: 'use-database'; readonly schema: Schema }
  | { readonly kind: 'final-view'; readonly view: View }
  | { readonly kind: 'replication-tail' }
  | { readonly kind: 'epilogue'; readonly savesStats: boolean };

/** What planning needs of the options. */
export type PlanOptions = Pick<SectionContext, 'dialect' | 'selection'>;

interface PlanContext extends PlanOptions {
  readonly fold: FoldName;
}

export function listSections(catalog: Catalog, options: PlanOptions): Section[] {
  const ctx = { ...options, fold: foldNames(catalog.foldsNames) };
  const savesStats = catalog.schemas.some((schema) =>
    tablesOf(schema).some((table) => kindOf(ctx, table) === 'stats-rows'),
  );
  const { tablespaces } = ctx.selection;
  return [
    { kind: 'prologue', savesStats },
    { kind: 'replication-head' },
    ...(tablespaces ? ([{ kind: 'tablespaces' }] as const) : []),
    ...catalog.schemas.flatMap((schema) => listSchema(ctx, schema)),
    ...listFinalViews(ctx, catalog),
    { kind: 'replication-tail' },
    { kind: 'epilogue', savesStats },
  ];
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
    ...(isPositional(ctx) ? [] : ([{ kind: 'database', schema }] as const)),
    ...(routinesFirst ? routines : []),
    ...tablesOfKind('kept-first'),
    ...sequences.map((sequence): Section => ({ kind: 'sequence', sequence })),
    ...relations,
    ...(hasTableList(ctx) ? finalViewsOf(ctx, schema) : []),
    ...(selection.events ? ([{ kind: 'events', schema }] as const) : []),
    ...(routinesFirst ? [] : routines),
    ...tablesOfKind('kept-last'),
    { kind: 'leave-schema', schema },
  ];
}

function listTable(ctx: PlanContext, schema: Schema, table: Table): Section[] {
  const { selection } = ctx;
  const sections: Section[] = [];
  if (selection.createInfo && kindOf(ctx, table) !== 'stats-rows') {
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

/** After all schemas, as a view may need tables and routines of any of them. */
function listFinalViews(ctx: PlanContext, catalog: Catalog): Section[] {
  if (hasTableList(ctx) || !ctx.selection.createInfo) return [];
  if (!catalog.schemas.some((schema) => finalViewsOf(ctx, schema).length > 0)) return [];
  const schemas = [...catalog.schemas].sort(
    (left, right) => left.listPosition - right.listPosition,
  );
  return schemas.flatMap((schema): Section[] => [
    ...(isPositional(ctx) ? [] : ([{ kind: 'use-database', schema }] as const)),
    ...finalViewsOf(ctx, schema),
  ]);
}

function finalViewsOf(ctx: PlanContext, schema: Schema): Section[] {
  if (!ctx.selection.createInfo) return [];
  return schema.relations.flatMap((relation): Section[] =>
    relation.kind === 'view' ? [{ kind: 'final-view', view: relation.view }] : [],
  );
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
