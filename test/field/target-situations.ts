// Reports about restores: what the target is set to, and what a document's text does not say.

import { dumpPlain, runTsdump } from '../support/tsdump.js';
import type { Situation } from './situation.js';

/** Of an account that has rights on one schema. */
const ACCOUNT = ['--user=restorer'];

export const TARGET_SITUATIONS: readonly Situation[] = [
  {
    number: 6,
    name: 'JSON that holds DECIMAL and dates is named',
    flavors: ['mysql'],
    inSuite: true,
    async run({ server }) {
      await server.run(
        `CREATE DATABASE field6; USE field6; CREATE TABLE plain (j JSON); INSERT INTO plain VALUES ('{"a": [1.5, "2020-01-01"]}');
         CREATE TABLE typed (id INT PRIMARY KEY, deep JSON, alone JSON, none JSON);
         INSERT INTO typed VALUES (1, JSON_OBJECT('a', JSON_ARRAY(CAST('12345678901234567890.123456' AS DECIMAL(26, 6)))), CAST(CAST('2020-01-01' AS DATE) AS JSON), '[1.5e0, 3]');
         CREATE TABLE late (id INT AUTO_INCREMENT PRIMARY KEY, j JSON);
         INSERT INTO late (j) SELECT '[]' FROM information_schema.COLUMNS LIMIT 2500; INSERT INTO late (j) SELECT JSON_ARRAY(NOW());
         UPDATE late SET j = JSON_ARRAY(x'01') WHERE id = 1200`,
      );
      const complaints: string[] = [];
      for (const verifies of [false, true]) {
        const args = ['--compress=none', '--set-gtid-purged=off', 'field6'];
        const { code, stderr } = await runTsdump(server, [
          ...(verifies ? ['--verify-source'] : []),
          ...args,
        ]);
        const named = [
          ...stderr.matchAll(/JSON of field6\.(\S+) holds values of type ([\w, ]+), which/g),
        ];
        const found = named.map(([, column, types]) => `${column}: ${types}`).join('; ');
        const late = verifies ? 'late.j: BLOB, DATETIME' : 'late.j: DATETIME';
        const wanted = `${late}; typed.deep: DECIMAL; typed.alone: DATE`;
        if (code !== 0 || found !== wanted) complaints.push(`status ${code}, named: ${found}`);
      }
      await server.run('DROP DATABASE field6');
      return complaints;
    },
  },
  {
    number: 8,
    name: 'a foreign key to a key that is not unique, restored with rights on one schema',
    flavors: ['mysql'],
    inSuite: true,
    async run({ server }) {
      await server.run(
        `CREATE DATABASE field8; USE field8; SET SESSION restrict_fk_on_non_standard_key = OFF;
         CREATE TABLE parent (a INT, KEY (a)); CREATE TABLE child (b INT, FOREIGN KEY (b) REFERENCES parent (a));
         INSERT INTO parent VALUES (1), (1); INSERT INTO child VALUES (1);
         CREATE DATABASE field8copy; CREATE USER restorer@localhost; GRANT ALL ON field8copy.* TO restorer@localhost`,
      );
      const sql = await dumpPlain(server, ['--set-gtid-purged=off', 'field8']);
      const { code, stderr } = await server.restore(sql, { database: 'field8copy', args: ACCOUNT });
      const rows = code === 0 ? await server.run('SELECT COUNT(*) FROM field8copy.child') : stderr;
      const left = await server.run('SELECT @@GLOBAL.restrict_fk_on_non_standard_key');
      await server.run(
        'DROP DATABASE field8; DROP DATABASE field8copy; DROP USER restorer@localhost',
      );
      return rows === '1' && left === '1' ? [] : [`restored: ${rows}, then ${left}`];
    },
  },
];
