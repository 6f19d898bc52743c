// Accounts, roles and servers with hostile texts, dumped as SQL by the drop-ins' --users and
// --system: all are back as they were, and nothing else has happened.

import type { Connection } from 'mysql2/promise';
import { queryText, quoteName } from '../support/compare-query.js';
import { runDropIn } from '../support/drop-in.js';
import type { HostileBed } from './hostile-bed.js';
import type { Score } from './part.js';

/** Longest name of an account on MySQL. */
const NAME_MAX = 32;
const HOME = 'hostile_accounts';
/** Where the server does not quote it, or the stock tool writes it into a comment, or does not quote it. */
const REFUSED = /would be other SQL when it is restored|Couldn't execute 'SHOW CREATE USER /;
/** In the subject of a certificate MySQL shows these as they are, and reads something else. */
const UNQUOTED = /[\\']/;

interface Subject {
  readonly kind: string;
  readonly create: readonly string[];
  readonly drop: string;
  /** What must be the same afterwards. */
  readonly show: readonly string[];
}

/** One text at every place of an account or server. */
export async function tryHostileAccounts(
  bed: HostileBed,
  text: string,
  score: Score,
): Promise<void> {
  const { flavor, from, to, source, target } = bed;
  await bed.clear();
  for (const connection of [from, to]) {
    await connection.query(`CREATE DATABASE ${HOME}`);
  }
  const subjects: Subject[] = [];
  for (const subject of listSubjects(bed, text)) {
    try {
      for (const statement of subject.create) await from.query(statement);
      subjects.push(subject);
    } catch {
      // Not a name for one here; half of it may be there.
      await from.query(subject.drop).catch(() => undefined);
    }
  }
  const complaints: string[] = [];
  const options =
    flavor === 'mysql' ? ['--users', '--set-gtid-purged=off'] : ['--system=users,servers'];
  const args = [...options, '--databases', HOME];
  const { code, stdout, stderr } = await runDropIn(source, args);
  const isRefused = code === 2 && REFUSED.test(stderr);
  if (code !== 0 && !isRefused) complaints.push(`exit ${code}: ${stderr.slice(-300)}`);
  // The servers' own accounts are there already: on to the next.
  await target.restore(stdout, { force: true, args: ['--binary-mode'] });
  for (const { kind, show, drop } of subjects) {
    const [before, after] = await Promise.all([showAll(from, show), showAll(to, show)]);
    if (before !== after && !isRefused) complaints.push(`${kind}: ${after} instead of ${before}`);
    for (const connection of [from, to]) await connection.query(drop).catch(() => undefined);
  }
  complaints.push(...(await bed.examineTarget([HOME])));
  for (const connection of [from, to]) await connection.query(`DROP DATABASE ${HOME}`);
  const kinds = subjects.map(({ kind }) => kind);
  score.count(
    'hostile text, --system',
    `${JSON.stringify(text)} as ${kinds.join(', ')}`,
    complaints,
    kinds.length,
  );
}

async function showAll(connection: Connection, statements: readonly string[]): Promise<string> {
  const shown: unknown[] = [];
  for (const statement of statements) {
    shown.push(await queryText(connection, statement).catch((error: unknown) => String(error)));
  }
  return JSON.stringify(shown);
}

function listSubjects({ flavor, from }: HostileBed, text: string): Subject[] {
  const name = from.escape(Array.from(text).slice(0, NAME_MAX).join(''));
  const whole = from.escape(text);
  const grant = `GRANT SELECT ON ${quoteName(text)}.* TO`;
  const server = `SELECT * FROM mysql.servers WHERE Server_name = ${whole}`;
  const options = ['HOST', 'DATABASE', 'USER', 'PASSWORD', 'SOCKET', 'OWNER'];
  const subjects = [
    account('account name', `${name}@'h1'`),
    account('account host', `'u1'@${whole}`),
    {
      ...account('subject of a certificate', `'u2'@'h'`, `REQUIRE SUBJECT ${whole}`),
      ...(flavor === 'mysql' && UNQUOTED.test(text) ? { show: [] } : {}),
    },
    account('database of a grant', `'u3'@'h'`, '', `${grant} 'u3'@'h'`),
    account('password', `'u4'@'h'`, `IDENTIFIED BY ${whole}`),
    {
      kind: 'server name',
      create: [
        `CREATE SERVER ${quoteName(text)} FOREIGN DATA WRAPPER mysql OPTIONS (${options.map((option) => `${option} ${whole}`).join(', ')})`,
      ],
      drop: `DROP SERVER IF EXISTS ${quoteName(text)}`,
      // mysqldump has no way to dump them.
      show: flavor === 'mysql' ? [] : [server],
    },
    {
      kind: 'role name',
      create: [`CREATE ROLE ${name}`, `${grant} ${name}`],
      drop: `DROP ROLE IF EXISTS ${name}`,
      show: [`SHOW GRANTS FOR ${name}`],
    },
  ];
  if (flavor === 'mysql') {
    subjects.push(account('comment of an account', `'u5'@'h'`, `COMMENT ${whole}`));
  }
  return subjects;
}

function account(kind: string, who: string, ...more: readonly string[]): Subject {
  return {
    kind,
    create: [`CREATE USER ${who} ${more[0] ?? ''}`, ...more.slice(1)],
    drop: `DROP USER IF EXISTS ${who}`,
    show: [`SHOW CREATE USER ${who}`, `SHOW GRANTS FOR ${who}`],
  };
}
