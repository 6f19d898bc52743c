// The port behind which another tool stands: what it is told arrives as data, and what it
// adds comes at its place in the dump.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { dump } from '../../../src/app/dump/dump.js';
import { openOurselves } from '../../../src/app/run/ourselves.js';
import type { ListedSections, OpenPersonality } from '../../../src/app/run/personality.js';
import { resolveDumpOptions } from '../../../src/index.js';
import type { DumpEvent } from '../../../src/model/events.js';
import type { ObjectFailure } from '../../../src/schema/text/object-failure.js';
import type { Remark } from '../../../src/schema/text/remark.js';
import type { Section } from '../../../src/schema/text/section.js';
import { makeTemporaryFolder } from '../../support/child-process.js';
import { startServer } from '../../support/servers.js';
import { forEachFlavor } from '../../support/suite.js';
import type { TestServer } from '../../support/test-server.js';

async function* withSteps(): AsyncGenerator<Section, void> {
  yield { kind: 'step', run: (out) => out.add('-- one\n') };
  yield { kind: 'prologue', savesStats: false };
  yield {
    kind: 'step',
    flushes: true,
    run: async (out) => await Promise.resolve(out.add('-- two\n')),
  };
  yield { kind: 'epilogue', savesStats: false };
}

forEachFlavor((flavor) => {
  let server: TestServer;
  let resultFile: string;
  before(async () => {
    server = await startServer(flavor);
    resultFile = join(makeTemporaryFolder('personality'), 'dump.sql');
    await server.run(
      'CREATE DATABASE d; CREATE TABLE d.t (a INT); CREATE VIEW d.broken AS SELECT a FROM d.t; ALTER TABLE d.t RENAME COLUMN a TO b; CREATE VIEW d.v AS SELECT b FROM d.t',
    );
  });
  after(async () => {
    await server.remove();
  });

  async function dumpAs(open: OpenPersonality): Promise<readonly DumpEvent[]> {
    const { host, port, user } = server;
    const events: DumpEvent[] = [];
    const options = resolveDumpOptions({
      connection: { host, port, user },
      output: { resultFile, compression: { codec: 'none' } },
    });
    const { signal } = new AbortController();
    await dump(options, (event) => events.push(event), signal, open);
    return events;
  }

  test('failures and remarks arrive as data, and nothing else is made of them', async () => {
    const failures: ObjectFailure[] = [];
    const remarks: Remark[] = [];
    const events = await dumpAs((options, narrator) => ({
      ...openOurselves(options, narrator),
      objectFailed(failure) {
        failures.push(failure);
        return 'a reason of its own';
      },
      remark: (remark) => remarks.push(remark),
    }));
    const [failure] = failures;
    assert.ok(failure !== undefined && 'statement' in failure && failure.error instanceof Error);
    assert.equal(failure.object, 'view d.broken');
    assert.equal(failure.statement, 'SHOW FIELDS FROM `broken`');
    assert.ok(!events.some(({ type }) => type === 'skipped'));
    assert.ok(remarks.some((each) => each.at === 'final-view' && each.name === 'v'));
    assert.equal(remarks.at(-1)?.at, 'disconnect');
  });

  test('sections of its own are written where it lists them', async () => {
    const listed: ListedSections = { sections: withSteps(), savesStats: false };
    await dumpAs((options, narrator) => ({
      ...openOurselves(options, narrator),
      title: 'somebody else',
      listSections: () => Promise.resolve(listed),
    }));
    const sql = readFileSync(resultFile, 'utf8');
    assert.match(sql, /^-- one\n-- somebody else\n[^]*-- two\n[^]*-- Dump completed/);
  });
});
