// What a server shows of an object goes into the dump as it is. It is believed to be what it
// should be, one statement that creates something, only after a look: a server that lies must
// not get anything else into a restore. No server that does not is refused. Pure.

import { TsdumpError } from '../base/errors.js';
import { listCode } from './body-syntax.js';

/** Character sets, collations, modes, time zones. */
const WORDS = /^[\w,+:/. -]*$/;
/** What stock clients obey wherever it stands; \N is NULL. */
const CLIENT_COMMAND = /\\(?!N)/;

/** Throws `read-failed` unless all may stand bare, or in quotes as they are. */
export function checkWords(object: string, ...texts: readonly string[]): void {
  if (texts.every((text) => WORDS.test(text))) return;
  throw refusal(object, 'settings');
}

/** Throws `read-failed` unless `byteText` is one statement and nothing of it is left open. */
export function checkStatement(object: string, byteText: string): void {
  checkCode(object, byteText, true, isOne);
}

/** The same of a routine, trigger or event: the statements of its body are its own. */
export function checkProgram(object: string, byteText: string, backslashEscapes: boolean): void {
  checkCode(object, byteText, backslashEscapes, (code) => code.endsWith(';'));
}

/** Nothing of it left open, and whatever version comments a server runs. */
export function isOneStatement(byteText: string): boolean {
  // A comment that is not run ends at the first end there is, quoted or not.
  const inside = byteText.startsWith('/*') ? byteText.slice(2, byteText.lastIndexOf('*/')) : '';
  return isOne(listClosed(byteText, true)) && !/\/\*|\*\//.test(inside);
}

function isOne(code: string): boolean {
  return code !== '' && code.indexOf(';') === code.length - 1;
}

function checkCode(
  object: string,
  byteText: string,
  backslashEscapes: boolean,
  isWhole: (code: string) => boolean,
): void {
  const code = listClosed(byteText, backslashEscapes);
  if (!/^CREATE\s/i.test(code) || !isWhole(code)) throw refusal(object, 'a definition');
}

/** The code of it and a `;`; empty where a client would obey it, or a version comment stays open. */
function listClosed(byteText: string, backslashEscapes: boolean): string {
  // What is left open swallows the end.
  const code = listCode(`${byteText}\n;`, backslashEscapes);
  const isClosed =
    !CLIENT_COMMAND.test(code) && countOf(code, /\/\*M?!/g) === countOf(code, /\*\//g);
  return isClosed ? code : '';
}

function countOf(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0;
}

function refusal(object: string, what: string): TsdumpError {
  return new TsdumpError('read-failed', `the server shows ${what} of ${object} that could not be`, {
    hint: 'What it says is not written to the dump, as restoring it could run anything. Leave the object out, or do not trust the server.',
  });
}
