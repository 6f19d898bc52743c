// Runs one tool for one case in the case's folder and collects everything it left.

import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeTemporaryFolder, runProgram } from '../support/child-process.js';
import type { TestServer } from '../support/test-server.js';
import type { DropInCase, Outcome } from './case.js';
import { maskDump } from './mask.js';
import type { Tool } from './tools.js';

/** Seconds; some bodies of events keep the real tools busy for ever. */
const TIME_LIMIT_S = 60;
const KILLED = 137;

/** `folder` is emptied first: both tools find the same in it. */
export async function runTool(
  tool: Tool,
  server: TestServer,
  one: DropInCase,
  folder: string,
): Promise<Outcome> {
  prepareFolder(server, one, folder);
  if (one.before !== undefined) await server.run(one.before, { args: ['--comments'] });
  const args = buildArgs(server, one, folder);
  const command = ['-s', 'KILL', String(TIME_LIMIT_S), tool.name, ...args];
  const result = await runProgram('timeout', command, {
    cwd: folder,
    env: buildEnvironment(tool, one, folder),
    ...(one.input === undefined ? {} : { input: one.input }),
  });
  return {
    code: String(result.code ?? result.signal),
    stderr: result.stderr,
    stdout: maskDump(result.stdout.toString('latin1')),
    files: readFolder(folder, one),
    timedOut: result.code === KILLED,
  };
}

/** What to type to see it again. */
export function buildArgs(server: TestServer, one: DropInCase, folder: string): string[] {
  const args = one.bare === true ? one.args : [...server.connectArgs(), ...one.args];
  return args.map((arg) => fillIn(arg, server, folder));
}

function fillIn(text: string, server: TestServer, folder: string): string {
  return text
    .replaceAll('{dir}', folder)
    .replaceAll('{socket}', server.socket)
    .replaceAll('{port}', String(server.port));
}

let state: string | undefined;

/** Our journal is no output: the real tools have none. */
function stateFolder(): string {
  state ??= makeTemporaryFolder('state');
  return state;
}

/** Nothing of the user's own gets in; the time zone is not the server's. */
function buildEnvironment(tool: Tool, one: DropInCase, folder: string): NodeJS.ProcessEnv {
  return {
    PATH: `${tool.folder}:${process.env['PATH']}`,
    HOME: folder,
    XDG_STATE_HOME: stateFolder(),
    TZ: 'Europe/Vienna',
    LC_ALL: 'C.UTF-8',
    MYSQL_TEST_LOGIN_FILE: '/dev/null',
    ...one.env,
  };
}

function prepareFolder(server: TestServer, one: DropInCase, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'tab'), { recursive: true });
  for (const [path, text] of Object.entries(one.files ?? {})) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), fillIn(text, server, folder));
  }
}

function readFolder(folder: string, one: DropInCase): Map<string, string> {
  const given = new Set(Object.keys(one.files ?? {}));
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => !given.has(path) && statSync(join(folder, path)).isFile())
    .sort();
  return new Map(paths.map((path) => [path, maskDump(readFileSync(join(folder, path), 'latin1'))]));
}
