// A short seeded slice of the hostile view, and what was found by it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachFlavor } from '../support/suite.js';
import { tryHostileAccounts } from './hostile-accounts.js';
import { createLiedTo } from './hostile-answers.js';
import { HostileBed } from './hostile-bed.js';
import { listPacketLies, tryPacketLies, writeSecret } from './hostile-packets.js';
import { hostile } from './hostile.js';
import { Score } from './part.js';

const SEED = 7;
const COUNT = 5;

forEachFlavor((flavor) => {
  test('a slice of it', async (context) => {
    const tell = (line: string): void => context.diagnostic(line);
    const { failures, tallies } = await hostile.run({ flavor, seed: SEED, count: COUNT, tell });
    assert.deepEqual(failures, []);
    assert.ok(tallies.length >= 7, 'not all of it was tried');
  });

  test('found by it', async (context) => {
    const bed = await HostileBed.start(flavor);
    context.after(async () => await bed.stop());
    await createLiedTo(bed);

    async function assertSurvives(which: RegExp): Promise<void> {
      const lies = listPacketLies(writeSecret(bed)).filter(({ name }) => which.test(name));
      assert.ok(lies.length > 0);
      const score = new Score();
      await tryPacketLies(bed, lies, score);
      assert.deepEqual(score.failures, []);
    }

    await context.test('a column of numbers is no way for SQL into the dump', async () => {
      await assertSurvives(/^among rows a (?:number|decimal) "1\); DROP/);
    });
    await context.test('a file of the client is not sent', async () => {
      await assertSurvives(/^asks for a file at (?:login|SQL_NO)/);
    });
    await context.test('a password is not sent as it is', async () => {
      await assertSurvives(/^asks for the password as it is/);
    });
    await context.test('an account is no way for SQL into the dump of a drop-in', async () => {
      const score = new Score();
      for (const text of ['-- x */ DROP DATABASE canary; /*', "'; DROP DATABASE canary; -- x"]) {
        await tryHostileAccounts(bed, text, score);
      }
      assert.deepEqual(score.failures, []);
    });
    await context.test('a terminal obeys nothing that a server says', async () => {
      await assertSurvives(/^(?:refuses the login|an error|among rows an error) with escapes/);
    });
    await context.test('an answer of cells that are not its columns is none', async () => {
      await assertSurvives(/^among rows (?:a cell too|other columns)/);
    });
    await context.test(
      'no number of columns, no end of a packet: the connection is given up',
      async () => {
        await assertSurvives(/^(?:no columns|an OK without a status|an error without a number)/);
      },
    );
  });
});
