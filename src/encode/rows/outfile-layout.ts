// The options of --tab that lay out a file of rows: as the clause the stock tools put into
// SELECT ... INTO OUTFILE, and as the bytes the server makes of that clause. Pure.

import { TsdumpError } from '../../base/errors.js';
import type { TabOptions } from '../../model/options.js';

type FieldOptions = Pick<
  TabOptions,
  | 'fieldsTerminatedBy'
  | 'fieldsEnclosedBy'
  | 'fieldsOptionallyEnclosedBy'
  | 'fieldsEscapedBy'
  | 'linesTerminatedBy'
>;

/** `FIELDS ... LINES ...`, each part with a blank before it. */
export function buildFieldClause(tab: FieldOptions): string {
  const fields =
    part(' TERMINATED BY ', tab.fieldsTerminatedBy) +
    part(' ENCLOSED BY ', tab.fieldsEnclosedBy) +
    part(' OPTIONALLY ENCLOSED BY ', tab.fieldsOptionallyEnclosedBy) +
    part(' ESCAPED BY ', tab.fieldsEscapedBy);
  const lines = part(' LINES TERMINATED BY ', tab.linesTerminatedBy);
  return `${fields === '' ? '' : ' FIELDS'}${fields}${lines}`;
}

function part(words: string, value: string | undefined): string {
  return value === undefined ? '' : `${words}${toLiteral(value)}`;
}

/** Users write `\t` and `'` alike: quotes are doubled, a backslash at the end is mended. */
function toLiteral(value: string): string {
  if (value.startsWith('0x')) return value;
  const [, body = '', odd = ''] = /^((?:[^\\]|\\[^])*)(\\?)$/.exec(value) ?? [];
  const quoted = body.replace(/\\[^]|'/g, (found) => (found === "'" ? "''" : found));
  return `'${quoted}${odd === '' ? '' : '\\\\'}'`;
}

/** What the clause means. */
export interface OutfileLayout {
  readonly terminatedBy: Buffer;
  readonly enclosedBy: number | undefined;
  /** Numbers are not enclosed. */
  readonly optionally: boolean;
  readonly escapedBy: number | undefined;
  readonly linesTerminatedBy: Buffer;
}

const LETTERS: Readonly<Record<string, string>> = {
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\x1a',
};

/** Rejects what a server rejects, and rows of fixed width, which only a server can write. */
export function toOutfileLayout(tab: FieldOptions): OutfileLayout {
  const { fieldsEnclosedBy, fieldsOptionallyEnclosedBy } = tab;
  const enclosure = fieldsEnclosedBy ?? fieldsOptionallyEnclosedBy;
  const terminatedBy = toBytes(tab.fieldsTerminatedBy ?? '\\t');
  const linesTerminatedBy = toBytes(tab.linesTerminatedBy ?? '\\n');
  const enclosedBy = oneByte('--fields-enclosed-by', enclosure ?? '');
  if (terminatedBy.length === 0 && enclosedBy === undefined) {
    throw new TsdumpError(
      'usage',
      '--fields-terminated-by is empty and nothing encloses the fields',
      { hint: 'Give a terminator, or enclose the fields: rows of fixed width are not written.' },
    );
  }
  return {
    terminatedBy,
    enclosedBy,
    optionally: fieldsEnclosedBy === undefined && terminatedBy.length > 0,
    escapedBy: oneByte('--fields-escaped-by', tab.fieldsEscapedBy ?? '\\'),
    linesTerminatedBy: linesTerminatedBy.length === 0 ? terminatedBy : linesTerminatedBy,
  };
}

function oneByte(option: string, value: string): number | undefined {
  const bytes = toBytes(value);
  if (bytes.length > 1) {
    throw new TsdumpError('usage', `${option} takes one character`, {
      hint: 'Servers refuse longer ones as well.',
    });
  }
  return bytes[0];
}

function toBytes(value: string): Buffer {
  if (/^0x(?:[0-9a-f]{2})+$/i.test(value)) return Buffer.from(value.slice(2), 'hex');
  const text = value.replace(/\\([^])/g, (_all, letter: string) => LETTERS[letter] ?? letter);
  return Buffer.from(text, 'utf8');
}
