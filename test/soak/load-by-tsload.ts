// Brings a dump into a server by tsload in a drawn way: by threads, with and without late indexes
// and LOAD DATA; every second load is killed, or loses connections, and goes on until it is done.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Random } from '../../fixtures/generator/random.js';
import { sleep } from '../../src/base/clock.js';
import { projectPath } from '../support/project.js';
import type { TestServer } from '../support/test-server.js';
import { loadInto } from '../support/tsload.js';
import type { Restore } from './server-pair.js';

/** Kills of one load, before it is left alone. */
const KILLS_MAX = 3;
const KILL_MS_MAX = 3000;
const OPTIONS: readonly (readonly string[])[] = [
  ['--skip-defer-indexes'],
  ['--skip-load-data'],
  ['--skip-log-bin'],
  ['--analyze'],
];

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

export function loadByTsload(seed: number): Restore {
  const random = new Random(seed + 17);
  return async (target, path) => {
    const args = [
      `--threads=${random.int(1, 4)}`,
      '--quiet',
      ...random.sample(OPTIONS, random.int(0, 2)).flat(),
      path,
    ];
    const kills = random.oneIn(2) ? random.int(1, KILLS_MAX) : 0;
    for (let kill = 0; kill < kills; kill++) {
      const ended = await loadOnce(target, args, random);
      if (ended.code === 0) return undefined;
    }
    const { code, stderr } = await loadOnce(target, args, undefined);
    return code === 0 ? undefined : `tsload ${args.join(' ')} after ${kills} kills: ${stderr}`;
  };
}

/** Goes on where there is something to go on with. Without `random` it is left alone. */
async function loadOnce(
  target: TestServer,
  args: readonly string[],
  random: Random | undefined,
): Promise<Ended> {
  const isBegun = await isUnfinished(target);
  const command = [
    projectPath('bin/tsload'),
    ...loadInto(target),
    ...(isBegun ? ['--resume'] : []),
    ...args,
  ];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (piece: Buffer) => {
    stderr += piece.toString('utf8');
  });
  const closed = once(child, 'close');
  if (random !== undefined) {
    await Promise.race([sleep(random.int(100, KILL_MS_MAX)), closed]);
    if (random.oneIn(3)) await killConnection(target);
    else child.kill('SIGKILL');
  }
  const [code] = (await closed) as [number | null];
  return { code, stderr };
}

async function isUnfinished(target: TestServer): Promise<boolean> {
  if ((await target.run("SHOW DATABASES LIKE 'tsload_progress'")) === '') return false;
  const there = await target.run("SHOW TABLES FROM tsload_progress LIKE 'loads'");
  if (there === '') return false;
  return (await target.run('SELECT COUNT(*) FROM tsload_progress.loads')).trim() !== '0';
}

/** Any of the loader's. */
async function killConnection(target: TestServer): Promise<void> {
  const ids = await target.run(
    'SELECT ID FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID() AND USER = "root" ORDER BY RAND() LIMIT 1',
  );
  if (ids.trim() !== '') await target.client(`KILL ${ids.trim()}`);
}
