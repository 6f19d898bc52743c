// Dumps that fail while they are restored: no client may take what it got for a dump.

import type { TestServer } from '../support/test-server.js';
import { runTsdump } from '../support/tsdump.js';
import { BOTH, type FieldBed, type Situation } from './situation.js';

const RUNS = 20;
const DATABASE = 'field_torn';

/** One table's rows are gone, among others whose sections end all the time. */
async function fill(server: TestServer): Promise<void> {
  await server.run(`CREATE DATABASE ${DATABASE}; CREATE DATABASE ${DATABASE}_copy`);
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
    await server.run(`CREATE TABLE ${name} (id INT PRIMARY KEY); INSERT INTO ${name} VALUES (1)`, {
      database: DATABASE,
    });
  }
  await server.run('ALTER TABLE d DISCARD TABLESPACE', { database: DATABASE });
}

async function restoreFailedStreams({ server }: FieldBed): Promise<string[]> {
  const complaints: string[] = [];
  await fill(server);
  for (let run = 0; run < RUNS; run++) {
    const dump = await runTsdump(server, ['--compress=none', '--threads=2', DATABASE]);
    const { code } = await server.restore(dump.stdout, { database: `${DATABASE}_copy` });
    if (dump.code !== 14) complaints.push(`run ${run}: exit status ${dump.code}`);
    if (code === 0) complaints.push(`run ${run}: the client restored it without an error`);
  }
  await server.run(`DROP DATABASE ${DATABASE}; DROP DATABASE ${DATABASE}_copy`);
  return complaints;
}

export const FAILED_STREAMS: readonly Situation[] = [
  {
    number: 2,
    name: 'a table that cannot be read, restored through a pipe',
    flavors: BOTH,
    inSuite: false,
    run: restoreFailedStreams,
  },
];
