// Accounts that may do less than root: the owner of one database, a role that is not active,
// one that sees nothing.

import { runTsdump } from '../support/tsdump.js';
import { BOTH, type FieldBed, type Situation } from './situation.js';

async function dumpAsOwner({ server, flavor }: FieldBed): Promise<string[]> {
  await server.run(
    'CREATE DATABASE field_owner; CREATE TABLE field_owner.t (id INT); CREATE USER owner, nobody;' +
      'GRANT ALL ON field_owner.* TO owner; CREATE ROLE field_role;' +
      'GRANT SELECT ON field_owner.* TO field_role; GRANT field_role TO nobody',
  );
  const args = ['--single-transaction', '--set-gtid-purged=OFF', '--no-tablespaces'];
  const complaints: string[] = [];
  const expect = async (words: readonly string[], code: number, text: RegExp): Promise<void> => {
    const result = await runTsdump(server, [...args, ...words]);
    if (result.code !== code || !text.test(result.stderr))
      complaints.push(`${words.join(' ')}: ${result.code}: ${result.stderr}`);
  };
  await expect(['--user=owner', 'field_owner'], 0, /^/);
  await server.run(
    'CREATE DEFINER=owner FUNCTION field_owner.mine() RETURNS INT DETERMINISTIC RETURN 1',
  );
  await expect(['--user=owner', 'field_owner'], 0, /^/);
  await expect(['--user=owner'], 0, /does not see every database/);
  await server.run(
    'CREATE DEFINER=root@localhost FUNCTION field_owner.f() RETURNS INT DETERMINISTIC RETURN 1',
  );
  const needed = flavor === 'mysql' ? /lacks SHOW_ROUTINE/ : /lacks SELECT \(to read routine/;
  await expect(['--user=owner', 'field_owner'], 11, needed);
  await expect(['--user=nobody', '-A'], 11, /sees no database[\s\S]*SET DEFAULT ROLE/);
  const ignore = ['--ignore-table=field_owner.tt', '--ignore-database=field_none'];
  await expect(
    [...ignore, '-B', 'field_owner'],
    0,
    /field_owner.tt names nothing[\s\S]*field_none/,
  );
  await server.run('DROP DATABASE field_owner; DROP USER owner, nobody; DROP ROLE field_role');
  return complaints;
}

export const ACCOUNT_SITUATIONS: readonly Situation[] = [
  { number: 10, name: 'the owner of one database', flavors: BOTH, inSuite: true, run: dumpAsOwner },
];
