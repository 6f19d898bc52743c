// Dumps of XML: a drop-in's against the stock tool's, byte for byte, and well formed under
// our own name.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Flavor } from '../../src/model/server.js';
import { runDropIn } from '../support/drop-in.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { dumpPlain } from '../support/tsdump.js';

const OBJECTS = `
CREATE DATABASE marks; USE marks;
CREATE TABLE t (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  \`na me\` VARCHAR(50) NOT NULL DEFAULT 'a<b>&"c''d' COMMENT 'col <c> & "q"\\nnewline',
  b BLOB, bits BIT(9), f FLOAT, d DOUBLE(10,3) DEFAULT -0.0, price DECIMAL(10,2),
  at DATETIME DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, e ENUM('a','b'), j JSON,
  y YEAR, g INT GENERATED ALWAYS AS (y + 1) STORED, h INT GENERATED ALWAYS AS (y * 2) VIRTUAL,
  c CHAR(3) CHARACTER SET latin1, vb VARBINARY(10), shape GEOMETRY,
  PRIMARY KEY (id), UNIQUE KEY \`u q\` (\`na me\`), KEY k2 (e, y) COMMENT 'key <c>', KEY pre (b(5))
) DEFAULT CHARSET utf8mb4 COMMENT='table <c> & "q" -- x';
INSERT INTO t (id, \`na me\`, b, bits, f, d, price, at, e, j, y, c, vb, shape) VALUES
  (1, 'plain', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (2, '<&>"''\\\\ tab\\tnl\\r\\nend', x'00ff0102413c3e26220a0d', b'101010101', 1.5e30, -0.0, 1.10,
   '2020-01-02 03:04:05', 'a', '{"a":"<b"}', 1999, 'é', x'00', ST_GeomFromText('POINT(1 2)')),
  (3, '', '', b'0', -1e-20, 1e6, -0.01, '2020-01-02', 'b', '[]', 2000, '', x'', NULL);
CREATE TABLE no_rows (a INT);
CREATE TABLE no_key (a VARCHAR(10), b INT);
INSERT INTO no_key VALUES ('x', 1), ('y,"z', 2), (NULL, NULL);
CREATE TABLE \`a<b>&"c--d\` (\`x.\`\`y"z<\` INT PRIMARY KEY);
CREATE TABLE \`new
line\` (x INT PRIMARY KEY);
CREATE TABLE m1 (x INT) ENGINE=MyISAM;
CREATE TABLE merged (x INT) ENGINE=MERGE UNION=(m1);
CREATE VIEW v AS SELECT id, \`na me\` AS \`x"y\` FROM t;
CREATE VIEW v2 AS SELECT * FROM v;
CREATE TRIGGER tr1 BEFORE INSERT ON no_key FOR EACH ROW SET NEW.a = ']]>', @a = '--';
CREATE TRIGGER \`tr <2>\` AFTER INSERT ON no_key FOR EACH ROW SET @a = "<x>";
CREATE FUNCTION f1(a INT) RETURNS INT DETERMINISTIC COMMENT 'c<d' RETURN a + 1;
CREATE PROCEDURE \`p<1>\`() SELECT ']]>', '--';
CREATE EVENT ev1 ON SCHEDULE EVERY 1 DAY DISABLE COMMENT 'ev' DO SELECT 1;
CREATE DATABASE second; USE second;
CREATE TABLE z (a INT); INSERT INTO z VALUES (1);
CREATE VIEW zv AS SELECT * FROM z;
CREATE DATABASE broken; USE broken;
CREATE TABLE before_it (a INT); INSERT INTO before_it VALUES (1);
CREATE TABLE gone (a INT); CREATE VIEW invalid AS SELECT a FROM gone; DROP TABLE gone;
CREATE TABLE \`q'u\` (a INT); INSERT INTO \`q'u\` VALUES (1);
`;
const OF_FLAVOR: Readonly<Record<Flavor, string>> = {
  mysql: `USE marks;
CREATE TABLE hidden (a INT, i INT INVISIBLE DEFAULT 5, v VECTOR(2), g INT AS (a) VIRTUAL INVISIBLE, KEY ((a + 1)));
INSERT INTO hidden (a, i, v) VALUES (1, 2, TO_VECTOR('[1,2]'));
CREATE LIBRARY lib LANGUAGE JAVASCRIPT AS $$ export function f(n) { return n < 1 } $$;`,
  mariadb: `USE marks;
CREATE SEQUENCE s;
CREATE TABLE versioned (a INT, i INT INVISIBLE DEFAULT 5, u UUID) WITH SYSTEM VERSIONING;
INSERT INTO versioned (a, i) VALUES (1, 2);
SET sql_mode = ORACLE;
DELIMITER ;;
CREATE PACKAGE pk AS FUNCTION f RETURN INT; END;;
CREATE PACKAGE BODY pk AS FUNCTION f RETURN INT AS BEGIN RETURN 1; END; END;;
DELIMITER ;`,
};

const COMMAND_LINES: readonly (readonly string[])[] = [
  ['marks'],
  ['--routines', '--events', 'marks'],
  ['--routines', '--events', '--comments', '--hex-blob', '--databases', 'marks', 'second'],
  ['--skip-comments', '--compact', '--order-by-primary', '--where=1', 'marks', 't', 'v', 'no_key'],
  ['--comments', '--order-by-primary', '--where=1', 'marks', 't', 'v', 'no_key'],
  ['--add-drop-table', '--add-locks', '--disable-keys', '--no-autocommit', 'marks', 't', 'no_key'],
  ['--skip-create-options', '--skip-quote-names', '--comments', 'marks', 't', 'no_rows'],
  ['--no-data', '--skip-triggers', '--single-transaction', 'marks'],
  ['--no-create-info', '--routines', 'marks'],
  ['--complete-insert', '--default-character-set=latin1', 'marks', 't', 'a<b>&"c--d'],
  ['--skip-opt', 'marks'],
  ['--databases', '--routines', '--skip-lock-tables', '--no-data', 'mysql'],
  ['--where=nope', 'marks', 'no_key', 't'],
  ['marks', 'no_such', 't'],
  ['--skip-lock-tables', 'broken'],
  ['--skip-lock-tables', '--force', '--databases', 'broken', 'second'],
];

forEachFlavor((flavor) => {
  let server: TestServer;
  before(async () => {
    server = await startServer(flavor);
    await server.run(OBJECTS + OF_FLAVOR[flavor]);
  });
  after(async () => {
    await server.remove();
  });

  for (const args of COMMAND_LINES) {
    test(`writes what the stock tool writes: ${args.join(' ')}`, async () => {
      const all = ['--xml', ...quiet(flavor), ...args];
      const stock = await server.dump(all);
      const ours = await runDropIn(server, all);
      assert.equal(differenceOf(ours.stdout, stock.stdout), undefined);
      assert.equal(ours.stderr, stock.stderr);
      assert.equal(ours.code, stock.code);
    });
  }

  test('replication blocks stand between the elements', async () => {
    const source = flavor === 'mysql' ? '--source-data' : '--master-data';
    const args = ['--xml', '--comments', source, 'second'];
    const stock = await server.dump(args);
    const ours = await runDropIn(server, args);
    assert.equal(differenceOf(ours.stdout, stock.stdout), undefined);
  });

  test('under our own name an XML parser reads it back', async () => {
    const xml = await dumpPlain(server, [
      '--xml',
      '--source-data',
      '--routines',
      '--databases',
      'marks',
      'second',
    ]);
    const text = xml.toString('utf8');
    assertWellFormed(text);
    assert.equal(text.match(/<row>/g)?.length, 8);
    assert.match(text, /<field name="b" xsi:type="xs:hexBinary">00FF0102413C3E26220A0D<\/field>/);
    assert.match(text, /<field name="na me">&lt;&amp;&gt;&quot;'\\ tab\tnl&#13;\nend<\/field>/);
    assert.match(text, /Comment="col &lt;c&gt; &amp; &quot;q&quot;&#10;newline"/);
    assert.match(text, /<statements>\n<!\[CDATA\[\n[^]*CHANGE (?:REPLICATION SOURCE|MASTER) TO/);
    assert.doesNotMatch(text, /^(?:LOCK|DROP|SET)/m.exec(withoutCdata(text)) ? /^/ : /$^/);
  });
});

function quiet(flavor: Flavor): readonly string[] {
  return flavor === 'mysql' ? ['--set-gtid-purged=OFF'] : [];
}

/** The first line that differs, in both. */
function differenceOf(ours: Buffer, stock: Buffer): string | undefined {
  const left = ours.toString('latin1').split('\n');
  const right = stock.toString('latin1').split('\n');
  const at = left.findIndex((line, index) => line !== right[index]);
  if (at < 0 && left.length === right.length) return undefined;
  const line = at < 0 ? left.length : at;
  return `line ${line + 1}: ${left[line] ?? 'END'} | ${right[line] ?? 'END'}`;
}

function withoutCdata(text: string): string {
  return text.replace(/<!\[CDATA\[[^]*?\]\]>/g, '');
}

/** Tags close in order, and nothing stands where markup could be. */
function assertWellFormed(text: string): void {
  const open: string[] = [];
  const markup = withoutCdata(text).replace(/<!--(?:(?!--)[^])*-->/g, '');
  for (const part of markup.split(/(?=<)/)) {
    const tag = /^<(?<end>\/?)(?<name>[a-z_]+)(?: [\w:]+="[^<"]*")*(?<empty> ?\/?)>[^<]*$/.exec(
      part,
    );
    if (part.startsWith('<?xml version="1.0"?>')) continue;
    const { end, name, empty } = tag?.groups ?? assert.fail(`not markup: ${part.slice(0, 200)}`);
    if (end === '/') assert.equal(open.pop(), name);
    else if (empty === '') open.push(name ?? '');
    assert.match(part, /^(?:[^&]|&(?:lt|gt|amp|quot|#\d+);)*$/);
  }
  assert.deepEqual(open, []);
}
