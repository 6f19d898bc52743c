// Exit status 50: the server cannot be put back, here because somebody removed what there
// was to put back. It outranks the signal that came first, and prints the SQL to run.

import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type ReplicationPair, startPair } from '../support/replication.js';
import { forEachFlavor } from '../support/suite.js';
import { journalDir, startTsdump } from '../support/tsdump.js';

forEachFlavor((flavor) => {
  let pair: ReplicationPair;
  before(async () => {
    pair = await startPair(flavor);
  });
  after(async () => {
    await pair.stop();
  });

  test('an applier that cannot be started again outranks SIGINT', async () => {
    const { replica } = pair;
    await replica.run('CREATE DATABASE own; CREATE TABLE own.t (a INT)');
    const blocker = replica.client('LOCK TABLES own.t WRITE; DO SLEEP(6)');
    await new Promise((resolve) => setTimeout(resolve, 500));
    const dump = startTsdump(replica, ['--read-only', '--dump-replica', '--lock-wait=30', 'own']);
    await dump.seen('waiting for the global read lock');
    await replica.run(
      flavor === 'mysql' ? 'STOP REPLICA; RESET REPLICA ALL' : 'STOP SLAVE; RESET SLAVE ALL',
    );
    dump.child.kill('SIGINT');
    const { code, stderr } = await dump.ended;
    assert.equal(code, 50, stderr);
    assert.match(stderr, /START (REPLICA|SLAVE)/);
    assert.equal(readdirSync(journalDir()).length, 1, 'the journal is kept');
    for (const file of readdirSync(journalDir())) rmSync(join(journalDir(), file));
    await blocker;
  });
});
