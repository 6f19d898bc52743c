// ~/.mylogin.cnf, as mysql_config_editor writes it: an option file whose lines are
// scrambled with a key that stands at its beginning. A missing or foreign file is empty.

import { createDecipheriv } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Surroundings } from '../../options/resolve/environment.js';

const KEY_START = 4;
const KEY_BYTES = 20;
const AES_KEY_BYTES = 16;

/** Its lines in clear, bytes as chars. */
export function readLoginFile(around: Surroundings, say: (line: string) => void): string {
  const path = around.env['MYSQL_TEST_LOGIN_FILE'] ?? join(around.home, '.mylogin.cnf');
  let bytes: Buffer;
  try {
    const stats = statSync(path);
    if (stats.isFile() && (stats.mode & 0o077) !== 0) {
      say(`mysqldump: [Warning] ${path} should be readable/writable only by current user.`);
      return '';
    }
    bytes = readFileSync(path);
  } catch {
    return '';
  }
  return unscramble(bytes);
}

function unscramble(bytes: Buffer): string {
  const key = Buffer.alloc(AES_KEY_BYTES);
  for (let at = 0; at < KEY_BYTES; at++) {
    const index = at % AES_KEY_BYTES;
    key[index] = (key[index] as number) ^ (bytes[KEY_START + at] ?? 0);
  }
  const lines: string[] = [];
  for (let at = KEY_START + KEY_BYTES; at + 4 <= bytes.length; ) {
    const length = bytes.readInt32LE(at);
    const cipher = bytes.subarray(at + 4, at + 4 + length);
    if (length <= 0 || cipher.length < length) break;
    try {
      const decipher = createDecipheriv('aes-128-ecb', key, null);
      lines.push(decipher.update(cipher, undefined, 'latin1') + decipher.final('latin1'));
    } catch {
      break;
    }
    at += 4 + length;
  }
  return lines.join('');
}
