// The INSERTs the engine writes of a SELECT, for tests that compare ways to read it.

import { insertStyle } from '../../src/encode/rows/insert-style.js';
import { SqlWriter } from '../../src/engine/rows/sql-writer.js';
import { TableWriter } from '../../src/engine/rows/insert-writer.js';
import { type KernelChoice, openKernel } from '../../src/engine/kernel/open-kernel.js';
import type { RowFormat } from '../../src/model/chunk.js';
import type { Compressor } from '../../src/model/sink.js';
import type { ResultColumn } from '../../src/mysql/protocol/result-column.js';
import type { Session } from '../../src/mysql/protocol/session.js';

export interface Way {
  readonly kernel: KernelChoice;
  readonly format: RowFormat;
  readonly hexBlob?: boolean;
  /** Values are escaped as this character set needs it. */
  readonly charset?: string;
}

/** What of a compressor no section needs that is only collected. */
export const UNUSED: Omit<Compressor, 'acquire' | 'push'> = {
  begin: () => undefined,
  end: async () => ({ frames: [], sha256: '' }),
  drain: async () => undefined,
  cutFrame: () => undefined,
  fail: async () => false,
  close: async () => undefined,
};

/** Fails unless the rows come in the format that was asked for. */
export async function readInserts(session: Session, sql: string, way: Way): Promise<Buffer> {
  const written: Buffer[] = [];
  const writer = new SqlWriter({
    ...UNUSED,
    acquire: (bytes) => new Uint8Array(bytes),
    push: async (bytes) => {
      written.push(Buffer.from(bytes));
    },
  });
  const style = insertStyle('mysql');
  const rows = new TableWriter(writer, openKernel(way.kernel), {
    prefix: Buffer.from('INSERT INTO `t` VALUES '),
    style,
    netBufferLength: 1_046_528,
    extendedInsert: true,
    hexBlob: way.hexBlob ?? false,
    storedCharsets: [],
    hexColumns: [],
    escapedFor: way.charset === undefined ? undefined : { charset: way.charset, flavor: 'mysql' },
    marksNegativeZero: true,
    skipped: undefined,
  });
  await session.stream(sql, expecting(way.format, rows), way.format);
  await rows.end();
  await writer.flush(0);
  return Buffer.concat(written);
}

function expecting(wanted: RowFormat, rows: TableWriter): TableWriter {
  const columns = rows.columns.bind(rows);
  rows.columns = (each: readonly ResultColumn[], format: RowFormat): void => {
    if (format !== wanted) throw new Error(`rows came as ${format}`);
    columns(each, format);
  };
  return rows;
}

/** The first place where the two differ, readable; undefined where they are equal. */
export function firstDifference(binary: Buffer, text: Buffer): string | undefined {
  if (binary.equals(text)) return undefined;
  const length = Math.min(binary.length, text.length);
  let at = 0;
  while (at < length && binary[at] === text[at]) at++;
  const show = (bytes: Buffer): string =>
    JSON.stringify(bytes.toString('latin1', Math.max(0, at - 60), at + 60));
  return `at ${at} of ${binary.length} and ${text.length} bytes\n  binary ${show(binary)}\n  text   ${show(text)}`;
}
