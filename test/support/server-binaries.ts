// Which servers this machine has. The search itself is in install-servers.sh, so that
// what is looked for and what is installed cannot differ.

import type { Flavor } from '../../src/model/server.js';
import { runProgram } from './child-process.js';
import { projectPath } from './project.js';

export interface ServerBinaries {
  readonly flavor: Flavor;
  /** As the server prints it: `9.7.4-2`, `10.11.19-MariaDB-0+deb12u1`. */
  readonly version: string;
  readonly mysqld: string;
  readonly client: string;
  readonly dump: string;
  readonly binlog: string;
  /** The library that makes MariaDB a node of a Galera cluster, where it was found. */
  readonly galera: string | undefined;
}

/** Looks for servers: at most one per flavor, none is no error. */
export async function listServers(): Promise<ServerBinaries[]> {
  return (await list()).map(toServerBinaries);
}

/** MariaDB 11.8, which is there only where it was asked for (`--with-mariadb-11`). */
export async function findMariadb11(): Promise<ServerBinaries | undefined> {
  const prefix = 'mariadb-11\t';
  const line = (await list('--with-mariadb-11')).find((one) => one.startsWith(prefix));
  return line === undefined ? undefined : toServerBinaries(line.replace(prefix, 'mariadb\t'));
}

async function list(...options: string[]): Promise<string[]> {
  const script = projectPath('test', 'support', 'install-servers.sh');
  const { stdout, stderr, code } = await runProgram('bash', [script, '--list', ...options]);
  if (code !== 0) throw new Error(`install-servers.sh --list failed: ${stderr}`);
  return stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

function toServerBinaries(line: string): ServerBinaries {
  const [flavor, version, mysqld, client, dump, binlog, galera] = line.split('\t');
  if (flavor !== 'mysql' && flavor !== 'mariadb') throw new Error(`unknown flavor in: ${line}`);
  if (!version || !mysqld || !client || !dump || !binlog) throw new Error(`incomplete: ${line}`);
  return { flavor, version, mysqld, client, dump, binlog, galera };
}
