// Runs bin/mysqldump and bin/mariadb-dump, ours, against a test server as its own tool
// would be run.

import type { ProgramResult } from './child-process.js';
import { runProgram } from './child-process.js';
import { projectPath } from './project.js';
import type { TestServer } from './test-server.js';

const PROGRAMS = { mysql: 'mysqldump', mariadb: 'mariadb-dump' } as const;

export async function runDropIn(
  server: TestServer,
  args: readonly string[],
  cwd?: string,
): Promise<ProgramResult> {
  const program = projectPath('bin', PROGRAMS[server.flavor]);
  const options = cwd === undefined ? {} : { cwd };
  return await runProgram(process.execPath, [program, ...server.connectArgs(), ...args], options);
}
