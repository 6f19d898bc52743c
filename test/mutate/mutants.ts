// The mutants of a compiled source: every condition that leads to a failure made false, each
// part of it without effect, and every failure that no such condition guards left out.

import { readFileSync } from 'node:fs';
import { skipBrackets, skipText } from './skip-text.js';

export interface Mutant {
  /** Path below dist/src. */
  readonly file: string;
  readonly line: number;
  /** What is replaced, on one line; with `file` its name in accepted.ts. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** Throws, or says what is wrong: a text is returned, nothing where all is well. */
const FAILURE = /^\s*(?:throw\b|return ['`])/;

export function listMutants(path: string, file: string): Mutant[] {
  const source = readFileSync(path, 'utf8');
  const mutants: Mutant[] = [];
  const guarded = new Set<number>();
  const add = (start: number, end: number, replacement: string): void => {
    const line = source.slice(0, start).split('\n').length;
    const text = source.slice(start, end).replaceAll(/\s+/g, ' ').trim();
    mutants.push({ file, line, text, start, end, replacement });
  };
  for (let at = 0; at < source.length; ) {
    const next = skipText(source, at);
    if (next > at) {
      at = next;
      continue;
    }
    if (isWord(source, at, 'if') && source[at + 3] === '(') {
      const end = skipBrackets(source, at + 3);
      const failsAt = findFailure(source, end);
      if (failsAt !== undefined) {
        guarded.add(failsAt);
        addCondition(source, at + 4, end - 1, add);
      }
    }
    if (isWord(source, at, 'throw') && !guarded.has(at)) add(at, endOfStatement(source, at), ';');
    at++;
  }
  return mutants;
}

function isWord(source: string, at: number, word: string): boolean {
  return source.startsWith(`${word} `, at) && !/[\w$.#]/.test(source[at - 1] ?? '');
}

/** Where what an `if` guards fails: it is the whole of it, or the last of a block. */
function findFailure(source: string, at: number): number | undefined {
  const opens = /^\s*\{/.exec(source.slice(at, at + 80));
  if (opens === null)
    return FAILURE.test(source.slice(at, at + 80)) ? firstOf(source, at) : undefined;
  const end = skipBrackets(source, at + opens[0].length - 1) - 1;
  for (let here = at + opens[0].length; here < end; here = endOfStatement(source, here)) {
    const isLast = source.slice(endOfStatement(source, here), end).trim() === '';
    if (isLast && FAILURE.test(source.slice(here, end))) return firstOf(source, here);
  }
  return undefined;
}

function firstOf(source: string, at: number): number {
  return at + (/\S/.exec(source.slice(at))?.index ?? 0);
}

/** Behind its semicolon, or the block that it is. */
function endOfStatement(source: string, at: number): number {
  for (let here = firstOf(source, at); here < source.length; ) {
    const next = skipText(source, here);
    const letter = source[here] ?? '';
    if (next > here) here = next;
    else if (letter === ';') return here + 1;
    else if (letter === '{' && /^\s*(?:if|for|while|try|switch)\b/.test(source.slice(at)))
      return skipBrackets(source, here);
    else if ('([{'.includes(letter)) here = skipBrackets(source, here);
    else if (letter === '}') return here + 1;
    else here++;
  }
  return source.length;
}

type Add = (start: number, end: number, replacement: string) => void;

function addCondition(source: string, start: number, end: number, add: Add): void {
  add(start, end, 'false');
  for (const [word, without] of [
    ['||', 'false'],
    ['&&', 'true'],
  ] as const) {
    const parts = splitAt(source, start, end, word);
    if (parts.length < 2) continue;
    for (const [from, to] of parts) add(from, to, without);
    // What binds tighter stands inside of the parts.
    if (word === '||') for (const [from, to] of parts) addTighter(source, from, to, add);
    return;
  }
}

function addTighter(source: string, start: number, end: number, add: Add): void {
  const parts = splitAt(source, start, end, '&&');
  if (parts.length > 1) for (const [from, to] of parts) add(from, to, 'true');
}

function splitAt(
  source: string,
  start: number,
  end: number,
  word: string,
): readonly (readonly [number, number])[] {
  const parts: [number, number][] = [];
  let from = start;
  for (let at = start; at < end; ) {
    const next = skipText(source, at);
    if (next > at) at = next;
    else if ('([{'.includes(source[at] ?? '')) at = skipBrackets(source, at);
    else if (source.startsWith(word, at)) {
      parts.push([from, at]);
      at += word.length;
      from = at;
    } else at++;
  }
  parts.push([from, end]);
  return parts;
}
