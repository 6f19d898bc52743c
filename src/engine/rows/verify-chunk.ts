// `--verify-source`: a chunk's rows are digested twice, by the server from what it stores
// and here from the SQL on its way to the compressor. The two know nothing of each other.

import { TsdumpError } from '../../base/errors.js';
import type { ChunkTask } from '../../model/chunk.js';
import { Errno, serverErrno, serverMessage } from '../../mysql/protocol/server-error.js';
import type { Session } from '../../mysql/protocol/session.js';
import { InsertReader } from './insert-reader.js';
import { toReadFailure } from './read-chunk.js';
import { RowDigest } from './row-digest.js';
import type { SqlWriter } from './sql-writer.js';
import type { ChunkWork } from './chunk-work.js';

export interface OpenVerification {
  /** All rows are written. Rejects with `consistency-lost` where the server has others. */
  end(session: Session): Promise<void>;
}

/** Undefined where nobody asked for it. What is written from here on are the rows. */
export function beginVerification(
  { layout, task }: ChunkWork,
  writer: SqlWriter,
): OpenVerification | undefined {
  const { verification } = task;
  if (verification === undefined) return undefined;
  if (layout.form !== 'insert') {
    throw new TsdumpError('usage', 'only INSERT statements can be compared with their source', {
      hint: 'Leave --verify-source out with --xml.',
    });
  }
  const { hexColumns, prefix, storedCharsets, style } = layout.layout;
  const { binaryIntroducer, rowSeparator } = style;
  const written = new RowDigest(verification.forms);
  const syntax = { prefix, rowSeparator, binaryIntroducer, storedCharsets, hexColumns };
  const reader = new InsertReader(syntax, written);
  const object = `${task.schema}.${task.table}`;
  const where = `${object}, chunk ${task.index}`;
  writer.beginTap((sql) => reader.add(sql));
  return {
    async end(session) {
      writer.endTap();
      if (!reader.isAtRest) {
        const at = reader.faultAt === undefined ? 'ends too early' : `byte ${reader.faultAt}`;
        throw differs(object, `the SQL written of ${where} is malformed: ${at}`);
      }
      const source = await readSource(session, task, verification.sql);
      const ours = toText(String(written.rows), written.sum);
      if (source === ours) return;
      throw differs(
        object,
        `${where} is not what the server has: written ${ours}, on the server ${source}`,
      );
    },
  };
}

async function readSource(session: Session, task: ChunkTask, sql: string): Promise<string> {
  try {
    const [answer] = await session.query(sql);
    const [rows, sum] = answer?.texts() ?? [];
    return toText(rows ?? '0', BigInt(sum ?? 0));
  } catch (error) {
    if (serverErrno(error) !== Errno.syntaxError) throw toReadFailure(error, task);
    const object = `${task.schema}.${task.table}`;
    throw new TsdumpError(
      'read-failed',
      `the rows of ${object} cannot be verified: ${serverMessage(error)}`,
      {
        hint: 'With --verify-source a --where must be a condition and nothing more.',
        cause: error,
        object,
      },
    );
  }
}

function toText(rows: string, sum: bigint): string {
  return `${rows} rows with digest ${sum.toString(16)}`;
}

function differs(object: string, message: string): TsdumpError {
  return new TsdumpError('consistency-lost', message, {
    object,
    hint:
      'The dump must not be used. If nothing kept the table still (a table outside of the snapshot, ' +
      '--skip-lock-tables), it may have been changed meanwhile; otherwise please report this.',
  });
}
