// The command line of tsload: argv in, exit status out.

import { errorKinds, toTsdumpError } from '../base/errors.js';
import { readToolVersion } from '../base/version.js';
import type { LoadOptions } from '../model/load-options.js';
import { defaultJournalDir, readSurroundings } from '../options/resolve/environment.js';
import { type ResolvedLoad, resolveLoad } from '../options/resolve/resolve-load.js';
import { fillSettings } from '../options/resolve/settings.js';
import { loadProgram, type LoadSettings } from '../options/table/load-program.js';
import { askPassword } from '../terminal/ask-password.js';
import { type Caught, catchInterruptions } from '../terminal/interruption.js';
import { Log } from '../terminal/log.js';
import type { LogOptions } from '../terminal/log-options.js';
import { refuseTerminalInput } from '../terminal/refuse-terminal.js';
import { writeNow } from '../terminal/write-now.js';
import { hidePasswords, readCommandLine, resolveLog } from './argv/read-command-line.js';

const EARLY_LOG: LogOptions = { level: 'info', format: 'pretty', progress: false };

interface Work extends ResolvedLoad {
  readonly log: LogOptions;
  readonly warnings: readonly string[];
}

/** Runs `tsload argv...` and resolves to the exit status; never rejects. */
export async function loadMain(
  argv: readonly string[],
  ignored: readonly Caught[] | undefined,
): Promise<number> {
  let work: Work | number;
  try {
    process.title = ['tsload', ...hidePasswords(loadProgram, argv)].join(' ');
    work = await resolveWork(argv);
  } catch (error) {
    return fail(new Log(EARLY_LOG, 'tsload'), error);
  }
  return typeof work === 'number' ? work : await runLoad(work, ignored);
}

/** The exit status where a line on standard output is all. Throws `usage`. */
async function resolveWork(argv: readonly string[]): Promise<Work | number> {
  const around = readSurroundings();
  const line = readCommandLine(loadProgram, argv, around);
  switch (line.command) {
    case 'help': {
      const { buildHelp } = await import('./argv/help.js');
      return print(buildHelp(loadProgram, process.stdout.columns || 100));
    }
    case 'version':
      return print(`tsload ${readToolVersion()}\n`);
    case 'print-defaults':
      return print(`${line.argv.join(' ')}\n`);
    case 'work': {
      const settings = fillSettings(loadProgram.options, line.all.assignments) as LoadSettings;
      const resolved = resolveLoad(settings, line.typed, around, defaultJournalDir(around));
      return { ...resolved, log: resolveLog(settings), warnings: line.warnings };
    }
  }
}

async function runLoad(work: Work, ignored: readonly Caught[] | undefined): Promise<number> {
  const log = new Log(work.log, 'tsload');
  const interruption = catchInterruptions(() => log.warn('ending, please wait'), ignored);
  try {
    for (const warning of work.warnings) log.warn(warning);
    const { options } = work;
    if (options.path === undefined) refuseTerminalInput();
    const password = work.askPassword ? await askPassword(interruption.signal) : undefined;
    const status = await loadAndReport(withPassword(options, password), log, interruption.signal);
    const defect = interruption.defect();
    return defect === undefined ? status : fail(log, defect);
  } catch (error) {
    return fail(log, error);
  } finally {
    log.close();
    interruption.stop();
  }
}

async function loadAndReport(options: LoadOptions, log: Log, signal: AbortSignal): Promise<number> {
  const { load } = await import('../app/load/load.js');
  const report = await load(options, (event) => log.event(event), signal);
  return report.skipped.length > 0 ? errorKinds['objects-skipped'].exit : 0;
}

function withPassword(options: LoadOptions, password: string | undefined): LoadOptions {
  if (password === undefined) return options;
  return { ...options, connection: { ...options.connection, password } };
}

function fail(log: Log, thrown: unknown): number {
  const error = toTsdumpError(thrown);
  log.error(error);
  return error.exitCode;
}

function print(text: string): number {
  writeNow(1, Buffer.from(text));
  return 0;
}
