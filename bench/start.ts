// `npm run bench:start`: what a small job costs, most of which is starting up. Medians of
// alternating runs, and ratios to Node alone, to the stock tool and to another checkout.
//
//   npm run bench:start -- [--runs 15] [--flavor mysql|mariadb] [--base DIR]
//
// DIR is a built checkout of another commit.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeTemporaryFolder } from '../test/support/child-process.js';
import { projectPath } from '../test/support/project.js';
import { findServers, startServer } from '../test/support/servers.js';
import type { TestServer } from '../test/support/test-server.js';
import { type Measurement, runCommand } from './run-command.js';

interface Contestant {
  readonly name: string;
  readonly command: readonly string[];
}

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '15' },
    flavor: { type: 'string' },
    base: { type: 'string' },
  },
});
const runs = Number(values.runs);

const DATA = `CREATE DATABASE small; CREATE TABLE small.t (id INT PRIMARY KEY, name VARCHAR(50));
  INSERT INTO small.t VALUES (1, 'one'), (2, 'two')`;

function tsdumpOf(checkout: string): string[] {
  return [process.execPath, join(checkout, 'bin', 'tsdump')];
}

function listContestants(server: TestServer, journalDir: string): Contestant[] {
  const dump = ['--no-defaults', `--socket=${server.socket}`, '--user=root', '--compress=none'];
  const small = [...dump, `--journal-dir=${journalDir}`, '--quiet', 'small'];
  const { base } = values;
  return [
    { name: 'node -e 0', command: [process.execPath, '-e', '0'] },
    { name: 'tsdump --version', command: [...tsdumpOf(projectPath()), '--version'] },
    { name: 'tsdump small', command: [...tsdumpOf(projectPath()), ...small] },
    ...(base === undefined ? [] : [{ name: 'base small', command: [...tsdumpOf(base), ...small] }]),
    { name: 'stock small', command: [server.binaries.dump, ...server.connectArgs(), 'small'] },
  ];
}

function median(measured: readonly Measurement[], pick: (each: Measurement) => number): number {
  const sorted = measured.map(pick).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

async function measure(server: TestServer): Promise<void> {
  await server.run(DATA);
  const contestants = listContestants(server, makeTemporaryFolder('bench'));
  const measured = new Map(contestants.map(({ name }) => [name, [] as Measurement[]]));
  for (let run = 0; run < runs; run++) {
    for (const { name, command } of contestants) {
      const result = await runCommand({ command, stdout: '/dev/null' }, server.pid ?? 0);
      if (result.exitCode !== 0) throw new Error(`${name} ended with ${result.exitCode}`);
      measured.get(name)?.push(result);
    }
  }
  const figures = contestants.map(({ name }) => {
    const all = measured.get(name) ?? [];
    const wallMs = 1000 * median(all, (each) => each.wallSeconds);
    return { name, wallMs, cpuMs: 1000 * median(all, (each) => each.cpuSeconds) };
  });
  console.log(`\n${server.flavor}, medians of ${runs} alternating runs`);
  for (const { name, wallMs, cpuMs } of figures) {
    console.log(`${name.padEnd(20)} wall ${wallMs.toFixed(0)} ms, CPU ${cpuMs.toFixed(0)} ms`);
  }
  const pairs = [
    ['tsdump --version', 'node -e 0'],
    ['tsdump small', 'base small'],
    ['tsdump small', 'stock small'],
  ];
  for (const [one, other] of pairs) {
    const [a, b] = [one, other].map((name) => figures.find((figure) => figure.name === name));
    if (a === undefined || b === undefined) continue;
    const ratio = `wall ${(a.wallMs / b.wallMs).toFixed(2)}, CPU ${(a.cpuMs / b.cpuMs).toFixed(2)}`;
    console.log(`${one} / ${other}: ${ratio}`);
  }
}

for (const { flavor } of await findServers()) {
  if (values.flavor !== undefined && values.flavor !== flavor) continue;
  await using server = await startServer(flavor);
  await measure(server);
}
