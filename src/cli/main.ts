// The command line's one entry: argv in, exit status out. Everything that prints,
// asks or ends lives in cli/; the dump itself is loaded only once it is needed.

import { type ErrorCode, errorKinds, toTsdumpError } from '../base/errors.js';
import { readToolVersion } from '../base/version.js';
import type { ConnectionOptions } from '../model/options.js';
import { askPassword } from '../terminal/ask-password.js';
import { type Caught, catchInterruptions } from '../terminal/interruption.js';
import { Log } from '../terminal/log.js';
import { hidePasswords, type ResolvedCommand, resolveOptions } from './argv/resolve-options.js';
import { type Called, choosePersonality } from '../dropin/tool.js';
import { refuseTerminal } from '../terminal/refuse-terminal.js';
import { readSurroundings } from '../options/resolve/environment.js';
import { writeNow } from '../terminal/write-now.js';
import type { LogOptions } from '../terminal/log-options.js';

/** What is more than a line on standard output. */
type Work = Extract<ResolvedCommand, { log: LogOptions }>;

const EARLY_LOG: LogOptions = { level: 'info', format: 'pretty', progress: false };

/** How the process was started, as far as argv does not say. */
export interface Call {
  /** Path of the program. */
  readonly path: string;
  /** argv as bytes, where it is no UTF-8. */
  readonly rawArgv?: readonly Buffer[];
  /** Signals that were ignored already. */
  readonly ignored?: readonly Caught[];
}

/** Runs `tsdump argv...` and resolves to the exit status; never rejects. */
export async function main(argv: readonly string[], call: Call): Promise<number> {
  let called: Called;
  try {
    called = choosePersonality(argv, call.path);
  } catch (error) {
    return fail(new Log(EARLY_LOG), error);
  }
  const { tool, argv: rest } = called;
  if (tool === undefined) return await runOwn(rest, call);
  process.title = tool;
  const [{ runStockTool }, { toBytes }] = await Promise.all([
    import('../dropin/main.js'),
    import('../dropin/argv/option-files.js'),
  ]);
  const words = call.rawArgv?.map((word) => word.toString('latin1')) ?? argv.map(toBytes);
  return await runStockTool(tool, words.slice(argv.length - rest.length), call.ignored);
}

async function runOwn(argv: readonly string[], { ignored }: Call): Promise<number> {
  let resolved: ResolvedCommand;
  try {
    process.title = ['tsdump', ...hidePasswords(argv)].join(' ');
    resolved = resolveOptions(argv, readSurroundings());
  } catch (error) {
    return fail(new Log(EARLY_LOG), error);
  }
  if (resolved.command === 'help') return await printHelp();
  if (resolved.command === 'version') return print(`tsdump ${readToolVersion()}\n`);
  if (resolved.command === 'print-defaults') return print(`${resolved.argv.join(' ')}\n`);
  return await runWork(resolved, ignored);
}

async function runWork(work: Work, ignored: Call['ignored']): Promise<number> {
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
  return print(buildHelp(process.stdout.columns || 100));
}

function print(text: string): number {
  writeNow(1, Buffer.from(text));
  return 0;
}
