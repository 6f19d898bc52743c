// Views on views: whatever they are called and in whichever database they are, a restore has
// what they are on before them, so that they can do what they could.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertSameServers } from '../../support/compare.js';
import { startServer } from '../../support/servers.js';
import { forEachFlavor } from '../../support/suite.js';
import type { TestServer } from '../../support/test-server.js';
import { dumpPlain } from '../../support/tsdump.js';

forEachFlavor((flavor) => {
  let source: TestServer;
  let target: TestServer;
  before(async () => {
    [source, target] = await Promise.all([startServer(flavor), startServer(flavor)]);
    await source.run(`
      CREATE DATABASE a; CREATE DATABASE b;
      CREATE TABLE b.t (id INT PRIMARY KEY, v INT);
      INSERT INTO b.t VALUES (1, 2);
      CREATE VIEW b.z AS SELECT id, v FROM b.t;
      CREATE VIEW b.y AS SELECT id, v FROM b.z WHERE v > 0 WITH LOCAL CHECK OPTION;
      CREATE VIEW b.\`m\`\`x\` AS SELECT id FROM b.y WHERE id < 9 WITH CASCADED CHECK OPTION;
      CREATE VIEW a.first AS SELECT id FROM b.\`m\`\`x\` WHERE id > 0 WITH CASCADED CHECK OPTION;
      CREATE VIEW b.last AS SELECT id FROM a.first WITH CASCADED CHECK OPTION;
      CREATE VIEW a.on_all AS SELECT id FROM b.last;
      CREATE VIEW b.base AS SELECT id, v FROM b.t WHERE 'a \` b' <> '';
      CREATE VIEW b.middle AS SELECT id, v FROM b.base;
      CREATE VIEW a.above AS SELECT id, v FROM b.middle;`);
  });
  after(async () => {
    await Promise.all([source.remove(), target.remove()]);
  });

  test('are restored after what they are on', async () => {
    const args = ['--set-gtid-purged=off', '--databases', 'a', 'b'];
    const restored = await target.restore(await dumpPlain(source, args));
    assert.equal(restored.code, 0, restored.stderr);
    await assertSameServers(source, target, ['a', 'b']);
    await target.run('INSERT INTO a.above VALUES (7, 8)');
    await target.run('DROP DATABASE a; DROP DATABASE b; CREATE DATABASE b');
    const listed = ['--set-gtid-purged=off', 'b', 't', 'm`x', 'y', 'z'];
    const again = await target.restore(await dumpPlain(source, listed), { database: 'b' });
    assert.equal(again.code, 0, again.stderr);
  });
});
