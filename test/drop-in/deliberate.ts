// THE table of deliberate differences between the drop-in and the real tools. A byte that
// differs and is not explained here is a bug. Documentation takes its list from here.

import type { Difference, DropInCase, Outcome } from './case.js';

export interface DeliberateDifference {
  readonly name: string;
  /** Why ours is not the same; what a user has to know. */
  readonly reason: string;
  explains(difference: Difference, one: DropInCase, real: Outcome): boolean;
}

export const DELIBERATE: readonly DeliberateDifference[] = [
  {
    name: '--ssl-crl, --ssl-crlpath and --tls-sni-servername are refused',
    reason:
      'Revoked certificates are not looked up by ours, and the server is asked for by --host alone; ' +
      'an option that protects is never ignored. The real tools ignore these without TLS, as over a socket.',
    explains: (difference, one) =>
      one.args.some((arg) => /^--(ssl-crl(path)?|tls-sni-servername)=/.test(arg)) &&
      (difference.channel !== 'stderr' || / is not supported: /.test(difference.ours)),
  },
  {
    name: 'mariadb-dump: a certificate of --ssl-ca is required',
    reason:
      'mariadb-dump goes on without TLS, and without a word, where a server has none, even if a ' +
      'certificate authority is named, or one that is not there. Ours does not connect then.',
    explains: (difference, one) =>
      one.flavor === 'mariadb' &&
      one.args.some((arg) => arg.startsWith('--ssl-ca=')) &&
      (difference.channel !== 'stderr' || / error: 2026: /.test(difference.ours)),
  },
  {
    name: 'without TLS the password is not sent to whoever asks',
    reason:
      'mysqldump encrypts the password of a sha256_password account with any key that comes over the ' +
      'wire, mariadb-dump sends any password as it is to a server that wants it so. Ours do neither.',
    explains: ({ channel, ours }) =>
      channel === 'stderr' &&
      /: (2061: .*'(sha256|caching_sha2)_password' reported|2059: .*'mysql_clear_password')/.test(
        ours,
      ),
  },
  {
    name: 'mariadb-dump: --default-character-set=auto is refused',
    reason: 'mariadb-dump writes `SET NAMES auto` then, and no server restores that dump.',
    explains: (difference, one) =>
      one.flavor === 'mariadb' &&
      one.args.includes('--default-character-set=auto') &&
      (difference.channel !== 'stderr' || / is not supported: /.test(difference.ours)),
  },
  {
    name: '--tab: no name of a table leads out of the directory',
    reason:
      'The real tools take the name of a table for a path, as far as the system goes along. Ours ' +
      'writes no file for a table whose name holds a slash, and says so.',
    explains: (difference, one) =>
      difference.channel === 'stderr' &&
      one.args.some((arg) => arg.startsWith('--tab=')) &&
      / cannot be the name of a file/.test(difference.ours),
  },
  {
    name: '--users, --system=users: an account that would be other SQL is refused',
    reason:
      'A name that ends the comment the real tools write it into, or the subject of a certificate ' +
      'that MySQL shows without quoting it, is run as SQL when their dump is restored.',
    explains: ({ channel, real, ours }, one) =>
      one.args.some((arg) => /^--(users|system|add-drop-user)/.test(arg)) &&
      (channel === 'stderr' ? / would be other SQL /.test(ours) : /^DROP USER /m.test(real)),
  },
  {
    name: '--force: the character set of names after a program that cannot be shown',
    reason:
      'Over character sets other than UTF-8 the real tools then read names as the server stores ' +
      'them, send them back so, and do not find what follows. Ours goes on as before.',
    explains: (difference, one, real) =>
      one.args.some((arg) => /^--(default-character-set=(?!utf8)|compatible=)/.test(arg)) &&
      / Couldn't execute 'SHOW CREATE (TRIGGER|PROCEDURE|FUNCTION|LIBRARY) /.test(real.stderr) &&
      differsInNames(difference),
  },
  {
    name: '--force: what is said once the connection is lost',
    reason:
      'The real tools go on asking and name every statement that could not be sent. Ours names ' +
      'those it would have sent; output and exit status are the same.',
    explains: (difference) =>
      difference.channel === 'stderr' &&
      /Lost connection to (MySQL )?server during query.*\n(.*\n)*.*Lost connection/.test(
        difference.ours,
      ),
  },
  {
    name: 'mysqldump: --xml with --extended-insert, or --opt, behind it',
    reason: 'mysqldump then writes pieces of INSERT statements into the XML. Ours stays XML.',
    explains: (difference, one) =>
      one.flavor === 'mysql' &&
      one.args.some((arg) => /^(-X|--xml)$/.test(arg)) &&
      one.args.some((arg) => /^(-e|--extended-insert|--opt)$/.test(arg)) &&
      difference.real.includes('</row>') &&
      difference.real.includes('INSERT INTO'),
  },
  {
    name: 'swe7 as the character set of the connection of mysqldump',
    reason:
      'swe7 has no backtick and no backslash: the server refuses statements of either tool, only ' +
      'not the same ones. With --force mysqldump leaves out what it could not ask for, as GTIDs.',
    explains: (_, one) =>
      one.flavor === 'mysql' && one.args.includes('--default-character-set=swe7'),
  },
];

/** Each line that only one side has holds a letter beyond ASCII, or what it was made into. */
function differsInNames({ real, ours }: Difference): boolean {
  const [left, right] = [real.split('\n'), ours.split('\n')];
  const [isLeft, isRight] = [new Set(left), new Set(right)];
  const alone = [
    ...left.filter((line) => !isRight.has(line)),
    ...right.filter((line) => !isLeft.has(line)),
  ];
  return alone.every((line) => /[?\u0080-\uffff]/.test(line));
}
