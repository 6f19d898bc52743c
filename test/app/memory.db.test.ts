// Memory stays where ARCHITECTURE.md says, whatever the table or the row. Peak resident
// size is the kernel's own figure (VmHWM), read before the process ends.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { type RunningDump, startTsdump } from '../support/tsdump.js';

const MIB = 1 << 20;
/** Node, code, buffers under way, zstd. */
const BASE_BYTES = 200 * MIB;
/** A huge row's packet is held once, twice while it grows, and once in the kernel's way. */
const ROW_FACTOR = 3;
/** Many more bytes than rows. */
const BUFFER_MIB = 16;
const STALLED = [
  '--read-only',
  '--compress=none',
  '--skip-extended-insert',
  '--threads=2',
  '--chunk-size=4M',
  `--buffer-size=${BUFFER_MIB}M`,
];

/** Highest resident size of the process until its end, which must be a good one. */
async function watchPeak(dump: RunningDump): Promise<number> {
  let peak = 0;
  const poll = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${dump.child.pid}/status`, 'utf8');
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024);
    } catch {
      // Gone.
    }
  }, 5);
  const { code, stderr } = await dump.ended;
  clearInterval(poll);
  assert.equal(code, 0, stderr);
  return peak;
}

forEachFlavor((flavor) => {
  let server: TestServer;
  before(async () => {
    server = await startServer(flavor);
    await server.run(
      'CREATE DATABASE mem; CREATE TABLE mem.narrow (id INT PRIMARY KEY AUTO_INCREMENT, a INT, v VARCHAR(20)); INSERT INTO mem.narrow (a, v) VALUES (1, "x");',
    );
    for (let doubling = 0; doubling < 21; doubling++) {
      await server.run(
        "INSERT INTO mem.narrow (a, v) SELECT a + 1, 'twenty characters ok' FROM mem.narrow",
      );
    }
    await server.run(
      'CREATE TABLE mem.wide (id INT PRIMARY KEY, v LONGTEXT); INSERT INTO mem.wide VALUES (1, REPEAT("it\'s ", 64 * 1024 * 1024 / 5));',
    );
  });
  after(async () => {
    await server.remove();
  });

  async function peakBytes(table: string): Promise<number> {
    return await watchPeak(startTsdump(server, ['--read-only', 'mem', table]));
  }

  test('two million rows', async (context) => {
    const peak = await peakBytes('narrow');
    context.diagnostic(`peak ${(peak / MIB).toFixed(0)} MiB`);
    assert.ok(peak > 0 && peak <= BASE_BYTES, `peak ${peak}`);
  });

  test('a reader that stands still, then takes all of it', async (context) => {
    const dump = startTsdump(server, [...STALLED, 'mem', 'narrow'], 'pipe');
    const watched = watchPeak(dump);
    let bytes = 0;
    // Long enough for a server on this machine to send the table many times over.
    await sleep(3000);
    assert.equal(dump.child.exitCode, null, 'it cannot be done: nobody has read');
    dump.child.stdout?.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    const peak = await watched;
    context.diagnostic(`peak ${(peak / MIB).toFixed(0)} MiB of ${(bytes / MIB).toFixed(0)} MiB`);
    // Held in memory it would be more than the dump itself on top of Node.
    assert.ok(bytes > 120 * MIB, `${bytes} bytes`);
    assert.ok(peak > 0 && peak <= 150e6 + BUFFER_MIB * MIB, `peak ${peak}`);
  });

  test('a row of 64 MB', async (context) => {
    const peak = await peakBytes('wide');
    context.diagnostic(`peak ${(peak / MIB).toFixed(0)} MiB`);
    assert.ok(peak > 0 && peak <= BASE_BYTES + ROW_FACTOR * 64 * MIB, `peak ${peak}`);
  });
});
