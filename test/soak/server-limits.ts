// Trials in which the server does not let us: connections and statements that are counted,
// privileges that are there but not for all. Refused by name, or left out by name.

import type { Flavor } from '../../src/model/server.js';
import { type Expected, SNAPSHOT, TestBed } from './test-bed.js';
import { SLOWLY } from './server-ends.js';
import { seenOrEnded, type Trial, type TrialGroup } from './trial.js';

const MODES: readonly string[] = ['--read-only', '--lock-all-tables', SNAPSHOT];
const LIMITED = "'limited'@'%'";

export const serverLimits: TrialGroup = {
  trials: (flavor) => [
    ...listConnections(),
    ...listCounted(),
    ...listPrivileges(),
    ...(flavor === 'mysql' ? listRevoked() : []),
  ],
  async start(flavor: Flavor) {
    const bed = await TestBed.start(flavor, { args: ['--max-connections=14'] });
    for (const threads of [1, 2, 4]) await bed.learn([`--threads=${threads}`]);
    return bed;
  },
  stop: async (bed) => (await bed.stop()).complaints,
};

/** Dumps as an account that `create` makes. */
async function dumpAs(
  bed: TestBed,
  create: string,
  args: readonly string[],
  expected: Expected,
): Promise<string[]> {
  await bed.server.run(`DROP USER IF EXISTS ${LIMITED}; ${create}`);
  const dump = bed.startDump(['--user=limited', ...args]);
  const complaints = await bed.examine(await dump.ended, expected);
  const left = await bed.server.run(
    "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = 'limited'",
  );
  if (left !== '0') complaints.push(`${left} connections are left`);
  return complaints;
}

const GRANT_ALL = `GRANT ALL ON *.* TO ${LIMITED} WITH GRANT OPTION`;

/** Of the account: 1, 2, 3 ... until there are enough for control, guard and four lanes. */
function listConnections(): Trial[] {
  const counts = [1, 2, 3, 4, 5, 6, 7];
  return MODES.flatMap((mode) =>
    counts.flatMap((count) => {
      const create = `CREATE USER ${LIMITED} WITH MAX_USER_CONNECTIONS ${count}; ${GRANT_ALL}`;
      const args = [mode, '--threads=4'];
      const name = `${count} of the account, ${mode}`;
      return [
        {
          kind: 'connections are few',
          name,
          run: async (bed: TestBed) =>
            await dumpAs(bed, create, args, { codes: [0, 10, 12], cause: /max_user_connections/ }),
        },
        {
          kind: 'connections are few, and it is ended with SIGTERM',
          name,
          run: async (bed: TestBed) => {
            await bed.server.run(`DROP USER IF EXISTS ${LIMITED}; ${create}`);
            const dump = bed.startDump(['--user=limited', ...args, SLOWLY]);
            await seenOrEnded(dump, 'table-started');
            dump.child.kill('SIGTERM');
            return await bed.examine(await dump.ended, { codes: [10, 12, 143] });
          },
        },
      ];
    }),
  );
}

/** Statements of the account: none may be missing for the way back. */
function listCounted(): Trial[] {
  const counts = [1, 5, 10, 15, 20, 25, 30, 35, 40, 50, 60, 70, 80, 90, 100];
  return ['MAX_QUERIES_PER_HOUR', 'MAX_UPDATES_PER_HOUR', 'MAX_CONNECTIONS_PER_HOUR'].flatMap(
    (limit) =>
      counts.map((count) => ({
        kind: `${limit} of the account`,
        name: String(count),
        run: async (bed: TestBed) => {
          const create = `CREATE USER ${LIMITED} WITH ${limit} ${count}; ${GRANT_ALL}`;
          const expected = { codes: [0, 10, 11, 12, 13, 14] };
          return await dumpAs(bed, create, ['--read-only', '--threads=2'], expected);
        },
      })),
  );
}

/** Granted for the schema, for some of its tables, or for columns. */
function listPrivileges(): Trial[] {
  const global = `GRANT RELOAD, PROCESS ON *.* TO ${LIMITED}`;
  const all = `GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES ON shop.* TO ${LIMITED}`;
  const missing = ['SELECT', 'SHOW VIEW', 'TRIGGER', 'EVENT'];
  const grants: readonly (readonly [string, string, Expected])[] = [
    ...missing.map((privilege): [string, string, Expected] => [
      `no ${privilege} on the schema`,
      `${all}; REVOKE ${privilege} ON shop.* FROM ${LIMITED}`,
      { codes: [2, 11], cause: new RegExp(`lacks ${privilege}|shop`) },
    ]),
    [
      'SELECT on one table',
      `GRANT SELECT ON shop.goods TO ${LIMITED}; GRANT SHOW VIEW, TRIGGER, EVENT ON shop.* TO ${LIMITED}`,
      { codes: [11], cause: /lacks SELECT/ },
    ],
    [
      'SELECT on some columns',
      `GRANT SELECT (id, name) ON shop.goods TO ${LIMITED}; GRANT SHOW VIEW, TRIGGER, EVENT ON shop.* TO ${LIMITED}`,
      { codes: [11], cause: /lacks SELECT/ },
    ],
    ['nothing on the schema', 'DO 0', { codes: [2, 11, 14], cause: /shop|lacks/ }],
  ];
  return grants.map(([name, sql, expected]) => ({
    kind: 'privileges of the account',
    name,
    run: async (bed: TestBed) => {
      const create = `CREATE USER ${LIMITED}; ${global}; ${sql}`;
      const args = ['--lock-all-tables', '--skip-routines', '--threads=2'];
      return await dumpAs(bed, create, args, expected);
    },
  }));
}

/** MySQL: granted for everything but this schema. */
function listRevoked(): Trial[] {
  return ['SELECT', 'SHOW VIEW', 'TRIGGER', 'EVENT'].map((privilege) => ({
    kind: 'privileges of the account',
    name: `${privilege} for everything but the schema`,
    run: async (bed: TestBed) => {
      await bed.server.run('SET GLOBAL partial_revokes = ON');
      const create = `CREATE USER ${LIMITED}; GRANT ALL ON *.* TO ${LIMITED}; REVOKE ${privilege} ON shop.* FROM ${LIMITED}`;
      const expected = { codes: [2, 3, 11], cause: new RegExp(`lacks ${privilege}|shop`) };
      try {
        return await dumpAs(bed, create, ['--threads=2'], expected);
      } finally {
        await bed.server.run(`DROP USER ${LIMITED}; SET GLOBAL partial_revokes = OFF`);
      }
    },
  }));
}
