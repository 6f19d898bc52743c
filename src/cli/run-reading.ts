// Runs the modes that read a dump, and says what came of it.

import { extractDump } from '../app/inspect/extract-dump.js';
import { listDump } from '../app/inspect/list-dump.js';
import { verifyDump } from '../app/inspect/verify-dump.js';
import { openFdSink } from '../storage/local/stdout-sink.js';
import type { Log } from '../terminal/log.js';
import { refuseTerminal } from '../terminal/refuse-terminal.js';
import { renderList } from './render-list.js';
import type { ReadingCommand } from '../options/resolve/resolve-reading.js';
import { countOf, showBytes } from '../terminal/units.js';
import type { LogOptions } from '../terminal/log-options.js';

/** Rejects as the use case does. */
export async function runReading(
  command: ReadingCommand & { readonly log: LogOptions },
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  switch (command.command) {
    case 'list':
      return await printList(command.path, command.log.format === 'json');
    case 'verify': {
      const report = await verifyDump(command.path, (event) => log.event(event), signal);
      const { sections, rows, sqlBytes, storedBytes } = report;
      const contents = `${countOf(sections, 'section')}, ${countOf(rows, 'row')}`;
      const sizes = `${showBytes(sqlBytes)} of SQL in ${showBytes(storedBytes)}`;
      return log.info(`whole: ${contents}, ${sizes}`);
    }
    case 'extract': {
      refuseTerminal(command.options.output);
      const { rows, sqlBytes } = await extractDump(command.options, signal);
      return log.info(`${countOf(rows, 'row')}, ${showBytes(sqlBytes)} of SQL`);
    }
  }
}

async function printList(path: string, asJson: boolean): Promise<void> {
  const manifest = await listDump(path);
  const text = asJson ? `${JSON.stringify(manifest)}\n` : renderList(manifest);
  const stdout = await openFdSink();
  await stdout.write(Buffer.from(text));
  await stdout.commit();
}
