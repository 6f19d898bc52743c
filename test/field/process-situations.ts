// How tsdump is started: with a closed standard output, with signals that are ignored, with
// option files as people write them.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder, runProgram } from '../support/child-process.js';
import { projectPath } from '../support/project.js';
import { connectTo } from '../support/tsdump.js';
import { BOTH, type FieldBed, type Situation } from './situation.js';

const DATABASE = 'field_process';

/** Each name with the arguments that lead to the server. */
function listNames({ server }: FieldBed): [string, string[]][] {
  const endpoint = ['--no-defaults', `--host=${server.host}`, `--port=${server.port}`, '-uroot'];
  return [
    [projectPath('bin/tsdump'), [...connectTo(server), '--compress=none']],
    [projectPath('bin/mysqldump'), [...endpoint, '--set-gtid-purged=OFF']],
    [projectPath('bin/mariadb-dump'), endpoint],
  ];
}

async function closeStandardOutput(bed: FieldBed): Promise<string[]> {
  await bed.server.run(`CREATE DATABASE ${DATABASE}; CREATE TABLE ${DATABASE}.t (id INT)`);
  const complaints: string[] = [];
  for (const [name, args] of listNames(bed)) {
    const closed = await runProgram('sh', ['-c', 'exec "$@" >&-', 'sh', name, ...args, DATABASE]);
    if (closed.code === 0 || !/EBADF|errno 9|standard output/.test(closed.stderr))
      complaints.push(`${name} >&-: exit status ${closed.code}: ${closed.stderr}`);
    const script = 'exec "$@" <&- 2>&-';
    const open = await runProgram('sh', ['-c', script, 'sh', name, ...args, DATABASE]);
    if (open.code !== 0 || !open.stdout.includes('CREATE TABLE `t`'))
      complaints.push(`${name} <&- 2>&-: exit status ${open.code}`);
  }
  await bed.server.run(`DROP DATABASE ${DATABASE}`);
  return complaints;
}

/** A lock on the table holds the dump until the signals are sent. */
async function ignoreSignals(bed: FieldBed): Promise<string[]> {
  await bed.server.run(
    `CREATE DATABASE ${DATABASE}; CREATE TABLE ${DATABASE}.t (id INT);` +
      `INSERT INTO ${DATABASE}.t VALUES (1)`,
  );
  const complaints: string[] = [];
  const folder = makeTemporaryFolder('ignored');
  for (const [index, [name, args]] of listNames(bed).entries()) {
    const file = `${folder}/${index}.sql`;
    const trapped = ['-c', `trap '' INT TERM HUP; exec "$@" > ${file}`, 'sh', name];
    const where = `id=1 AND SLEEP(1)=0`;
    const child = spawn('sh', [...trapped, ...args, `--where=${where}`, DATABASE], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    await untilSleeping(bed);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) child.kill(signal);
    const [code, signal] = await closed;
    if (code !== 0) complaints.push(`${name}: ended with ${code ?? signal}`);
  }
  await bed.server.run(`DROP DATABASE ${DATABASE}`);
  return complaints;
}

async function untilSleeping({ server }: FieldBed): Promise<void> {
  const sql =
    "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE STATE = 'User sleep' AND ID <> CONNECTION_ID()";
  for (let tries = 0; tries < 200; tries++) {
    if ((await server.run(sql)) !== '0') return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function readGroupsInCapitals(bed: FieldBed): Promise<string[]> {
  await bed.server.run(`CREATE DATABASE ${DATABASE}; CREATE TABLE ${DATABASE}.t (id INT)`);
  const file = join(makeTemporaryFolder('groups'), 'my.cnf');
  const { host, port } = bed.server;
  writeFileSync(file, `[CLIENT]\nhost=${host}\nport=${port}\nuser=root\n`, { mode: 0o600 });
  const complaints: string[] = [];
  for (const [name] of listNames(bed)) {
    const result = await runProgram(name, [`--defaults-file=${file}`, DATABASE]);
    if (result.code !== 0) complaints.push(`${name}: ${result.stderr}`);
  }
  await bed.server.run(`DROP DATABASE ${DATABASE}`);
  return complaints;
}

export const PROCESS_SITUATIONS: readonly Situation[] = [
  {
    number: 5,
    name: 'signals ignored at the start (nohup)',
    flavors: ['mariadb'],
    inSuite: true,
    run: ignoreSignals,
  },
  {
    number: 17,
    name: 'a closed standard output',
    flavors: BOTH,
    inSuite: true,
    run: closeStandardOutput,
  },
  {
    number: 18,
    name: 'option file groups in capitals',
    flavors: ['mariadb'],
    inSuite: true,
    run: readGroupsInCapitals,
  },
];
