// The sections of a drop-in's dump, from those of any: what only the stock tools write, and
// the places at which they lock, let go and say something.

import type { Outcome } from '../../app/run/personality.js';
import type { RunContext } from '../../app/run/run-context.js';
import type { Table } from '../../model/catalog.js';
import { systemTableKind } from '../../schema/catalog/system-tables.js';
import { type Additions, hasTableList, listSections } from '../../schema/sections/list-sections.js';
import type { Section, Step } from '../../schema/text/section.js';
import { writeGrants, writeUsers } from '../accounts/users.js';
import type { ToolContext } from '../messages/tool-context.js';
import { tellNoColumns, tellNoRows, tellNoView } from '../messages/verbose.js';
import type { StockWindow } from '../window/tool-window.js';
import { beginRelation } from './begin-relation.js';
import { writeHistograms } from './histograms.js';
import type { LazyCatalog } from './lazy-catalog.js';
import { listSystem } from './list-system.js';
import { writeMaskingPolicies } from './masking-policies.js';
import { replicationBlocks } from './replication.js';

interface ToolPlan {
  readonly run: RunContext;
  readonly ctx: ToolContext;
  readonly catalog: LazyCatalog;
  readonly outcome: Outcome;
  /** Undefined where the locks are not the tool's. */
  readonly window: StockWindow | undefined;
}

export async function* listToolSections(plan: ToolPlan): AsyncGenerator<Section, void> {
  const { ctx, outcome, window } = plan;
  const listed = listSections(plan.catalog, { ...ctx, additions: additionsOf(plan) });
  for await (const section of listed) {
    if (section.kind === 'rows' && outcome.isLeftOut(section.table)) {
      yield step(() => tellNoColumns(ctx, section.table));
      continue;
    }
    if (section.kind === 'sequence-value' && outcome.isLeftOut(section.sequence)) continue;
    if (section.kind === 'replication-tail') yield* endOf(plan);
    yield section;
    if (section.kind === 'prologue') yield step(() => window?.begin());
    if (section.kind === 'replication-head') yield* headOf(plan);
    if (section.kind === 'leave-tables') yield step(() => window?.leaveTables());
  }
}

/** What stands before the first schema. */
function* headOf({ run, ctx, window }: ToolPlan): Generator<Section, void> {
  const { control } = run;
  const { maskingPolicies, users } = ctx.selection;
  if (users !== undefined) yield step((out) => writeUsers(control, ctx, out));
  yield {
    ...step((out) => replicationBlocks(ctx).positions(control, ctx, out)),
    // What mysqldump says of them follows, in 2>&1 too, what stands before them.
    flushes: ctx.dialect.flavor === 'mysql' && ctx.replication.sourceData !== 0,
  };
  yield step(() => window?.begun());
  if (maskingPolicies) yield step((out) => writeMaskingPolicies(control, ctx, out));
}

/** What stands after the last. */
function* endOf({ run, ctx, window }: ToolPlan): Generator<Section, void> {
  const { control } = run;
  if (ctx.selection.users !== undefined) yield step((out) => writeGrants(control, ctx, out));
  yield step((out) => replicationBlocks(ctx).deferred(control, ctx, out));
  yield step(() => window?.finish());
}

function additionsOf({ run, ctx, catalog, outcome, window }: ToolPlan): Additions {
  const { control } = run;
  const { format, selection } = ctx;
  const isListed = hasTableList(ctx);
  return {
    rowsWanted: {
      events: selection.events,
      collides: !format.insertIgnore && !format.replace,
      listed: isListed,
    },
    sawView: () => outcome.sawView,
    beginRelation: (relation) => [step(() => beginRelation(control, ctx, relation))],
    endRelation: () => [step(() => window?.endRelation())],
    withoutRows: (table) => [step(() => tellNoRows(ctx, table))],
    endTable: (table) => (selection.columnStatistics ? [histogramsOf(run, ctx, table)] : []),
    enterViews: (schema) => [step(() => window?.enterViews(schema))],
    leaveViews: () => [step(() => window?.leaveViews())],
    finalOf: (relation, schema) => {
      // Of what did not answer at first the server is asked again.
      if (outcome.isLeftOut(relation)) return [{ kind: 'final-view', view: relation }];
      const kind = systemTableKind(ctx, relation.schema, relation.name);
      const isElsewhere = !schema.listed && (kind === 'kept-first' || kind === 'kept-last');
      return isElsewhere ? [] : [step(() => tellNoView(ctx, relation.name))];
    },
    end: () => listSystem(control, ctx, catalog),
  };
}

function histogramsOf({ control }: RunContext, ctx: ToolContext, table: Table): Step {
  return { ...step((out) => writeHistograms(control, ctx, out, table)), of: table };
}

function step(run: (...args: Parameters<Step['run']>) => void | Promise<void>): Step {
  return { kind: 'step', run };
}
