// tsdump --release: replays the undo journal of a dump that could not do so itself.

import { TsdumpError } from '../../base/errors.js';
import type { Listener } from '../../model/events.js';
import type { ConnectionOptions } from '../../model/options.js';
import { openSession } from '../../mysql/protocol/connect.js';
import { readServerFacts } from '../../mysql/server/facts.js';
import { dropWindowName, readWindowHolder, takeWindowName } from '../../mysql/server/watchdog.js';
import { readReadOnly } from '../../mysql/server/read-only.js';
import { serverMessage } from '../../mysql/protocol/server-error.js';
import type { Session } from '../../mysql/protocol/session.js';
import { Journal, type JournalEntry } from '../../storage/journal.js';

/** Rejects with `server-not-restored` when a statement of the journal fails. */
export async function release(
  connection: ConnectionOptions,
  journalDir: string,
  listener: Listener,
): Promise<void> {
  const session = await openSession(connection);
  try {
    const facts = await readServerFacts(session);
    const journal = new Journal(journalDir, facts.serverId);
    const entry = await journal.read();
    if (entry === undefined) {
      const readOnly = await readReadOnly(session);
      listener({
        type: 'notice',
        message: `nothing to release: no dump of ${facts.hostname} is recorded in ${journalDir}; read_only is ${readOnly}`,
      });
      return;
    }
    if (!(await takeWindowName(session))) {
      const holder = await readWindowHolder(session);
      throw new TsdumpError(
        'window-denied',
        `a tsdump is still at work on this server (connection ${holder ?? 'unknown'})`,
        {
          hint: `Wait for it. If connection ${holder ?? '<id>'} is not a tsdump it blocks the release: end it with KILL ${holder ?? '<id>'} and run this again.`,
          retry: true,
        },
      );
    }
    await replay(session, entry, listener);
    await journal.clear();
    await dropWindowName(session);
  } finally {
    await session.close();
  }
}

async function replay(session: Session, entry: JournalEntry, listener: Listener): Promise<void> {
  for (const statement of entry.undo) {
    try {
      await session.execute(statement);
    } catch (error) {
      throw new TsdumpError(
        'server-not-restored',
        `the server refused ${statement}: ${serverMessage(error)}`,
        { hint: `Run this SQL as soon as you can: ${entry.undo.join('; ')};`, cause: error },
      );
    }
    listener({
      type: 'notice',
      message: `${statement}: done, for the tsdump of ${entry.startedAt} (process ${entry.pid})`,
    });
  }
}
