// The undo journal where it cannot be written or removed: the reason is told, and nothing
// is left of the attempt.

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Journal, type JournalEntry } from '../../src/storage/journal.js';
import { makeTemporaryFolder } from '../support/child-process.js';

const ENTRY: JournalEntry = {
  serverId: 's',
  target: 't',
  hostname: 'h',
  startedAt: '2020-01-01T00:00:00.000Z',
  pid: 1,
  undo: ['SET GLOBAL read_only = OFF'],
};

describe('journal', () => {
  it('is there until it is cleared', async () => {
    const journal = new Journal(makeTemporaryFolder('journal'), 's');
    await journal.record(ENTRY);
    assert.deepEqual(await journal.read(), ENTRY);
    await journal.clear();
    assert.equal(await journal.read(), undefined);
  });

  it('leaves no file of an entry that could not be written', async () => {
    const folder = makeTemporaryFolder('journal');
    // In the place of the file, so that the last step fails.
    mkdirSync(join(folder, 's.json'));
    const journal = new Journal(folder, 's');
    await assert.rejects(journal.record(ENTRY), { code: 'preflight-refused', message: /EISDIR/ });
    assert.deepEqual(readdirSync(folder), ['s.json']);
  });

  it('says why it cannot be cleared', async () => {
    const folder = makeTemporaryFolder('journal');
    mkdirSync(join(folder, 's.json'));
    const cleared = new Journal(folder, 's').clear();
    await assert.rejects(cleared, { code: 'preflight-refused', message: /^cannot remove the/ });
  });
});
