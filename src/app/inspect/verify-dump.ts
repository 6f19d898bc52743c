// tsdump --verify: reads a dump to its end without a server. Every hash, every length, every
// checksum, and the rows that its SQL has against those that were read.

import { openDump } from '../../archive/open-dump.js';
import { describeSection } from '../../archive/section-name.js';
import type { StoredDump } from '../../archive/stored-dump.js';
import { TsdumpError } from '../../base/errors.js';
import { RowCounter } from '../../engine/statements/row-counter.js';
import type { Listener } from '../../model/events.js';
import type { StoredSection } from '../../model/manifest.js';

export interface VerifyReport {
  readonly sections: number;
  readonly rows: number;
  readonly sqlBytes: number;
  readonly storedBytes: number;
}

/**
 * Every damaged section is named in a warning. Rejects with `dump-damaged` when there was
 * one, `dump-unreadable` when the dump is cut off.
 */
export async function verifyDump(
  path: string,
  listener: Listener,
  signal: AbortSignal,
): Promise<VerifyReport> {
  const dump = await openDump(path);
  try {
    const { sections } = dump.manifest;
    let damaged = 0;
    for (const section of sections) {
      const reason = await findDamage(verifySection(dump, section, signal));
      if (reason === undefined) continue;
      damaged++;
      listener({ type: 'warning', message: reason });
    }
    if (damaged === 0) return sumUp(sections);
    throw new TsdumpError(
      'dump-damaged',
      `${damaged} of ${sections.length} sections of ${dump.name} are damaged`,
      { hint: 'Take another copy of the dump. What is not damaged can still be extracted.' },
    );
  } finally {
    await dump.close();
  }
}

async function findDamage(verifying: Promise<void>): Promise<string | undefined> {
  try {
    await verifying;
    return undefined;
  } catch (error) {
    if (error instanceof TsdumpError && error.code === 'dump-damaged') return error.message;
    throw error;
  }
}

async function verifySection(
  dump: StoredDump,
  section: StoredSection,
  signal: AbortSignal,
): Promise<void> {
  const counter = section.kind === 'rows' ? new RowCounter() : undefined;
  for await (const sql of dump.readSection(section)) {
    signal.throwIfAborted();
    counter?.add(sql);
  }
  const isWhole = counter?.end() !== false;
  const rows = counter?.rows ?? 0;
  if (rows === section.rows && isWhole) return;
  const where = `${describeSection(section)} in ${dump.name}`;
  throw new TsdumpError(
    'dump-damaged',
    rows === section.rows
      ? `${where} ends inside a statement`
      : `${where} has ${rows} rows instead of ${section.rows}`,
  );
}

function sumUp(sections: readonly StoredSection[]): VerifyReport {
  let [rows, sqlBytes, storedBytes] = [0, 0, 0];
  for (const section of sections) {
    rows += section.rows;
    for (const frame of section.frames) {
      sqlBytes += frame.sqlBytes;
      storedBytes += frame.storedBytes;
    }
  }
  return { sections: sections.length, rows, sqlBytes, storedBytes };
}
