// The character sets the stock tools accept for a connection, by name. Data only.

import type { StockTool } from '../../options/table/option-spec.js';

const COMMON =
  'armscii8 ascii big5 binary cp1250 cp1251 cp1256 cp1257 cp850 cp852 cp866 cp932 dec8 eucjpms ' +
  'euckr gb2312 gbk geostd8 greek hebrew hp8 keybcs2 koi8r koi8u latin1 latin2 latin5 latin7 ' +
  'macce macroman sjis swe7 tis620 ucs2 ujis utf16 utf16le utf32 utf8mb3 utf8mb4 utf8';

const NAMES: Readonly<Record<StockTool, ReadonlySet<string>>> = {
  mysqldump: new Set([...COMMON.split(' '), 'gb18030']),
  'mariadb-dump': new Set([...COMMON.split(' '), 'filename']),
};

/** What --compatible falls back to where nobody chose a character set. */
export const builtInCharset: Readonly<Record<StockTool, string>> = {
  mysqldump: 'utf8mb4',
  'mariadb-dump': 'latin1',
};

export function isKnownCharset(tool: StockTool, name: string): boolean {
  return NAMES[tool].has(name.toLowerCase());
}
