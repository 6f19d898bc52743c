// tsdump --extract: one table or database out of a dump, as SQL that restores by itself. Only
// its sections are read, and each is checked while it is.

import { openDump } from '../archive/open-dump.js';
import type { ObjectName } from '../archive/section-name.js';
import { listWholeSchemas, selectSections } from '../archive/select-sections.js';
import type { StoredDump } from '../archive/stored-dump.js';
import { untilAborted } from '../base/clock.js';
import { toTsdumpError } from '../base/errors.js';
import { quoteIdentifier } from '../encode/identifier.js';
import type { SqlWriter } from '../engine/sql-writer.js';
import type { StoredSection } from '../model/manifest.js';
import type { OutputOptions } from '../model/options.js';
import type { Sink } from '../model/sink.js';
import { dropDatabase } from '../schema/database.js';
import { openFileSink } from '../storage/file-sink.js';
import { openFdSink } from '../storage/stdout-sink.js';
import { type DumpOutput, openStream } from './open-output.js';

const STDOUT = 1;

export interface ExtractOptions {
  /** Of the dump. */
  readonly path: string;
  readonly names: readonly ObjectName[];
  /** Create the databases where they are missing, and enter them. */
  readonly entersDatabase: boolean;
  readonly output: OutputOptions;
}

export interface ExtractReport {
  readonly rows: number;
  readonly sqlBytes: number;
}

/**
 * Rejects with `usage` for a name that is not in the dump, `dump-unreadable`, `dump-damaged`,
 * and as a dump does when the output fails; what was written then cannot be restored.
 */
export async function extractDump(
  options: ExtractOptions,
  signal: AbortSignal,
): Promise<ExtractReport> {
  const dump = await openDump(options.path);
  try {
    const sections = selectSections(dump.manifest, options.names, options.entersDatabase);
    const { resultFile } = options.output;
    const sink = await (resultFile === undefined ? openFdSink(STDOUT) : openFileSink(resultFile));
    const { compression } = options.output;
    const whole = listWholeSchemas(options.names);
    return await writeOut(sink, compression, signal, async (writer) => {
      let [rows, sqlBytes] = [0, 0];
      for (const section of sections) {
        sqlBytes += await copySection(dump, section, whole, writer, signal);
        rows += section.rows;
      }
      return { rows, sqlBytes };
    });
  } finally {
    await dump.close();
  }
}

/** Commits what `write` writes, or spoils it. */
async function writeOut(
  sink: Sink,
  compression: OutputOptions['compression'],
  signal: AbortSignal,
  write: (writer: SqlWriter) => Promise<ExtractReport>,
): Promise<ExtractReport> {
  let open: DumpOutput | undefined;
  try {
    open = openStream(sink, compression);
    const { output, sections } = open;
    sections.begin({ kind: 'extract' });
    const report = await write(sections.writer);
    await untilAborted(sections.finish(), signal);
    await output.commit(undefined);
    return report;
  } catch (error) {
    if (open === undefined) await sink.abort();
    else await open.output.abort(open.sections);
    throw toTsdumpError(error);
  }
}

/** Returns the bytes of SQL written. */
async function copySection(
  dump: StoredDump,
  section: StoredSection,
  whole: ReadonlySet<string>,
  writer: SqlWriter,
  signal: AbortSignal,
): Promise<number> {
  const pieces = dump.readSection(section);
  const isSpared = section.kind === 'database' && !whole.has(section.schema ?? '');
  let written = 0;
  for await (const sql of isSpared ? sparingDatabase(pieces, section.schema ?? '') : pieces) {
    await untilAborted(writer.write(sql), signal);
    written += sql.byteLength;
  }
  return written;
}

/** Who restores one table does not want to lose the others (--add-drop-database). */
async function* sparingDatabase(
  pieces: AsyncIterable<Uint8Array>,
  schema: string,
): AsyncGenerator<Uint8Array, void> {
  let text = '';
  for await (const piece of pieces) text += Buffer.from(piece).toString('latin1');
  const drop = Buffer.from(dropDatabase(quoteIdentifier(schema))).toString('latin1');
  yield Buffer.from(text.replace(drop, ''), 'latin1');
}
