// By what rules server and client read a stored program: its sql_mode, its character set, and
// what they are. Pure.

import { isAtLeast, type ServerFacts } from '../../model/server.js';
import type { BodyRules } from './body-syntax.js';

/** What a server says of itself that decides how it reads. */
type Reader = Pick<ServerFacts, 'flavor' | 'version'>;

export function serverRules({ flavor, version }: Reader, sqlMode: string): BodyRules {
  const modes = sqlMode.split(',');
  return {
    escapes: !modes.includes('NO_BACKSLASH_ESCAPES'),
    ansiQuotes: modes.includes('ANSI_QUOTES'),
    dollarQuotes: flavor === 'mysql' && isAtLeast(version, 9, 0),
  };
}

/** The mariadb client learns of ANSI_QUOTES from its server, the mysql client (9.7) does not. */
export function clientRules(facts: Reader, sqlMode: string): BodyRules {
  const rules = serverRules(facts, sqlMode);
  return { ...rules, ansiQuotes: rules.ansiQuotes && facts.flavor === 'mariadb' };
}

/** Characters of several bytes whose later ones may be ASCII, a backslash or backtick among them. */
const WIDE: ReadonlyMap<string, RegExp> = new Map([
  ['sjis', /[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]/g],
  ['cp932', /[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]/g],
  ['big5', /[\xa1-\xf9][\x40-\x7e\xa1-\xfe]/g],
  ['gbk', /[\x81-\xfe][\x40-\x7e\x80-\xfe]/g],
  ['gb18030', /[\x81-\xfe](?:[\x40-\x7e\x80-\xfe]|[\x30-\x39][\x81-\xfe][\x30-\x39])/g],
]);

const QUOTED = '`(?:[^`]|``)*`';
/** What the server writes in front, in its own character set; of a trigger the name is as it was typed. */
const HEAD = new RegExp(
  `^CREATE (?:DEFINER=${QUOTED}(?:@${QUOTED})? )?` +
    `(?:(?:AGGREGATE )?(?:FUNCTION|PROCEDURE|PACKAGE(?: BODY)?|EVENT) ${QUOTED})?`,
);

/** Letters in the place of such characters, byte for byte, so that no byte is taken for what it is not. */
export function maskCharacters(byteText: string, charset: string): string {
  const wide = WIDE.get(charset);
  if (wide === undefined) return byteText;
  const head = HEAD.exec(byteText)?.[0] ?? '';
  const rest = byteText.slice(head.length);
  return head + rest.replace(wide, (character) => '\x80'.repeat(character.length));
}
