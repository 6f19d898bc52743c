// Reports about what a stock tool brings when it is asked to: accounts in force, history.

import { dumpPlain, runTsdump } from '../support/tsdump.js';
import { BOTH, type Situation } from './situation.js';

export const KEPT_BY_TOOLS: readonly Situation[] = [
  {
    number: 9,
    name: 'history that is not in the dump is named',
    flavors: ['mariadb'],
    inSuite: true,
    async run({ server }) {
      await server.run(
        `CREATE DATABASE field9; USE field9; CREATE TABLE plain (a INT);
         CREATE TABLE kept (a INT) WITH SYSTEM VERSIONING; INSERT INTO kept VALUES (1); UPDATE kept SET a = 2`,
      );
      const dumped = await runTsdump(server, ['--compress=none', 'field9']);
      const definitions = await runTsdump(server, ['--compress=none', '--no-data', 'field9']);
      await server.run('DROP DATABASE field9');
      const complaints: string[] = [];
      if (dumped.code !== 0 || !/history .* not in the dump: field9\.kept;/.test(dumped.stderr))
        complaints.push(dumped.stderr);
      if (definitions.stderr.includes('history')) complaints.push(definitions.stderr);
      return complaints;
    },
  },
  {
    number: 11,
    name: 'accounts that come as rows of the schema mysql are in force at the end',
    flavors: BOTH,
    inSuite: false,
    async run({ server }) {
      const complaints: string[] = [];
      const flush = '\n/*! FLUSH PRIVILEGES */;\n';
      for (const args of [['--all-databases'], ['--databases', 'mysql'], ['mysql', 'user']]) {
        const sql = (await dumpPlain(server, args)).toString('latin1');
        if (sql.indexOf(flush) < sql.lastIndexOf('\nINSERT ')) complaints.push(args.join(' '));
      }
      const without = await dumpPlain(server, ['--databases', 'mysql', '--no-data']);
      if (without.includes(flush)) complaints.push('--no-data');
      return complaints;
    },
  },
];
