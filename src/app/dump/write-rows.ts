// The rows of one table: its chunks, planned while they are read, with what is written around
// them.

import { untilAborted } from '../../base/clock.js';
import { quoteString } from '../../encode/text/quote.js';
import type { ChunkReader } from '../../engine/lanes/chunk-reader.js';
import type { Table } from '../../model/catalog.js';
import type { ChunkTask } from '../../model/chunk.js';
import type { DefinitionMark } from '../../mysql/server/chunk-check.js';
import { orderColumns, planTable } from '../../plan/plan-table.js';
import {
  writeRowsOpening,
  writeRowsTail,
  writeRowsTitle,
} from '../../schema/definitions/rows-frame.js';
import type { SectionContext } from '../../schema/text/section-context.js';
import { SectionText } from '../../schema/text/section-text.js';
import { writeXmlRowsOpening, writeXmlRowsTail } from '../../schema/xml/xml-frame.js';
import { toRowLayout } from './row-layout.js';
import type { Window } from '../run/window.js';
import type { RunContext } from '../run/run-context.js';

const NOTHING = new Uint8Array(0);

/** Resolves when the last chunk is under way. */
export async function writeRows(
  run: RunContext,
  window: Window,
  ctx: SectionContext,
  table: Table,
  reader: ChunkReader,
): Promise<void> {
  const { narrator, options, signal } = run;
  const { schema, name } = table;
  narrator.emit({ type: 'table-started', schema, table: name });
  const layout = toRowLayout(ctx, table);
  const frame = new SectionText(ctx.style.text);
  writeRowsTitle(ctx, frame, table, ctx.format.orderByPrimary ? orderColumns(table) : []);
  addOpening(ctx, frame, table);
  const opening = frame.take();
  addEnding(ctx, frame, table);
  const ending = frame.take();
  const read = async (task: ChunkTask, isLast: boolean): Promise<void> => {
    const label = { kind: 'rows', schema, name, chunk: task.index };
    const before = task.index === 0 || ctx.inFiles ? opening : NOTHING;
    const after = isLast || ctx.inFiles ? ending : NOTHING;
    const work = { task, layout, before, after, proof: window.proof, mark, mayFail };
    await untilAborted(reader.read(label, work), signal);
  };
  const mayFail = options.errors.force;
  const mark = window.proof.since === undefined ? undefined : toDefinitionMark(table);
  let last: ChunkTask | undefined;
  for await (const task of listTasks(run, table, reader)) {
    if (last !== undefined) await read(last, false);
    last = task;
  }
  if (last !== undefined) await read(last, true);
  narrator.tableDone();
}

function toDefinitionMark({ schema, name, createdAt }: Table): DefinitionMark {
  const place = `TABLE_SCHEMA = ${quoteString(schema)} AND TABLE_NAME = ${quoteString(name)}`;
  const sql = `(SELECT CREATE_TIME FROM information_schema.TABLES WHERE ${place})`;
  return { sql, createdAt };
}

function addOpening(ctx: SectionContext, frame: SectionText, table: Table): void {
  if (ctx.format.xml) writeXmlRowsOpening(ctx, frame, table);
  else writeRowsOpening(ctx, frame, table);
}

function addEnding(ctx: SectionContext, frame: SectionText, table: Table): void {
  if (ctx.format.xml) writeXmlRowsTail(frame);
  else writeRowsTail(ctx, frame, table);
}

async function* listTasks(
  { control, options, signal }: RunContext,
  table: Table,
  { isParallel }: ChunkReader,
): AsyncGenerator<ChunkTask, void> {
  const { format, selection } = options;
  const { where } = selection;
  yield* planTable(
    table,
    {
      where,
      orderByPrimary: format.orderByPrimary,
      exactFloat: format.exactFloat,
      // In XML all text is of one character set.
      exactText: format.exactText && !format.xml,
      // A range costs the server up to a third more than all of a table.
      chunkBytes: isParallel ? options.chunkBytes : Number.POSITIVE_INFINITY,
      isUtc: format.tzUtc,
      takesBinary: !format.xml,
      verifies: options.verifySource,
    },
    async (sql) => await untilAborted(control.query(sql), signal),
  );
}
