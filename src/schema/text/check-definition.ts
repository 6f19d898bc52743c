// What a server shows of an object goes into the dump as it is. It is believed to be what it
// should be, one statement that creates something, only after a look: a server that lies must
// not get anything else into a restore. What cannot be judged is left out by itself. Pure.

import { type BodyRules, listCode, SHOWN_RULES } from './body-syntax.js';
import { UnsoundDefinition } from './object-failure.js';

/** Character sets, collations, modes, time zones. */
const WORDS = /^[\w,+:/. -]*$/;
/** What stock clients obey wherever it stands; \N is NULL. */
const CLIENT_COMMAND = /\\(?!N)/;

/** Throws UnsoundDefinition unless all may stand bare, or in quotes as they are. */
export function checkWords(object: string, ...texts: readonly string[]): void {
  if (texts.every((text) => WORDS.test(text))) return;
  throw refusal(object, 'settings');
}

/** Throws UnsoundDefinition unless `byteText` is one statement and nothing of it is left open. */
export function checkStatement(object: string, byteText: string): void {
  if (!isCreation(byteText, SHOWN_RULES, isOne)) throw refusal(object, 'a definition');
}

/** The same of a routine, trigger or event: the statements of its body are its own. */
export function checkProgram(object: string, byteText: string, rules: BodyRules): void {
  if (!isProgram(byteText, rules)) throw refusal(object, 'a definition');
}

export function isProgram(byteText: string, rules: BodyRules): boolean {
  return isCreation(byteText, rules, (code) => code.endsWith(';'));
}

/** Nothing of it left open, and whatever version comments a server runs. */
export function isOneStatement(byteText: string): boolean {
  // A comment that is not run ends at the first end there is, quoted or not.
  const inside = byteText.startsWith('/*') ? byteText.slice(2, byteText.lastIndexOf('*/')) : '';
  return isOne(listClosed(byteText, SHOWN_RULES)) && !/\/\*|\*\//.test(inside);
}

function isOne(code: string): boolean {
  return code !== '' && code.indexOf(';') === code.length - 1;
}

function isCreation(
  byteText: string,
  rules: BodyRules,
  isWhole: (code: string) => boolean,
): boolean {
  const code = listClosed(byteText, rules);
  return /^CREATE\s/i.test(code) && isWhole(code);
}

/** The code of it and a `;`; empty where a client would obey it, or a version comment stays open. */
function listClosed(byteText: string, rules: BodyRules): string {
  // What is left open swallows the end.
  const code = listCode(`${byteText}\n;`, rules);
  const isClosed =
    !CLIENT_COMMAND.test(code) && countOf(code, /\/\*M?!/g) === countOf(code, /\*\//g);
  return isClosed ? code : '';
}

function countOf(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0;
}

function refusal(object: string, what: string): UnsoundDefinition {
  return new UnsoundDefinition(
    `the server shows ${what} of ${object} that could not be one: restoring it could run anything`,
  );
}
