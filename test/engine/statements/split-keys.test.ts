// The parts of a table's definition, and which of its keys may come later.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseCreateTable } from '../../../src/engine/statements/create-table.js';
import { splitKeys } from '../../../src/engine/statements/split-keys.js';

const TABLE = `CREATE TABLE \`t\` (
  \`id\` int NOT NULL AUTO_INCREMENT,
  \`a,(\` varchar(10) COLLATE utf8mb4_bin DEFAULT ',KEY \\'(' COMMENT 'PRIMARY, KEY',
  \`e\` enum('a,b','c)') DEFAULT NULL,
  \`g\` decimal(10,2) GENERATED ALWAYS AS ((\`id\` * 2)) STORED /*!80023 INVISIBLE */,
  PRIMARY KEY (\`id\`),
  UNIQUE KEY \`u\` (\`a,(\`(5) DESC),
  KEY \`f\` ((lower(\`e\`)),\`g\`) USING BTREE COMMENT 'x' /*!80000 INVISIBLE */,
  CONSTRAINT \`fk\` FOREIGN KEY (\`g\`) REFERENCES \`s\`.\`o\` (\`id\`) ON DELETE CASCADE,
  CONSTRAINT \`c\` CHECK ((\`id\` > 0))
) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=utf8mb4
/*!50100 PARTITION BY RANGE (\`id\`)
(PARTITION p0 VALUES LESS THAN (1) ENGINE = InnoDB) */`;

const parse = (sql: string) => parseCreateTable(Buffer.from(sql));
const split = (sql: string) => {
  const parsed = parse(sql);
  assert.ok(parsed !== undefined, sql);
  return splitKeys(parsed);
};
const text = (sql: Uint8Array | undefined): string | undefined =>
  sql === undefined ? undefined : Buffer.from(sql).toString('utf8');

function table(keys: string, options = 'ENGINE=InnoDB', id = '`id` int'): string {
  return `CREATE TABLE \`t\` (\n  ${id},\n  ${keys}\n) ${options}`;
}

describe('parseCreateTable', () => {
  test('tells columns, keys and options', () => {
    const parsed = parse(TABLE);
    assert.ok(parsed !== undefined);
    assert.deepEqual(
      parsed.columns.map(({ name, type, isAutoIncrement, isGenerated, hasKey }) => [
        name.text,
        type,
        isAutoIncrement,
        isGenerated,
        hasKey,
      ]),
      [
        ['id', 'int', true, false, false],
        ['a,(', 'varchar(10)', false, false, false],
        ['e', "enum('a,b','c)')", false, false, false],
        ['g', 'decimal(10,2)', false, true, false],
      ],
    );
    assert.deepEqual(
      parsed.keys.map(({ kind, name, columns }) => [kind, name, columns]),
      [
        ['primary', undefined, ['id']],
        ['unique', 'u', ['a,(']],
        ['key', 'f', [undefined, 'g']],
        ['foreign', 'fk', ['g']],
        ['check', 'c', []],
      ],
    );
    const references = parsed.keys[3]?.references;
    assert.equal(`${references?.schema?.text}.${references?.name.text}`, 's.o');
    assert.equal(parsed.engine, 'innodb');
    assert.equal(parsed.isPartitioned, true);
  });

  test('is not one', () => {
    for (const sql of [
      'DROP TABLE t',
      'CREATE TABLE t LIKE u',
      'CREATE TABLE t (a int',
      'CREATE VIEW v AS SELECT 1',
    ])
      assert.equal(parse(sql), undefined, sql);
  });
});

describe('splitKeys', () => {
  test('leaves what must be there and adds the rest in its order', () => {
    const parts = split(TABLE);
    const lines = TABLE.split('\n');
    const kept = lines.filter((line) => !/^ {2}(?:UNIQUE |KEY |CONSTRAINT `fk`)/.test(line));
    assert.equal(text(parts?.create), kept.join('\n'));
    assert.equal(
      text(parts?.addKeys),
      "ALTER TABLE `t`\n  ADD UNIQUE KEY `u` (`a,(`(5) DESC),\n  ADD KEY `f` ((lower(`e`)),`g`) USING BTREE COMMENT 'x' /*!80000 INVISIBLE */",
    );
    assert.equal(
      text(parts?.addForeignKeys),
      'ALTER TABLE `t`\n  ADD CONSTRAINT `fk` FOREIGN KEY (`g`) REFERENCES `s`.`o` (`id`) ON DELETE CASCADE',
    );
  });

  test('makes whole what cannot be split, or gains nothing', () => {
    const whole: readonly string[] = [
      table('PRIMARY KEY (`id`)'),
      table('KEY `a` (`id`)', 'ENGINE=MyISAM'),
      table('KEY `a` (`id`)', ''),
      table('PRIMARY KEY (`id`),\n  KEY `a` (`id`)', 'ENGINE=InnoDB PAGE_CHECKSUM=1'),
      table('PRIMARY KEY (`id`),\n  KEY `a` (`id`),\n  FULLTEXT KEY `b` (`c`)'),
      table('PRIMARY KEY (`id`),\n  KEY `a` (`id`),\n  SPATIAL KEY `b` (`c`)'),
      table('PRIMARY KEY (`id`),\n  KEY `a` (`id`),\n  VECTOR KEY `b` (`c`)'),
      table('UNIQUE KEY `a` (`id`)'),
      table('PRIMARY KEY (`id`),\n  UNIQUE KEY `a` (`id`) USING HASH'),
      table('KEY `a` (`id`)', 'ENGINE=InnoDB', '`id` int NOT NULL AUTO_INCREMENT'),
      table(
        'PRIMARY KEY (`b`,`id`),\n  KEY `a` (`id`)',
        'ENGINE=InnoDB',
        '`id` int AUTO_INCREMENT',
      ),
      table('PRIMARY KEY (`id`),\n  KEY `a` (`id`)', 'ENGINE=InnoDB WITH SYSTEM VERSIONING'),
      table(
        'PRIMARY KEY (`id`),\n  KEY `a` (`id`)',
        'ENGINE=InnoDB\n/*!50100 PARTITION BY KEY () */',
      ),
      table('KEY `a` (`id`)', 'ENGINE=InnoDB', '`id` int PRIMARY KEY'),
      table('KEY `a` (`id`)').replace('CREATE', 'CREATE TEMPORARY'),
    ];
    for (const sql of whole) assert.equal(split(sql), undefined, sql);
    assert.ok(split(table('KEY `a` (`id`)')) !== undefined);
  });
});
