// THE table of deliberate differences between the drop-in and the real tools. A byte that
// differs and is not explained here is a bug. Documentation takes its list from here.

import type { Difference, DropInCase } from './case.js';

export interface DeliberateDifference {
  readonly name: string;
  /** Why ours is not the same; what a user has to know. */
  readonly reason: string;
  explains(difference: Difference, one: DropInCase): boolean;
}

export const DELIBERATE: readonly DeliberateDifference[] = [
  {
    name: '--ssl-crl and --ssl-crlpath are refused',
    reason:
      'Revoked certificates are not looked up by ours, and an option that protects is never ignored. ' +
      'The real tools ignore them too where the connection has no TLS, as over a socket.',
    explains: (difference, one) =>
      one.args.some((arg) => /^--ssl-crl(path)?=/.test(arg)) &&
      (difference.channel !== 'stderr' ||
        / --ssl-crl(path)? is not supported/.test(difference.ours)),
  },
  {
    name: 'swe7 as the character set of the connection of mysqldump',
    reason:
      'swe7 has no backtick and no backslash: the server refuses the first statements of either ' +
      'tool and nothing is dumped. Only the statement that is refused first is another.',
    explains: (_, one) =>
      one.flavor === 'mysql' && one.args.includes('--default-character-set=swe7'),
  },
];
