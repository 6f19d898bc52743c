// An initialised, empty data directory per server version, made once per machine in the
// cache folder and copied for each server. Root has no password and is root@localhost only.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './child-process.js';
import type { ServerBinaries } from './server-binaries.js';

/** Raise it when the way templates are made changes. */
const TEMPLATE_REVISION = 1;

/** What every start of a server needs, also the one that makes the template. */
export function baseArgs(): string[] {
  const args = ['--no-defaults'];
  if (process.getuid?.() === 0) args.push('--user=root');
  return args;
}

function cacheFolder(): string {
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return process.env['TSDUMP_SERVERS'] || join(cache, 'tsdump', 'servers');
}

/** Puts a fresh data directory at `target`, which must not exist. */
export async function copyTemplate(binaries: ServerBinaries, target: string): Promise<void> {
  const template = await readTemplate(binaries);
  const { code, stderr } = await runProgram('cp', ['-a', '--reflink=auto', template, target]);
  if (code !== 0) throw new Error(`cannot copy the data directory template: ${stderr}`);
}

const templates = new Map<string, Promise<string>>();

async function readTemplate(binaries: ServerBinaries): Promise<string> {
  const key = createHash('sha256')
    .update(`${TEMPLATE_REVISION}\n${binaries.version}\n${binaries.mysqld}`)
    .digest('hex')
    .slice(0, 12);
  const folder = join(cacheFolder(), 'templates');
  const path = join(folder, `${binaries.flavor}-${key}`);
  let template = templates.get(path);
  if (template === undefined) {
    template = makeTemplate(binaries, folder, path);
    templates.set(path, template);
  }
  return await template;
}

async function makeTemplate(
  binaries: ServerBinaries,
  folder: string,
  path: string,
): Promise<string> {
  if (existsSync(path)) return path;
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, '.partial-'));
  try {
    const datadir = join(work, 'data');
    await (binaries.flavor === 'mysql' ? initMysql : initMariadb)(binaries, datadir);
    // Another test process may have been quicker; its template is as good as ours.
    await rename(datadir, path).catch((error: unknown) => {
      if (!existsSync(path)) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return path;
}

async function initMysql(binaries: ServerBinaries, datadir: string): Promise<void> {
  const args = [...baseArgs(), '--initialize-insecure', `--datadir=${datadir}`];
  const { code, stderr } = await runProgram(binaries.mysqld, args);
  if (code !== 0) throw new Error(`mysqld --initialize-insecure failed:\n${stderr}`);
  // The server's UUID: two servers with the same one cannot replicate.
  await rm(join(datadir, 'auto.cnf'), { force: true });
}

/** In 11.8 `mysql_` is `mariadb_`. */
const MARIADB_SCRIPTS = [
  'mysql_system_tables.sql',
  'mysql_performance_tables.sql',
  'mysql_system_tables_data.sql',
  'fill_help_tables.sql',
  'maria_add_gis_sp_bootstrap.sql',
  'mysql_sys_schema.sql',
];

/** What mariadb-install-db does; that script itself cannot run an unpacked server. */
async function initMariadb(binaries: ServerBinaries, datadir: string): Promise<void> {
  await mkdir(join(datadir, 'mysql'), { recursive: true });
  const [share, scripts] = await findMariadbScripts(binaries);
  const sql = ['CREATE DATABASE IF NOT EXISTS mysql;\nUSE mysql;\nSET @auth_root_socket = NULL;\n'];
  for (const script of scripts) sql.push(await readFile(join(share, script), 'utf8'));
  sql.push("USE mysql;\nDELETE FROM global_priv WHERE User = 'root' AND Host <> 'localhost';\n");
  sql.push("DELETE FROM proxies_priv WHERE Host <> 'localhost';\n");
  const args = [
    ...baseArgs(),
    '--bootstrap',
    `--datadir=${datadir}`,
    '--log-warnings=0',
    '--enforce-storage-engine=',
    '--max-allowed-packet=8M',
  ];
  const { code, stderr } = await runProgram(binaries.mysqld, args, { input: sql.join('\n') });
  if (code !== 0) throw new Error(`mariadbd --bootstrap failed:\n${stderr}`);
}

/** The folder they are in, and their names. */
async function findMariadbScripts(binaries: ServerBinaries): Promise<[string, string[]]> {
  const { stdout } = await runProgram(binaries.mysqld, [...baseArgs(), '--verbose', '--help']);
  const help = stdout.toString('utf8');
  const messages = /^lc-messages-dir +(\S+)/m.exec(help)?.[1];
  const base = /^basedir +(\S+)/m.exec(help)?.[1];
  const folders = [messages, base && `${base}/share/mysql`, base && `${base}/share/mariadb`];
  for (const folder of folders) {
    if (!folder || !existsSync(join(folder, 'fill_help_tables.sql'))) continue;
    const isOld = existsSync(join(folder, MARIADB_SCRIPTS[0] ?? ''));
    const toName = (name: string): string => (isOld ? name : name.replace('mysql_', 'mariadb_'));
    return [folder, MARIADB_SCRIPTS.map(toName)];
  }
  throw new Error(`no scripts of system tables near ${binaries.mysqld}`);
}
