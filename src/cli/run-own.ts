// tsdump under its own name: argv in, exit status out. Everything that prints, asks or ends
// is in cli/; the dump itself is loaded only once it is needed.

import { type ErrorCode, errorKinds, toTsdumpError } from '../base/errors.js';
import type { ConnectionOptions } from '../model/options.js';
import { askPassword } from '../terminal/ask-password.js';
import { type Caught, catchInterruptions } from '../terminal/interruption.js';
import { Log } from '../terminal/log.js';
import { printVersion } from './print-version.js';
import { dumpProgram } from '../options/table/options.js';
import { hidePasswords } from './argv/read-command-line.js';
import { type ResolvedCommand, resolveOptions } from './argv/resolve-options.js';
import { refuseTerminal } from '../terminal/refuse-terminal.js';
import { readSurroundings } from '../options/resolve/environment.js';
import { writeNow } from '../terminal/write-now.js';
import type { LogOptions } from '../terminal/log-options.js';

/** What is more than a line on standard output. */
type Work = Extract<ResolvedCommand, { log: LogOptions }>;

/** Signals that were ignored already. */
type Ignored = readonly Caught[] | undefined;

const EARLY_LOG: LogOptions = { level: 'info', format: 'pretty', progress: false };

/** Never rejects. */
export async function runOwn(argv: readonly string[], ignored: Ignored): Promise<number> {
  let resolved: ResolvedCommand;
  try {
    process.title = ['tsdump', ...hidePasswords(dumpProgram, argv)].join(' ');
    resolved = resolveOptions(argv, readSurroundings());
  } catch (error) {
    return failEarly(error);
  }
  if (resolved.command === 'help') return await printHelp();
  if (resolved.command === 'version') return printVersion();
  if (resolved.command === 'print-defaults') return print(`${resolved.argv.join(' ')}\n`);
  return await runWork(resolved, ignored);
}

async function runWork(work: Work, ignored: Ignored): Promise<number> {
  const log = new Log(work.log);
  const onServer = work.command === 'dump' || work.command === 'release';
  const interruption = catchInterruptions(
    () => log.warn(onServer ? 'the server is being restored, please wait' : 'ending, please wait'),
    ignored,
  );
  try {
    for (const warning of work.warnings) log.warn(warning);
    const status = await runCommand(work, log, interruption.signal);
    const defect = interruption.defect();
    return defect === undefined ? status : fail(log, defect);
  } catch (error) {
    return fail(log, error);
  } finally {
    log.close();
    interruption.stop();
  }
}

async function runCommand(work: Work, log: Log, signal: AbortSignal): Promise<number> {
  switch (work.command) {
    case 'dump':
      return await runDump(work, log, signal);
    case 'release':
      return await runRelease(work, log, signal);
    case 'list':
    case 'verify':
    case 'extract': {
      const { runReading } = await import('./run-reading.js');
      await runReading(work, log, signal);
      return 0;
    }
  }
  return work satisfies never;
}

async function runDump(
  { options, askPassword: ask }: Extract<Work, { command: 'dump' }>,
  log: Log,
  signal: AbortSignal,
): Promise<number> {
  refuseTerminal(options.output);
  const connection = ask ? await withPassword(options.connection, signal) : options.connection;
  const { dump } = await import('../app/dump/dump.js');
  const report = await dump(
    { ...options, connection },
    // The report is said once, below, when the dump is complete.
    (event) => (event.type === 'report' ? undefined : log.event(event)),
    signal,
  );
  log.event({ type: 'report', ...report });
  return report.skipped.length > 0 ? exitOf('objects-skipped') : 0;
}

async function runRelease(
  command: Extract<Work, { command: 'release' }>,
  log: Log,
  signal: AbortSignal,
): Promise<number> {
  const connection = command.askPassword
    ? await withPassword(command.connection, signal)
    : command.connection;
  const { release } = await import('../app/window/release.js');
  await release(connection, command.journalDir, (event) => log.event(event));
  return 0;
}

async function withPassword(
  connection: ConnectionOptions,
  signal: AbortSignal,
): Promise<ConnectionOptions> {
  return { ...connection, password: await askPassword(signal) };
}

/** Before the options say how to log. */
export function failEarly(thrown: unknown): number {
  return fail(new Log(EARLY_LOG), thrown);
}

function fail(log: Log, thrown: unknown): number {
  const error = toTsdumpError(thrown);
  log.error(error);
  return error.exitCode;
}

function exitOf(code: ErrorCode): number {
  return errorKinds[code].exit;
}

async function printHelp(): Promise<number> {
  const { buildHelp } = await import('./argv/help.js');
  return print(buildHelp(dumpProgram, process.stdout.columns || 100));
}

function print(text: string): number {
  writeNow(1, Buffer.from(text));
  return 0;
}
