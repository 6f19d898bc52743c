// The syntax of my.cnf: groups, directives, comments, quotes and escapes, line by
// line. Pure; which groups and options count is decided by the caller.

import { TsdumpError } from '../../base/errors.js';

export type FileEntry =
  | {
      readonly kind: 'option';
      readonly group: string;
      readonly name: string;
      /** Undefined when there is no `=`. */
      readonly value: string | undefined;
      /** `path line n`, for messages. */
      readonly place: string;
    }
  | { readonly kind: 'include'; readonly path: string; readonly place: string }
  | { readonly kind: 'include-dir'; readonly path: string; readonly place: string };

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  r: '\r',
  s: ' ',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/** Every option and directive of a file, in order. Throws `usage` for a malformed line. */
export function parseOptionFile(path: string, text: string): FileEntry[] {
  const entries: FileEntry[] = [];
  let group: string | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    const place = `${path} line ${index + 1}`;
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    if (line.startsWith('!')) entries.push(parseDirective(line, place));
    else if (line.startsWith('[')) group = parseGroup(line, place);
    else if (group === undefined) throw malformed('option before any group', place);
    else entries.push(parseOption(line, group, place));
  }
  return entries;
}

function parseDirective(line: string, place: string): FileEntry {
  const [, word, path] = /^!(include|includedir)\s+(.+)$/.exec(line) ?? [];
  if (path === undefined) throw malformed(`unknown directive ${line.split(/\s/)[0]}`, place);
  return { kind: word === 'include' ? 'include' : 'include-dir', path, place };
}

function parseGroup(line: string, place: string): string {
  const end = line.indexOf(']');
  if (end === -1) throw malformed('group without closing bracket', place);
  return line.slice(1, end).trim();
}

function parseOption(line: string, group: string, place: string): FileEntry {
  const text = cutComment(line);
  const equals = text.indexOf('=');
  const name = (equals === -1 ? text : text.slice(0, equals)).trim();
  if (name === '') throw malformed('value without an option', place);
  const value = equals === -1 ? undefined : unescapeValue(unquote(text.slice(equals + 1).trim()));
  return { kind: 'option', group, name, value, place };
}

/** A `#` outside quotes ends the line; a `;` does not. */
function cutComment(line: string): string {
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const char = line[at] as string;
    if (quote !== '' && char === '\\') at++;
    else if (char === quote) quote = '';
    else if (quote === '' && (char === "'" || char === '"')) quote = char;
    else if (quote === '' && char === '#') return line.slice(0, at);
  }
  return line;
}

function unquote(text: string): string {
  const first = text[0];
  const quoted = text.length > 1 && (first === "'" || first === '"') && text.endsWith(first);
  return quoted ? text.slice(1, -1) : text;
}

/** An unknown escape keeps its backslash, so that Windows paths survive. */
function unescapeValue(text: string): string {
  return text.replace(/\\(.)/gs, (whole, char: string) => ESCAPES[char] ?? whole);
}

function malformed(what: string, place: string): TsdumpError {
  return new TsdumpError('usage', `malformed option file: ${what} in ${place}`, {
    hint: 'Correct the file, or leave the option files out with --no-defaults.',
  });
}
