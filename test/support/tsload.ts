// Runs bin/tsload against a test server as a user would.

import { projectPath } from './project.js';
import { runProgram, type ProgramResult } from './child-process.js';
import type { TestServer } from './test-server.js';

const BINARY: string = projectPath('bin/tsload');

export function loadInto(server: Pick<TestServer, 'host' | 'port'>): string[] {
  return ['--no-defaults', `--host=${server.host}`, `--port=${server.port}`, '--user=root'];
}

/** `input` is its standard input. */
export async function runTsload(
  server: Pick<TestServer, 'host' | 'port'>,
  args: readonly string[],
  input?: Buffer,
): Promise<ProgramResult> {
  const options = input === undefined ? {} : { input };
  return await runProgram(process.execPath, [BINARY, ...loadInto(server), ...args], options);
}
