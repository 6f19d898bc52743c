// The undo note of a dump that did not end properly: its guard may have put the server back, or
// be about to. Only who holds the window's name may take the note away, since the next dump
// that changes the server writes one of its own.

import { sleep } from '../../base/clock.js';
import { TsdumpError } from '../../base/errors.js';
import { readReadOnly } from '../../mysql/server/read-only.js';
import type { Session } from '../../mysql/protocol/session.js';
import type { Journal, JournalEntry } from '../../storage/journal.js';
import type { Narrator } from '../run/reporter.js';

/** A guard begins when the server notices that its dump is gone. */
const GUARD_WAIT_MS = 3_000;
const POLL_MS = 100;

/** Returns the note where the server is not put back. The window's name is `control`'s. */
export async function settleNote(
  control: Session,
  journal: Journal,
  narrator: Narrator,
): Promise<JournalEntry | undefined> {
  const entry = await journal.read();
  if (entry === undefined) return undefined;
  if (!entry.undo.every((statement) => statement.includes('read_only'))) return entry;
  for (let waitedMs = 0; (await readReadOnly(control)) !== 'OFF'; waitedMs += POLL_MS) {
    if (waitedMs >= GUARD_WAIT_MS) return entry;
    await sleep(POLL_MS);
  }
  narrator.notice(`${describeNote(entry)}; its guard has put the server back`);
  await journal.clear();
  return undefined;
}

/** Rejects with `preflight-refused` where we would put the server back to the wrong state. */
export async function refuseNote(
  control: Session,
  journal: Journal,
  narrator: Narrator,
): Promise<void> {
  const entry = await settleNote(control, journal, narrator);
  if (entry === undefined) return;
  const readOnly = await readReadOnly(control);
  throw new TsdumpError(
    'preflight-refused',
    `${describeNote(entry)}, and read_only is ${readOnly} now`,
    {
      hint: 'Run tsdump --release with the same connection options to put the server back, then start again.',
    },
  );
}

export function describeNote({ startedAt, pid }: JournalEntry): string {
  return `a tsdump of ${startedAt} (process ${pid}) did not end properly`;
}
