// Runs a chunk's SELECT on the session it is given and hands its rows to their writer; and
// what a failure of that means for the dump.

import { untilAborted } from '../../base/clock.js';
import { TsdumpError } from '../../base/errors.js';
import type { ChunkResult, ChunkTask } from '../../model/chunk.js';
import type { RowConsumer, Session } from '../../mysql/protocol/session.js';
import {
  Errno,
  isConnectionLost,
  serverErrno,
  serverMessage,
} from '../../mysql/protocol/server-error.js';
import { isObjectError } from '../../schema/text/object-failure.js';
import type { SqlWriter } from './sql-writer.js';

/**
 * Rejects with the signal's reason at once when it is aborted, though the server goes on.
 * `onAnswer` is called before the first row.
 */
export async function readChunk(
  session: Session,
  task: ChunkTask,
  table: RowConsumer & { readonly rows: number },
  writer: SqlWriter,
  signal: AbortSignal,
  onAnswer?: () => void,
): Promise<ChunkResult> {
  signal.throwIfAborted();
  const rowsBefore = table.rows;
  const bytesBefore = writer.sqlBytes;
  const abandon = (): void => session.abandon(signal.reason as Error);
  signal.addEventListener('abort', abandon, { once: true });
  try {
    const consumer = onAnswer === undefined ? table : announced(table, onAnswer);
    await untilAborted(session.stream(task.sql, consumer, task.format), signal);
  } catch (error) {
    throw toReadFailure(error, task);
  } finally {
    signal.removeEventListener('abort', abandon);
  }
  return {
    schema: task.schema,
    table: task.table,
    index: task.index,
    rows: table.rows - rowsBefore,
    sqlBytes: writer.sqlBytes - bytesBefore,
  };
}

function announced(table: RowConsumer, onAnswer: () => void): RowConsumer {
  const packets = table.packets?.bind(table);
  return {
    columns(columns, format) {
      onAnswer();
      table.columns(columns, format);
    },
    row: (bytes, start, end) => table.row(bytes, start, end),
    ...(packets === undefined ? {} : { packets }),
  };
}

/** What a failed statement about a chunk means for the dump. */
export function toReadFailure(error: unknown, task: ChunkTask): unknown {
  const object = `${task.schema}.${task.table}`;
  const errno = serverErrno(error);
  if (isConnectionLost(errno)) {
    return new TsdumpError(
      'consistency-lost',
      `the connection was lost while reading ${object}: ${serverMessage(error)}`,
      {
        hint: 'The lock or snapshot is lost with it; the dump must not be used.',
        cause: error,
        object,
      },
    );
  }
  switch (errno) {
    case Errno.tableDefChanged:
      return new TsdumpError(
        'consistency-lost',
        `the definition of ${object} changed during the dump: ${serverMessage(error)}`,
        {
          hint: 'Run the dump again; with --read-only nobody can change a table meanwhile.',
          cause: error,
          object,
        },
      );
    case undefined:
      return error;
    default:
      return new TsdumpError('read-failed', `reading ${object} failed: ${serverMessage(error)}`, {
        hint: isObjectError(error)
          ? `Leave it out with --ignore-table=${object}, or go on without its rows with --force.`
          : 'The dump is not complete and must not be used.',
        cause: error,
        object,
      });
  }
}
