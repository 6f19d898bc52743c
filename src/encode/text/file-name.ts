// Names of tables as names of files, the way MariaDB writes them to disk: letters and
// digits of ASCII and `_` are written as they are, everything else is `@` and a code. Nothing
// a table can be called leaves its directory. Pure.

import { LETTER_RANGES } from './file-name-codes.js';

const PLAIN = /^\w$/;
/** Devices of Windows, which MariaDB marks everywhere. */
const RESERVED = /^(?:aux|con|nul|prn|com[1-9]|lpt[1-9])$/i;

export function toFileName(table: string): string {
  if (RESERVED.test(table)) return `${table}@@@`;
  let name = '';
  for (let index = 0; index < table.length; index++) name += encodeUnit(table, index);
  return name;
}

function encodeUnit(table: string, index: number): string {
  const char = table.charAt(index);
  if (PLAIN.test(char)) return char;
  const code = table.charCodeAt(index);
  return `@${abbreviate(code) ?? code.toString(16).padStart(4, '0')}`;
}

function abbreviate(code: number): string | undefined {
  for (const { first, codes } of LETTER_RANGES) {
    const at = (code - first) * 2;
    if (at < 0 || at >= codes.length) continue;
    const letters = codes.slice(at, at + 2);
    return letters === '..' ? undefined : letters;
  }
  return undefined;
}
