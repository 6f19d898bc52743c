// The rows of one table into a file of its own, written by us in the layout of the server's
// SELECT INTO OUTFILE. Where the server's file would not come back as it was we differ: every
// byte is escaped as a byte, BIT too, and a FLOAT has all its digits.

import { untilAborted } from '../../base/clock.js';
import { quoteIdentifier } from '../../encode/text/quote.js';
import { type OutfileLayout, toOutfileLayout } from '../../encode/rows/outfile-layout.js';
import { OutfileRowEncoder } from '../../encode/rows/outfile-row-encoder.js';
import { LineWriter } from '../../engine/rows/line-writer.js';
import { readChunk } from '../../engine/rows/read-chunk.js';
import type { Column, Table } from '../../model/catalog.js';
import type { ChunkTask } from '../../model/chunk.js';
import type { TabOptions } from '../../model/options.js';
import { FieldType, type ResultColumn } from '../../mysql/protocol/result-column.js';
import { serverMessage } from '../../mysql/protocol/server-error.js';
import { buildOutfileSelect } from '../../plan/outfile-select.js';
import { orderColumns } from '../../plan/plan-table.js';
import { toSelectList } from '../../plan/select-list.js';
import { isObjectError } from '../../schema/text/object-failure.js';
import type { SectionContext } from '../../schema/text/section-context.js';
import { openFileSink } from '../../storage/local/file-sink.js';
import { abortOutput, finishOutput, openPlainOutput } from '../run/open-output.js';
import { findTabPaths } from './tab-names.js';
import type { TabRows } from '../run/personality.js';
import type { RunContext } from '../run/run-context.js';

const NUMBER_TYPES: ReadonlySet<number> = new Set([
  FieldType.decimal,
  FieldType.tiny,
  FieldType.short,
  FieldType.long,
  FieldType.float,
  FieldType.double,
  FieldType.longlong,
  FieldType.int24,
  FieldType.year,
  FieldType.newdecimal,
]);

export class OwnTabRows implements TabRows {
  readonly #run: RunContext;
  readonly #ctx: SectionContext;
  readonly #tab: TabOptions;
  readonly #layout: OutfileLayout;

  constructor(run: RunContext, ctx: SectionContext, tab: TabOptions) {
    this.#run = run;
    this.#ctx = ctx;
    this.#tab = tab;
    this.#layout = toOutfileLayout(tab);
    if (this.#layout.escapedBy === undefined) {
      run.narrator.warn(
        '--fields-escaped-by is empty: NULL, and values that hold what ends them, cannot be loaded as they were',
      );
    }
    run.narrator.notice('--tab: tsdump itself writes the files of rows, not the server');
  }

  async write(table: Table): Promise<boolean> {
    const { control, narrator, signal } = this.#run;
    const paths = await findTabPaths(control, this.#ctx, this.#tab, table.name);
    if (paths === undefined) return false;
    narrator.emit({ type: 'table-started', schema: table.schema, table: table.name });
    await untilAborted(control.execute(`USE ${quoteIdentifier(table.schema)}`), signal);
    const isWritten = await this.#writeFile(table, paths.txt);
    narrator.tableDone();
    return isWritten;
  }

  async #writeFile(table: Table, path: string): Promise<boolean> {
    const layout = this.#layout;
    const { control, narrator, options, signal } = this.#run;
    const sink = await openFileSink(path);
    const { output, sections } = openPlainOutput(sink);
    const { writer } = sections;
    sections.begin({ kind: 'rows' });
    const rows = new LineWriter(writer, (columns) => chooseEncoder(layout, columns));
    const sql = this.#select(table);
    const task: ChunkTask = {
      schema: table.schema,
      table: table.name,
      index: 0,
      sql,
      format: 'text',
    };
    try {
      if (this.#tab.header) await writer.write(encodeHeader(layout, this.columnsOf(table)));
      // Each column in its own character set, as it is stored.
      await control.execute('SET SESSION character_set_results = NULL');
      narrator.chunkDone(await readChunk(control, task, rows, writer, signal));
      await this.#readText();
      await finishOutput({ output, sections }, undefined);
      return true;
    } catch (error) {
      await abortOutput({ output, sections }, signal);
      if (!options.errors.force || rows.rows > 0 || !isObjectError(error)) throw error;
      await this.#readText();
      narrator.skip(`rows of table ${table.schema}.${table.name}`, serverMessage(error));
      return false;
    }
  }

  async #readText(): Promise<void> {
    await this.#run.control.execute(`SET SESSION character_set_results = '${this.#ctx.charset}'`);
  }

  columnsOf(table: Table): readonly Column[] {
    return table.columns;
  }

  #select(table: Table): string {
    const { format, names, selection } = this.#ctx;
    const columns = toSelectList(this.columnsOf(table), { ...format, labelsOnly: true });
    const order = format.orderByPrimary ? orderColumns(table) : [];
    const select = {
      from: names.quote(table.name),
      columns: columns.map(({ expression }) => expression),
      head: undefined,
      where: selection.where,
      orderColumns: order.map(names.write),
    };
    return buildOutfileSelect(select, this.#tab, undefined);
  }
}

function chooseEncoder(layout: OutfileLayout, columns: readonly ResultColumn[]): OutfileRowEncoder {
  return new OutfileRowEncoder(
    columns.map(({ type }) => ({ isNumber: NUMBER_TYPES.has(type) })),
    layout,
  );
}

/** The names of the columns, as a row of text. */
function encodeHeader(layout: OutfileLayout, columns: readonly Column[]): Uint8Array {
  const packet = Buffer.concat(
    columns.flatMap(({ name }) => {
      const bytes = Buffer.from(name);
      return [Buffer.of(0xfc, bytes.length & 0xff, bytes.length >> 8), bytes];
    }),
  );
  const encoder = new OutfileRowEncoder(
    columns.map(() => ({ isNumber: false })),
    layout,
  );
  const line = new Uint8Array(encoder.boundBytes(packet.length));
  return line.subarray(0, encoder.encode(line, 0, packet, 0));
}
