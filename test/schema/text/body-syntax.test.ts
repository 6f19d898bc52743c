import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  disableOnReplica,
  chooseDelimiter,
  scanBody,
  splitDefiner,
  splitView,
} from '../../../src/schema/text/body-syntax.js';
import { buildCreateView } from '../../../src/schema/definitions/final-view.js';

const RULES = { escapes: true, ansiQuotes: false, dollarQuotes: true };

interface Case {
  readonly body: string;
  readonly ends?: boolean;
  readonly breaks?: boolean;
}

const CASES: readonly Case[] = [
  { body: 'SELECT 1' },
  { body: 'SELECT \'*/\', "*/", `*/`' },
  { body: "SELECT 1 /* it's */", breaks: true },
  { body: 'SELECT 6 */* c */ 3', breaks: true },
  { body: 'SELECT 6 /*!50000 + 1 */', breaks: true },
  { body: 'SELECT 6 /*M!100100 + 1 */', breaks: true },
  { body: 'SELECT 1 -- end', ends: true },
  { body: 'SELECT 1 # */', ends: true },
  { body: 'SELECT 1 --', ends: true },
  { body: 'SELECT 1--1' },
  { body: 'SELECT 1 -- not the end\n+ 1' },
  { body: "SELECT '# -- '" },
  { body: "SELECT 'it''s */', 'a\\' */ -- '" },
  { body: "BEGIN /* a */ SELECT '*/'; END", breaks: true },
  { body: 'BEGIN /* a */ SELECT 1; -- */\nEND', breaks: true },
  { body: "BEGIN /* a */ SELECT '/*'; /* b's */ END", breaks: true },
  { body: "AS $$ it's */ -- here $$" },
  { body: 'AS $js$ # $$ */ $js$' },
  { body: 'SELECT a$b$c */ 1', breaks: true },
];

for (const { body, ends = false, breaks = false } of CASES) {
  test(`scans ${JSON.stringify(body)}`, () => {
    assert.deepEqual(scanBody(body, RULES), {
      endsInLineComment: ends,
      breaksVersionComment: breaks,
    });
  });
}

test('a backslash escapes nothing under NO_BACKSLASH_ESCAPES', () => {
  const body = "SELECT '\\' */ 1";
  assert.equal(scanBody(body, { ...RULES, escapes: false }).breaksVersionComment, true);
  assert.equal(scanBody(body, RULES).breaksVersionComment, false);
});

test('the delimiter never occurs in the body', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(';', 'a') }), (body) => {
      assert.ok(!body.includes(chooseDelimiter(body)));
    }),
  );
  assert.equal(chooseDelimiter('BEGIN SELECT 1; END'), ';;');
});

test('a definer is split off whatever its name', () => {
  const quoted = fc
    .string({ unit: fc.constantFrom('a', ' ', '@', '`', 'TRIGGER') })
    .map((name) => `\`${name.replaceAll('`', '``')}\``);
  fc.assert(
    fc.property(quoted, quoted, (user, host) => {
      const definer = `DEFINER=${user}@${host}`;
      assert.deepEqual(splitDefiner(`CREATE ${definer} TRIGGER \`t\` x\ny`), {
        definer,
        rest: 'TRIGGER `t` x\ny',
      });
    }),
  );
  assert.equal(splitDefiner('CREATE TRIGGER t'), undefined);
});

test('a view is split at its check option only where it has one', () => {
  const head = 'CREATE ALGORITHM=MERGE DEFINER=`a`@`%` SQL SECURITY INVOKER';
  const plain = "VIEW `v` AS select ' WITH LOCAL CHECK OPTION' AS `x`";
  assert.equal(splitView(`${head} ${plain}`)?.checkOption, undefined);
  const checked = splitView(`${head} ${plain} WITH LOCAL CHECK OPTION`);
  assert.equal(checked?.view, plain);
  assert.equal(checked?.checkOption, 'WITH LOCAL CHECK OPTION');
});

test('a view whose text would end a version comment stands outside of one', () => {
  const create =
    'CREATE ALGORITHM=MERGE DEFINER=`a`@`%` SQL SECURITY INVOKER VIEW `v` AS select 2 */* */ 3';
  assert.equal(buildCreateView(create), `${create};\n`);
});

/** An event of this status, with words of it in every other place. */
function event(status: string): string {
  return (
    "CREATE DEFINER=`r`@`%` EVENT `a ON COMPLETION PRESERVE ENABLE b` ON SCHEDULE EVERY '1:2'" +
    ` HOUR_MINUTE STARTS '2020-01-01 00:00:00' ON COMPLETION NOT PRESERVE ${status}` +
    " COMMENT 'ENABLE' DO SELECT ' ON COMPLETION PRESERVE ENABLE '"
  );
}

test('an event that is enabled is disabled for replicas, by its status alone', () => {
  const disabled = 'DISABLE ON SLAVE';
  assert.equal(disableOnReplica(event('ENABLE'), disabled), event(disabled));
  assert.equal(disableOnReplica(event('DISABLE'), disabled), event('DISABLE'));
  assert.equal(
    disableOnReplica(event('DISABLE ON REPLICA'), disabled),
    event('DISABLE ON REPLICA'),
  );
});
