// `npm run soak`: the parts, one after the other or side by side by flavor, and a table of
// what they tried in RESULTS.md beside this file. Exit status 1 when anything failed.

import { parseArgs } from 'node:util';
import type { Flavor } from '../../src/model/server.js';
import { findServers } from '../support/servers.js';
import { clusters } from './clusters.js';
import { connections } from './connections.js';
import { failedStreams } from './failed-streams.js';
import { files } from './files.js';
import { hostile } from './hostile.js';
import type { Part } from './part.js';
import { processes } from './processes.js';
import { server } from './server.js';
import { describeSource, keepResult, writeResults } from './results.js';
import { loadTrip, roundTrip, roundTripTo11 } from './round-trip.js';
import { scale, stream } from './scale.js';
import { storedDumps } from './stored-dumps.js';

const PARTS: readonly Part[] = [
  connections,
  files,
  failedStreams,
  server,
  clusters,
  processes,
  roundTrip,
  loadTrip,
  roundTripTo11,
  hostile,
  storedDumps,
  scale,
  stream,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    count: { type: 'string' },
    flavor: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6));
const parts = PARTS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const unknown = positionals.find((word) => !PARTS.some(({ name }) => name === word));
if (unknown !== undefined || !Number.isSafeInteger(seed)) {
  throw new Error(`the parts are ${PARTS.map(({ name }) => name).join(', ')}; --seed is a number`);
}
const flavors = (await findServers())
  .map(({ flavor }) => flavor)
  .filter((flavor) => values.flavor === undefined || values.flavor === flavor);
if (flavors.length === 0) throw new Error('no such server here: test/support/install-servers.sh');

const commit = await describeSource();

async function runFlavor(flavor: Flavor): Promise<number> {
  let failures = 0;
  for (const part of parts) {
    const count = Number(values.count ?? part.defaultCount);
    const tell = (line: string): void => console.log(`${flavor} ${part.name}: ${line}`);
    tell(`${count} trials, seed ${seed}`);
    const startedMs = performance.now();
    const result = await part.run({ flavor, seed, count, tell });
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    for (const { kind, tried, survived } of result.tallies) {
      tell(`${kind}: ${survived} of ${tried}`);
    }
    for (const failure of result.failures) tell(`FAILED ${failure}`);
    failures += result.failures.length;
    keepResult({ part: part.name, flavor, seed, seconds, commit, ...result });
  }
  return failures;
}

const failed = await Promise.all(flavors.map(runFlavor));
writeResults();
process.exitCode = failed.some((count) => count > 0) ? 1 : 0;
