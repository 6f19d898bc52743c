// Under whose name this process runs: --compat, which must come first, or the name it was
// called by. Pure.

import { basename } from 'node:path';
import { TsdumpError } from '../base/errors.js';
import type { StockTool } from '../options/table/option-spec.js';

const TOOLS: readonly StockTool[] = ['mysqldump', 'mariadb-dump'];

export interface Called {
  /** Undefined for our own name. */
  readonly tool: StockTool | undefined;
  /** Without --compat. */
  readonly argv: readonly string[];
}

/** `calledAs` is the path of the program. Throws `usage` for a tool we do not know. */
export function choosePersonality(argv: readonly string[], calledAs: string): Called {
  const [first = '', second] = argv;
  if (first === '--compat') return { tool: findTool(second), argv: argv.slice(2) };
  if (first.startsWith('--compat='))
    return { tool: findTool(first.slice('--compat='.length)), argv: argv.slice(1) };
  return { tool: TOOLS.find((tool) => tool === basename(calledAs)), argv };
}

function findTool(name: string | undefined): StockTool | undefined {
  if (name === 'tsdump') return undefined;
  const tool = TOOLS.find((each) => each === name);
  if (tool !== undefined) return tool;
  throw new TsdumpError('usage', `--compat cannot be ${JSON.stringify(name ?? '')}`, {
    hint: 'It is mysqldump or mariadb-dump, and comes before everything else.',
  });
}
