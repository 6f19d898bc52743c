// A drop-in from argv to its exit status: standard error gets the stock tool's messages
// and nothing else, unless a log of our own was asked for.

import { closeSync, openSync } from 'node:fs';
import { type TsdumpError, toTsdumpError } from '../base/errors.js';
import type { DumpEvent } from '../model/events.js';
import type { ConnectionOptions } from '../model/options.js';
import { askPasswordAnywhere } from '../terminal/ask-password.js';
import { type Caught, catchInterruptions } from '../terminal/interruption.js';
import { Log } from '../terminal/log.js';
import type { StockTool } from '../options/table/option-spec.js';
import { resolveStockCommand, type StockCommand } from './argv/command.js';
import { toBytes } from './argv/option-files.js';
import type { StockOutput } from './messages/command-line.js';
import { readSurroundings } from '../options/resolve/environment.js';
import { writeNow } from '../terminal/write-now.js';

const STDOUT_FD = 1;
const STDERR_FD = 2;

/** What the tools end with when there is no way to the server. */
const EXIT_SERVER = 2;

/** What the tools end with where they cannot write their messages. */
const EXIT_NO_LOG = 2;

type DumpCommand = Extract<StockCommand, { kind: 'dump' }>;

/** `argv` as bytes, without the program's name; `ignored`: signals that do nothing. */
export async function runStockTool(
  tool: StockTool,
  argv: readonly string[],
  ignored: readonly Caught[] = [],
): Promise<number> {
  const messages = new Messages();
  const command = resolveStockCommand(tool, argv, readSurroundings(), messages);
  if (command.kind === 'exit') return command.status;
  if (command.logError !== undefined && !messages.redirect(command.logError)) return EXIT_NO_LOG;
  try {
    return await runDump(tool, command, messages, ignored);
  } finally {
    messages.close();
  }
}

async function runDump(
  tool: StockTool,
  command: DumpCommand,
  messages: Messages,
  ignored: readonly Caught[],
): Promise<number> {
  const log = openLog(command);
  const interruption = catchInterruptions(() => undefined, ignored);
  const { signal } = interruption;
  try {
    const connection = await withPassword(command, signal);
    for (const line of [...command.opening, ...command.refusal]) messages.say(line);
    if (command.refusal.length > 0) return EXIT_SERVER;
    const [{ dump }, { openTool }] = await Promise.all([
      import('../app/dump/dump.js'),
      import('./personality.js'),
    ]);
    const onEvent = (event: DumpEvent): void => {
      // Who ends it knows why; a tool that is killed says nothing.
      if (event.type === 'complaint') {
        if (!signal.aborted) messages.say(event.line);
      } else log?.event(event);
    };
    const options = { ...command.options, connection };
    const report = await dump(options, onEvent, signal, openTool(tool));
    const defect = interruption.defect();
    return defect === undefined ? report.exitStatus : fail(tool, defect, messages);
  } catch (error) {
    const failure = toTsdumpError(error);
    if (failure.code === 'stock-failed')
      return signal.aborted ? toTsdumpError(signal.reason).exitCode : failure.exitCode;
    return fail(tool, failure, messages);
  } finally {
    log?.close();
    interruption.stop();
  }
}

/** Asked for as an option of our own: what happens, as under our own name. */
function openLog({ log }: DumpCommand): Log | undefined {
  const level = log['log-level'];
  if (level === undefined) return undefined;
  return new Log({ level, format: log['log-format'], progress: false });
}

async function withPassword(
  { options, askPassword }: DumpCommand,
  signal: AbortSignal,
): Promise<ConnectionOptions> {
  if (!askPassword) return options.connection;
  return { ...options.connection, password: await askPasswordAnywhere(signal) };
}

/** What no stock tool knows, such as a server left changed. */
function fail(tool: StockTool, { message, hint, exitCode }: TsdumpError, to: StockOutput): number {
  const lines = [`${tool}: ${message}`, ...(hint?.split('\n') ?? [])];
  for (const line of lines) to.say(toBytes(line));
  return exitCode;
}

/** Written at once, so that nothing is lost when the process ends. */
class Messages implements StockOutput {
  #fd = STDERR_FD;

  print(text: string): void {
    write(STDOUT_FD, text);
  }

  say(line: string): void {
    write(this.#fd, `${line}\n`);
  }

  /** False where the file cannot be opened. */
  redirect(path: string): boolean {
    try {
      this.#fd = openSync(path, 'a');
      return true;
    } catch {
      return false;
    }
  }

  close(): void {
    if (this.#fd !== STDERR_FD) closeSync(this.#fd);
  }
}

function write(fd: number, text: string): void {
  writeNow(fd, Buffer.from(text, 'latin1'));
}
