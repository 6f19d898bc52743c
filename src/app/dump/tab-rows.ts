// The rows of one table into a file of its own: by the server, as the stock tools let it do
// that, or by us in the same layout. Where the server's file would not come back as it was we
// differ: every byte is escaped as a byte, BIT too, and a FLOAT has all its digits.

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
import { gotError } from '../../dropin/messages/failures.js';
import { toTableReading } from '../../dropin/dump/table-history.js';
import { removeFile } from '../../storage/local/definition-file.js';
import { openFileSink } from '../../storage/local/file-sink.js';
import { abortOutput, finishOutput, openPlainOutput } from '../run/open-output.js';
import { findTabPaths } from './tab-names.js';
import type { WindowContext } from '../window/control.js';

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

export class TabRows {
  readonly #run: WindowContext;
  readonly #ctx: SectionContext;
  readonly #tab: TabOptions;
  /** Undefined where the server writes. */
  readonly #layout: OutfileLayout | undefined;

  constructor(run: WindowContext, ctx: SectionContext, tab: TabOptions) {
    this.#run = run;
    this.#ctx = ctx;
    this.#tab = tab;
    if (ctx.style.tabRowsBy === 'server') return;
    this.#layout = toOutfileLayout(tab);
    if (this.#layout.escapedBy === undefined) {
      run.narrator.warn(
        '--fields-escaped-by is empty: NULL, and values that hold what ends them, cannot be loaded as they were',
      );
    }
    run.narrator.notice('--tab: tsdump itself writes the files of rows, not the server');
  }

  /** False where there is no file of it. */
  async write(table: Table): Promise<boolean> {
    const { control, narrator, signal } = this.#run;
    const paths = await findTabPaths(control, this.#ctx, this.#tab, table.name);
    if (paths === undefined) return false;
    this.#ctx.verbose('-- Sending SELECT query...');
    narrator.emit({ type: 'table-started', schema: table.schema, table: table.name });
    await untilAborted(control.execute(`USE ${quoteIdentifier(table.schema)}`), signal);
    let isWritten = true;
    if (this.#layout === undefined) await this.#writeByServer(table, paths.txt);
    else isWritten = await this.#writeOurselves(table, paths.txt, this.#layout);
    narrator.tableDone();
    return isWritten;
  }

  /** It refuses to write where a file is. */
  async #writeByServer(table: Table, path: string): Promise<void> {
    const { control, signal } = this.#run;
    const { dialect, style } = this.#ctx;
    await removeFile(Buffer.from(path, style.text));
    try {
      await untilAborted(control.execute(this.#statement(table, path)), signal);
    } catch (error) {
      const object = `rows of ${table.schema}.${table.name}`;
      const doing = "when executing 'SELECT INTO OUTFILE'";
      this.#ctx.failed(gotError(dialect, object, doing, error));
    }
  }

  async #writeOurselves(table: Table, path: string, layout: OutfileLayout): Promise<boolean> {
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

  /** What a file of ours holds, in order. */
  columnsOf(table: Table): readonly Column[] {
    return toTableReading(this.#ctx, table).table.columns;
  }

  #select(table: Table): string {
    const { format, names, selection } = this.#ctx;
    const { period } = toTableReading(this.#ctx, table);
    const columns = toSelectList(this.columnsOf(table), format);
    const order = format.orderByPrimary ? orderColumns(table) : [];
    const select = {
      from: names.quote(table.name) + period,
      columns: columns.map(({ expression }) => expression),
      head: undefined,
      where: selection.where,
      orderColumns: order.map(names.write),
    };
    return buildOutfileSelect(select, this.#tab, undefined);
  }

  /** For the server, which writes the file. */
  #statement(table: Table, file: string): string {
    const { dialect, format, selection } = this.#ctx;
    const { header } = this.#tab;
    const { table: read, names, period } = toTableReading(this.#ctx, table);
    const isListed =
      dialect.listsSelectedColumns || header || table.columns.some((column) => column.invisible);
    const order = format.orderByPrimary ? orderColumns(table) : [];
    const select = {
      from: names.quote(table.name) + period,
      columns: isListed ? read.columns.map(({ name }) => names.write(name)) : undefined,
      // Without what the server adds, as the stock tool has it, which the server refuses.
      head: header ? table.columns.map(({ name }) => name) : undefined,
      where: selection.where,
      orderColumns: order.map(names.write),
    };
    return buildOutfileSelect(select, this.#tab, file);
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
