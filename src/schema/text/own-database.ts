// A definition that names the database it is in reaches back into it from wherever it is
// restored. The name is taken out of what servers write and of the heads of triggers, where
// what it means is certain; of the rest it is said that it is there. Pure, on byte text.

import { type BodyRules, listTokens, SHOWN_RULES, splitDefiner } from './body-syntax.js';

/** A name or keyword, or one other character of code; strings and comments are none. */
interface Word {
  /** Undefined where it is neither a name nor a keyword. */
  readonly name: string | undefined;
  readonly text: string;
  readonly start: number;
}

/** Servers write strings in single quotes, so that what is in others is a name. */
const SHOWN: BodyRules = { ...SHOWN_RULES, ansiQuotes: true };
const WORD = /[A-Za-z0-9_$\x80-\xff]+|\S/g;
const OF_SEQUENCE: ReadonlySet<string> = new Set(['nextval', 'lastval', 'setval']);

export interface WithoutDatabase {
  readonly text: string;
  /** The database is named, and cannot be taken out for certain. */
  readonly stays: boolean;
}

/** A sequence that a definition takes values from; without `schema` of its own database. */
export interface SequenceName {
  readonly schema: string | undefined;
  readonly name: string;
}

/** Those that a CREATE TABLE as a server shows it mentions. */
export function listSequences(create: string): SequenceName[] {
  const words = listWords(create, SHOWN);
  return words.flatMap((_, at) => {
    if (!beginsSequence(words, at)) return [];
    const first = words[at]?.name as string;
    const second = words[at + 1]?.text === '.' ? words[at + 2]?.name : undefined;
    return [
      second === undefined ? { schema: undefined, name: first } : { schema: first, name: second },
    ];
  });
}

/** CREATE TABLE as a server shows it: only the sequences of its defaults bear their database. */
export function tableWithoutDatabase(create: string, database: string): string {
  const words = listWords(create, SHOWN);
  const starts = words.flatMap((_, at) =>
    isQualified(words, at, database) && beginsSequence(words, at) ? [at] : [],
  );
  return cutQualifiers(create, words, starts);
}

/** CREATE VIEW as a server shows it. */
export function viewWithoutDatabase(create: string, database: string): WithoutDatabase {
  const words = listWords(create, SHOWN);
  const named = words.flatMap((_, at) => (isQualified(words, at, database) ? [at] : []));
  // A table or alias of the same name could be meant.
  const isAlone = words.every(({ name }, at) => name !== database || named.includes(at));
  const certain = named.filter((at) => {
    if (beginsSequence(words, at)) return true;
    const isColumn = words[at + 3]?.text === '.';
    // Without its database a function could be one of the server's.
    if (words[at + (isColumn ? 5 : 3)]?.text === '(') return false;
    return isColumn ? !hasNamesake(words, at) : isAlone;
  });
  const text = cutQualifiers(create, words, certain);
  return { text, stays: certain.length < named.length };
}

/**
 * CREATE TRIGGER as it was typed, whose database can only be its table's; `masked` is what a
 * lexer may read of it. Another statement is left as it is.
 */
export function triggerWithoutDatabase(create: string, masked: string, rules: BodyRules): string {
  const rest = splitDefiner(create)?.rest;
  if (rest === undefined) return create;
  const head = create.slice(0, -rest.length);
  const words = listWords(masked.slice(head.length), rules);
  const isWord = (at: number, keyword: string): boolean =>
    words[at]?.text.toLowerCase() === keyword;
  const name = isWord(1, 'if') && isWord(2, 'not') && isWord(3, 'exists') ? 4 : 1;
  const table = words.findIndex((_, at) => at > name && isWord(at, 'on')) + 1;
  if (!isWord(0, 'trigger') || table === 0) return create;
  const starts = [name, table].filter((at) => words[at + 1]?.text === '.');
  return head + cutQualifiers(rest, words, starts);
}

/** Whether a body names the database, be it another object of that name; case does not matter. */
export function namesDatabase(masked: string, database: string, rules: BodyRules): boolean {
  const wanted = database.toLowerCase();
  const words = listWords(masked, rules);
  return words.some(
    ({ name }, at) => name?.toLowerCase() === wanted && isQualified(words, at, name),
  );
}

/** A table of the same name in another database, or an alias. */
function hasNamesake(words: readonly Word[], own: number): boolean {
  const [database, table] = [words[own]?.name, words[own + 2]?.name];
  return words.some(
    ({ name }, at) =>
      isOfAnother(words, at, database, table) ||
      // An alias stands behind a name.
      (name === table && /[`"]$/.test(words[at - 1]?.text ?? '')),
  );
}

function isOfAnother(
  words: readonly Word[],
  at: number,
  database: string | undefined,
  table: string | undefined,
): boolean {
  const name = words[at]?.name;
  const isOther = name !== undefined && name !== database && words[at - 1]?.text !== '.';
  return isOther && words[at + 1]?.text === '.' && words[at + 2]?.name === table;
}

function beginsSequence(words: readonly Word[], at: number): boolean {
  const called = words[at - 2]?.text.toLowerCase() ?? '';
  return words[at]?.name !== undefined && words[at - 1]?.text === '(' && OF_SEQUENCE.has(called);
}

/** `database.name` begins here. */
function isQualified(words: readonly Word[], at: number, database: string): boolean {
  const before = words[at - 1]?.text;
  return (
    words[at]?.name === database &&
    before !== '.' &&
    before !== '@' &&
    words[at + 1]?.text === '.' &&
    words[at + 2]?.name !== undefined
  );
}

/** Without the words at `starts`, each with the dot behind it. */
function cutQualifiers(text: string, words: readonly Word[], starts: readonly number[]): string {
  let kept = '';
  let from = 0;
  for (const at of starts) {
    kept += text.slice(from, words[at]?.start);
    from = words[at + 2]?.start ?? text.length;
  }
  return kept + text.slice(from);
}

function listWords(text: string, rules: BodyRules): Word[] {
  const words: Word[] = [];
  let at = 0;
  const addCode = (to: number): void => {
    for (const match of text.slice(at, to).matchAll(WORD)) {
      const [word] = match;
      const name = /^\w|^[$\x80-\xff]/.test(word) ? word : undefined;
      words.push({ name, text: word, start: at + match.index });
    }
  };
  let endOfName = -1;
  for (const { text: quote, start, after, end } of listTokens(text, rules)) {
    addCode(start);
    at = end;
    const isName = quote === '`' || (quote === '"' && rules.ansiQuotes);
    if (quote === "'" || (quote === '"' && !isName))
      words.push({ name: undefined, text: quote, start });
    if (!isName) continue;
    const part = text.slice(after, end - 1);
    const last = words.at(-1);
    // A doubled quote ends one token and begins the next.
    if (endOfName === start && text[start - 1] === quote && last?.name !== undefined) {
      words[words.length - 1] = { ...last, name: last.name + quote + part };
    } else words.push({ name: part, text: text.slice(start, end), start });
    endOfName = end;
  }
  addCode(text.length);
  return words;
}
