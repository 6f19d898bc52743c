// The rows of one table into a file of its own: by the server, as the stock tools let it
// do that, or by us from the same SELECT, to the same bytes.

import { untilAborted } from '../base/clock.js';
import { characterBytes } from '../encode/character-bytes.js';
import { quoteIdentifier } from '../encode/identifier.js';
import { type OutfileLayout, toOutfileLayout } from '../encode/outfile-layout.js';
import { OutfileRowEncoder } from '../encode/outfile-row-encoder.js';
import { LineWriter } from '../engine/line-writer.js';
import { readChunk } from '../engine/read-chunk.js';
import type { Column, Table } from '../model/catalog.js';
import type { ChunkTask } from '../model/chunk.js';
import type { TabOptions } from '../model/options.js';
import { FieldType, type ResultColumn } from '../mysql/result-column.js';
import { serverMessage } from '../mysql/server-error.js';
import { buildOutfileSelect } from '../plan/outfile-select.js';
import { orderColumns } from '../plan/plan-table.js';
import { isObjectError } from '../schema/object-failure.js';
import type { SectionContext } from '../schema/section-context.js';
import { gotError } from '../schema/stock-words.js';
import { toTableReading } from '../schema/table-history.js';
import { removeFile } from '../storage/definition-file.js';
import { openFileSink } from '../storage/file-sink.js';
import { abortOutput, finishOutput, openPlainOutput } from './open-output.js';
import { findTabPaths } from './tab-names.js';
import type { WindowContext } from './window.js';

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
    run.narrator.notice('--tab: tsdump itself writes the files of rows, not the server');
  }

  async write(table: Table): Promise<void> {
    const { control, narrator, signal } = this.#run;
    const paths = await findTabPaths(control, this.#ctx, this.#tab, table.name);
    if (paths === undefined) return;
    this.#ctx.verbose('-- Sending SELECT query...');
    narrator.emit({ type: 'table-started', schema: table.schema, table: table.name });
    await untilAborted(control.execute(`USE ${quoteIdentifier(table.schema)}`), signal);
    if (this.#layout === undefined) await this.#writeByServer(table, paths.txt);
    else await this.#writeOurselves(table, paths.txt, this.#layout);
    narrator.tableDone();
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

  async #writeOurselves(table: Table, path: string, layout: OutfileLayout): Promise<void> {
    const { control, narrator, options, signal } = this.#run;
    const sink = await openFileSink(path);
    const { output, sections } = openPlainOutput(sink);
    const { writer } = sections;
    sections.begin({ kind: 'rows' });
    const rows = new LineWriter(writer, (columns) => this.#chooseEncoder(table, layout, columns));
    const sql = this.#statement(table, undefined);
    const task: ChunkTask = {
      schema: table.schema,
      table: table.name,
      index: 0,
      sql,
      format: 'text',
    };
    try {
      // Each column in its own character set, as the server writes it.
      await control.execute('SET SESSION character_set_results = NULL');
      narrator.chunkDone(await readChunk(control, task, rows, writer, signal));
      await this.#readText();
      await finishOutput({ output, sections }, undefined);
    } catch (error) {
      await abortOutput({ output, sections }, signal);
      if (!options.errors.force || rows.rows > 0 || !isObjectError(error)) throw error;
      await this.#readText();
      narrator.skip(`rows of table ${table.schema}.${table.name}`, serverMessage(error));
    }
  }

  async #readText(): Promise<void> {
    await this.#run.control.execute(`SET SESSION character_set_results = '${this.#ctx.charset}'`);
  }

  #statement(table: Table, file: string | undefined): string {
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

  #chooseEncoder(
    table: Table,
    layout: OutfileLayout,
    columns: readonly ResultColumn[],
  ): OutfileRowEncoder {
    const { dialect, facts } = this.#ctx;
    const { takesBitForNumber } = dialect.tabFiles;
    const charsets = table.columns.map((column) => this.#charsetOf(column));
    return new OutfileRowEncoder(
      columns.map(({ type }, index) => ({
        isNumber: NUMBER_TYPES.has(type) || (takesBitForNumber && type === FieldType.bit),
        characterBytes: characterBytes(charsets[index], facts.flavor),
      })),
      layout,
    );
  }

  /** Below a name that it cannot hold a column comes in the connection's character set. */
  #charsetOf({ name, charset }: Column): string | undefined {
    // eslint-disable-next-line no-control-regex -- all of ASCII
    return this.#tab.header && !/^[\0-\x7f]*$/.test(name) ? undefined : charset;
  }
}
