// One chunk from its SELECT to the end of its section: what comes before its rows, the
// rows, what comes after, and the proof that they are of the window. A lane's whole job,
// in whatever thread it runs.

import type { RowKernel } from '../kernel/row-kernel.js';
import type { ChunkResult } from '../../model/chunk.js';
import { TsdumpError } from '../../base/errors.js';
import { proveChunk } from '../../mysql/server/chunk-check.js';
import type { Session } from '../../mysql/protocol/session.js';
import { readChunk, toReadFailure } from './read-chunk.js';
import { isObjectError } from '../../schema/text/object-failure.js';
import { serverMessage } from '../../mysql/protocol/server-error.js';
import { openRowWriter, type RowWriter } from './row-writer.js';
import type { SqlWriter } from './sql-writer.js';
import { beginVerification } from './verify-chunk.js';
import type { ChunkWork } from './chunk-work.js';

/** Rejects with `consistency-lost` when the rows may not be of the window, or not as written. */
export async function writeChunk(
  session: Session,
  kernel: RowKernel,
  writer: SqlWriter,
  work: ChunkWork,
  signal: AbortSignal,
  watch: (rows: RowWriter) => void,
): Promise<ChunkResult> {
  const sqlBytesBefore = writer.sqlBytes;
  await writer.write(work.before);
  const rows = openRowWriter(work.layout, writer, kernel);
  watch(rows);
  const verification = beginVerification(work, writer);
  const result = await readOrGoOn(session, work, rows, writer, signal);
  if (result.failure === undefined) await prove(session, work, result.rows);
  await rows.end();
  if (result.failure === undefined) await verification?.end(session);
  else writer.endTap();
  await writer.write(work.after);
  return { ...result, sqlBytes: writer.sqlBytes - sqlBytesBefore };
}

/** What fails after its first row fails the dump: it may be any part of the rows. */
async function readOrGoOn(
  session: Session,
  { mayFail, task }: ChunkWork,
  rows: RowWriter,
  writer: SqlWriter,
  signal: AbortSignal,
): Promise<ChunkResult> {
  try {
    return await readChunk(session, task, rows, writer, signal);
  } catch (error) {
    if (!mayFail || rows.rows > 0 || !isObjectError(error)) throw error;
    const { index, schema, table } = task;
    return { schema, table, index, rows: 0, sqlBytes: 0, failure: serverMessage(error) };
  }
}

async function prove(session: Session, work: ChunkWork, rows: number): Promise<void> {
  const { task, proof, mark } = work;
  const fault = await proveChunk(session, proof, rows, mark).catch((error: unknown) => {
    throw toReadFailure(error, task);
  });
  if (fault === undefined) return;
  const object = `${task.schema}.${task.table}`;
  throw new TsdumpError('consistency-lost', `reading ${object}: ${fault}`, {
    object,
    hint: 'What was read may not fit together; the dump must not be used. Run it again.',
  });
}
