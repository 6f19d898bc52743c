// What the stock tools' client libraries take for a character of more than one byte, by
// character set of the connection: the facts that Escaper needs, measured from both tools.
// Their tables differ, and MariaDB's library knows nothing of UTF-8 here. Data only.

import type { Flavor } from '../../model/server.js';

/** Both ends of a range of bytes. */
export type ByteRange = readonly [from: number, to: number];

/** A first byte and what must follow it: for each byte the ranges it may be in. */
export interface SequenceRule {
  readonly first: ByteRange;
  readonly second: readonly ByteRange[];
  /** Of all sequences of a character set the same, where they have it. */
  readonly third?: ByteRange;
  readonly fourth?: ByteRange;
}

export interface CharsetRules {
  readonly sequences: readonly SequenceRule[];
  /** First bytes that get a backslash where no character begins with them. */
  readonly slashed: readonly ByteRange[];
  /** Only when the next byte is in this range; whatever it is, if not given. */
  readonly slashedBefore?: ByteRange;
  /** How much is copied of a character of three bytes, if not all: MariaDB's library errs. */
  readonly copiedOfThree?: number;
}

const TAIL: ByteRange = [0x80, 0xbf];
const UTF8_TO_THREE: readonly SequenceRule[] = [
  { first: [0xc2, 0xdf], second: [TAIL] },
  { first: [0xe0, 0xe0], second: [[0xa0, 0xbf]], third: TAIL },
  { first: [0xe1, 0xec], second: [TAIL], third: TAIL },
  { first: [0xed, 0xed], second: [[0x80, 0x9f]], third: TAIL },
  { first: [0xee, 0xef], second: [TAIL], third: TAIL },
];
const UTF8_OF_FOUR: readonly SequenceRule[] = [
  { first: [0xf0, 0xf0], second: [[0x90, 0xbf]], third: TAIL, fourth: TAIL },
  { first: [0xf1, 0xf3], second: [TAIL], third: TAIL, fourth: TAIL },
  { first: [0xf4, 0xf4], second: [[0x80, 0x8f]], third: TAIL, fourth: TAIL },
];
const UTF8MB3: CharsetRules = { sequences: UTF8_TO_THREE, slashed: [[0xc2, 0xef]] };
const UTF8MB4: CharsetRules = {
  sequences: [...UTF8_TO_THREE, ...UTF8_OF_FOUR],
  slashed: [[0xc2, 0xf7]],
};
const BIG5: CharsetRules = {
  sequences: [
    {
      first: [0xa1, 0xf9],
      second: [
        [0x40, 0x7e],
        [0xa1, 0xfe],
      ],
    },
  ],
  slashed: [[0xa1, 0xf9]],
};
const GB2312: CharsetRules = {
  sequences: [{ first: [0xa1, 0xf7], second: [[0xa1, 0xfe]] }],
  slashed: [[0xa1, 0xf7]],
};
const GBK_PAIRS: SequenceRule = {
  first: [0x81, 0xfe],
  second: [
    [0x40, 0x7e],
    [0x80, 0xfe],
  ],
};
const GBK: CharsetRules = { sequences: [GBK_PAIRS], slashed: [[0x81, 0xfe]] };
const DIGIT: ByteRange = [0x30, 0x39];
const GB18030: CharsetRules = {
  sequences: [
    GBK_PAIRS,
    { first: [0x81, 0xfe], second: [DIGIT], third: [0x81, 0xfe], fourth: DIGIT },
  ],
  slashed: [[0x81, 0xfe]],
  slashedBefore: DIGIT,
};
const SJIS_FIRST: readonly ByteRange[] = [
  [0x81, 0x9f],
  [0xe0, 0xfc],
];
const SJIS: CharsetRules = {
  sequences: SJIS_FIRST.map((first) => ({
    first,
    second: [
      [0x40, 0x7e],
      [0x80, 0xfc],
    ],
  })),
  slashed: SJIS_FIRST,
};
const UJIS_TAIL: ByteRange = [0xa1, 0xfe];
const UJIS: CharsetRules = {
  sequences: [
    { first: [0x8e, 0x8e], second: [[0xa1, 0xdf]] },
    { first: [0x8f, 0x8f], second: [UJIS_TAIL], third: UJIS_TAIL },
    { first: [0xa1, 0xfe], second: [UJIS_TAIL] },
  ],
  slashed: [
    [0x8e, 0x8f],
    [0xa1, 0xfe],
  ],
};

const COMMON: Readonly<Record<string, CharsetRules>> = {
  big5: BIG5,
  gb2312: GB2312,
  gbk: GBK,
  sjis: SJIS,
  cp932: SJIS,
  ujis: UJIS,
  eucjpms: UJIS,
};

const RULES: Readonly<Record<Flavor, Readonly<Record<string, CharsetRules>>>> = {
  mysql: {
    ...COMMON,
    gb18030: GB18030,
    utf8: UTF8MB3,
    utf8mb3: UTF8MB3,
    utf8mb4: UTF8MB4,
    euckr: {
      sequences: [
        {
          first: [0x81, 0xfe],
          second: [
            [0x41, 0x5a],
            [0x61, 0x7a],
            [0x81, 0xfe],
          ],
        },
      ],
      slashed: [[0x81, 0xfe]],
    },
  },
  mariadb: {
    ...COMMON,
    eucjpms: { ...UJIS, copiedOfThree: 2 },
    euckr: {
      sequences: [{ first: [0x80, 0xff], second: [[0xa1, 0xfe]] }],
      slashed: [[0xa1, 0xfe]],
    },
  },
};

/** Of the tool of that flavor; undefined where every byte is written as it is. */
export function charsetRules(charset: string, flavor: Flavor): CharsetRules | undefined {
  return RULES[flavor][charset.toLowerCase()];
}
