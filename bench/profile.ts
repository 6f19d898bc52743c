// `npm run profile -- <arguments of tsdump>`: runs that dump under V8's profiler, its
// output thrown away, and prints where each thread spent its own time. Without arguments it
// dumps 150 MB of the benchmark's data from a throwaway server.

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../test/support/child-process.js';
import { projectPath } from '../test/support/project.js';
import { findServers, startServer } from '../test/support/servers.js';
import { buildTsdumpCommand } from './contestants.js';
import { loadData } from './data.js';
import { type CpuProfile, type SelfTime, sumSelfTimes } from './self-time.js';

const SIZE_MB = 150;
const TOP = 20;

async function profileDump(command: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tsdump-profile-'));
  const child = spawn(
    process.execPath,
    ['--cpu-prof', `--cpu-prof-dir=${folder}`, ...command],
    // No terminal: compressed output would be refused there.
    { stdio: ['inherit', 'ignore', 'inherit'] },
  );
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) process.exitCode = code ?? 1;
  for (const file of readdirSync(folder)) printProfile(join(folder, file));
  console.log(`\nThe profiles, for a browser's performance tab: ${folder}`);
}

function isBusy({ name }: SelfTime): boolean {
  return name !== '(idle)';
}

/** One file per thread. */
function printProfile(path: string): void {
  const times = sumSelfTimes(JSON.parse(readFileSync(path, 'utf8')) as CpuProfile);
  const totalMs = times.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const busyMs = times.filter(isBusy).reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  // pid.thread.number: thread 0 is the main one.
  const thread = /\.(\d+)\.\d+\.cpuprofile$/.exec(path)?.[1] ?? '?';
  console.log(
    `\nthread ${thread}: ${totalMs.toFixed(0)} ms, of these busy ${busyMs.toFixed(0)} ms`,
  );
  console.log('  self ms  of busy');
  for (const { name, place, milliseconds } of times.filter(isBusy).slice(0, TOP)) {
    const share = `${((100 * milliseconds) / busyMs).toFixed(1)} %`;
    console.log(`${milliseconds.toFixed(0).padStart(9)} ${share.padStart(8)}  ${name}  ${place}`);
  }
}

async function profileOwnData(): Promise<void> {
  const [found] = await findServers();
  if (found === undefined) {
    throw new Error('no server here; test/support/install-servers.sh brings them');
  }
  await using server = await startServer(found.flavor, {
    args: ['--innodb-buffer-pool-size=512M'],
  });
  console.error(`profile: loading ${SIZE_MB} MB into ${found.flavor} ...`);
  const database = await loadData(server, SIZE_MB);
  const journalDir = makeTemporaryFolder('journal');
  const [, ...command] = buildTsdumpCommand({ server, database, journalDir }, 'zstd:1', 2);
  await profileDump(command);
}

const args = process.argv.slice(2);
await (args.length === 0 ? profileOwnData() : profileDump([projectPath('bin', 'tsdump'), ...args]));
