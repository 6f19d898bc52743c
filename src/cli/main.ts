// The command line's one entry: argv in, exit status out. It decides who runs, and loads
// nothing that the answer does not need: most of a small job is start-up.

import { basename } from 'node:path';
import { type Called, choosePersonality } from '../dropin/tool.js';
import type { Caught } from '../terminal/interruption.js';
import { printVersion } from './print-version.js';

const VERSION: ReadonlySet<string> = new Set(['--version', '-V']);

/** How the process was started, as far as argv does not say. */
export interface Call {
  /** Path of the program. */
  readonly path: string;
  /** argv as bytes, where it is not UTF-8. */
  readonly rawArgv?: readonly Buffer[];
  /** Signals that were ignored already. */
  readonly ignored?: readonly Caught[];
}

/** Runs `tsdump argv...` and resolves to the exit status; never rejects. */
export async function main(argv: readonly string[], call: Call): Promise<number> {
  if (basename(call.path) === 'tsload') {
    const { loadMain } = await import('./load-main.js');
    return await loadMain(argv, call.ignored);
  }
  let called: Called;
  try {
    called = choosePersonality(argv, call.path);
  } catch (error) {
    const { failEarly } = await import('./run-own.js');
    return failEarly(error);
  }
  const { tool, argv: rest } = called;
  if (tool === undefined) {
    if (rest.length === 1 && VERSION.has(rest[0] ?? '')) return printVersion();
    const { runOwn } = await import('./run-own.js');
    return await runOwn(rest, call.ignored);
  }
  process.title = tool;
  const [{ runStockTool }, { toBytes }] = await Promise.all([
    import('../dropin/main.js'),
    import('../dropin/argv/option-files.js'),
  ]);
  const words = call.rawArgv?.map((word) => word.toString('latin1')) ?? argv.map(toBytes);
  return await runStockTool(tool, words.slice(argv.length - rest.length), call.ignored);
}
