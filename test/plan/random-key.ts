// Random tables for the planner's property test: key shapes, types, collations and values,
// biased to what is hard: edges, duplicates under the collation, trailing spaces, NULLs, zero
// dates, one value that has most of the rows.

import type { Flavor } from '../../src/model/server.js';
import { quoteText, toHexLiteral } from '../../fixtures/generator/literals.js';
import type { Random } from '../../fixtures/generator/random.js';

interface Kind {
  readonly sql: string;
  /** Ranges are cut along it. */
  readonly cuttable: boolean;
  makeValue(random: Random): string;
}

export interface RandomTable {
  readonly sql: string;
  readonly where: string | undefined;
  readonly orderByPrimary: boolean;
  /** It must come in several chunks, if there is data for them. */
  readonly cuttable: boolean;
}

const COLLATIONS: Readonly<Record<Flavor | 'both', readonly string[]>> = {
  both: [
    'utf8mb4_bin',
    'utf8mb4_general_ci',
    'utf8mb4_unicode_ci',
    'utf8mb4_turkish_ci',
    'utf8mb3_general_ci',
    'latin1_swedish_ci',
    'latin1_bin',
    'latin1_german2_ci',
    'ucs2_general_ci',
    'utf16_bin',
    'utf32_unicode_ci',
    'gbk_chinese_ci',
    'sjis_japanese_ci',
    'cp1251_general_ci',
    'ascii_general_ci',
    'koi8r_general_ci',
  ],
  mysql: [
    'utf8mb4_0900_ai_ci',
    'utf8mb4_0900_as_cs',
    'utf8mb4_0900_bin',
    'utf8mb4_ja_0900_as_cs',
    'utf8mb4_zh_0900_as_cs',
    'gb18030_chinese_ci',
  ],
  mariadb: [
    'utf8mb4_nopad_bin',
    'utf8mb4_general_nopad_ci',
    'utf8mb4_unicode_520_nopad_ci',
    'uca1400_as_ci',
    'latin1_nopad_bin',
  ],
};

const INTEGERS: readonly (readonly [string, bigint, bigint])[] = [
  ['TINYINT', -128n, 127n],
  ['SMALLINT UNSIGNED ZEROFILL', 0n, 65_535n],
  ['MEDIUMINT', -8_388_608n, 8_388_607n],
  ['INT', -2_147_483_648n, 2_147_483_647n],
  ['INT UNSIGNED', 0n, 4_294_967_295n],
  ['BIGINT', -(2n ** 63n), 2n ** 63n - 1n],
  ['BIGINT UNSIGNED', 0n, 2n ** 64n - 1n],
];

type MakeKind = (random: Random, flavor: Flavor) => Kind;

const makeInteger: MakeKind = (random) => {
  const [sql, least, most] = random.pick(INTEGERS);
  const start = least + (random.bigint(64) % (most - least + 1n));
  const dense = random.oneIn(2);
  const clamp = (value: bigint): bigint => (value < least ? least : value > most ? most : value);
  return {
    sql,
    cuttable: true,
    makeValue: (r) => {
      if (r.oneIn(40)) return String(r.pick([least, least + 1n, most, most - 1n, clamp(0n)]));
      return String(
        dense
          ? clamp(start + BigInt(r.int(0, 2000)))
          : least + (r.bigint(64) % (most - least + 1n)),
      );
    },
  };
};

const makeDecimal: MakeKind = (random) => {
  const [digits, decimals] = random.pick([
    [5, 0],
    [9, 3],
    [38, 10],
    [20, 20],
    [65, 30],
  ] as const);
  const unsigned = random.oneIn(4);
  return {
    sql: `DECIMAL(${digits},${decimals})${unsigned ? ' UNSIGNED' : ''}`,
    cuttable: true,
    makeValue: (r) => {
      const make = (count: number): string =>
        Array.from({ length: count }, () => r.int(0, 9)).join('');
      const whole = make(r.int(0, digits - decimals));
      const fraction = make(r.int(0, decimals));
      return `${unsigned || r.oneIn(2) ? '' : '-'}${whole || '0'}${fraction === '' ? '' : `.${fraction}`}`;
    },
  };
};

const two = (value: number): string => String(value).padStart(2, '0');

const makeClock = (r: Random): string =>
  `${two(r.int(0, 23))}:${two(r.int(0, 59))}:${two(r.int(0, 59))}.${r.int(0, 999_999)}`;

const makeTime: MakeKind = (random) => {
  const type = random.pick([
    'DATE',
    'DATETIME',
    'DATETIME(3)',
    'DATETIME(6)',
    'TIMESTAMP',
    'TIMESTAMP(6)',
    'TIME',
    'TIME(2)',
    'YEAR',
  ]);
  const near = random.oneIn(2);
  return {
    sql: type,
    cuttable: true,
    makeValue: (r) => {
      if (type === 'YEAR') return r.oneIn(9) ? "'0000'" : String(r.int(1901, 2155));
      if (type.startsWith('TIME') && !type.startsWith('TIMES')) {
        return `'${r.oneIn(3) ? '-' : ''}${r.int(0, 838)}:${two(r.int(0, 59))}:${two(r.int(0, 59))}.${r.int(0, 99)}'`;
      }
      if (r.oneIn(12)) return "'0000-00-00 00:00:00'";
      if (!type.startsWith('TIMES') && r.oneIn(12))
        return `'${r.int(1000, 2030)}-${two(r.int(0, 12))}-00'`;
      const year = type.startsWith('TIMES')
        ? r.int(1971, 2037)
        : r.oneIn(30)
          ? 9999
          : r.int(1000, 2030);
      return `'${near ? 2024 : year}-${two(r.int(1, 12))}-${two(r.int(1, 28))} ${makeClock(r)}'`;
    },
  };
};

const SPECIAL = [
  'é',
  'É',
  'ß',
  'ж',
  'Ж',
  '漢',
  '文',
  '😀',
  'ﬃ',
  'İ',
  'ı',
  '\u0301',
  '\t',
  '\u0001',
  '-',
  '_',
  "'",
  '\\',
  '\u{10FFFF}',
];
const ASCII_ONLY = ['-', '_', "'", '\\', '%', '\t', '\u0001', '~'];

const makeText: MakeKind = (random, flavor) => {
  const collation = random.pick([...COLLATIONS.both, ...COLLATIONS[flavor]]);
  const charset = collation.startsWith('uca') ? 'utf8mb4' : (collation.split('_')[0] ?? '');
  const type = random.pick(['CHAR', 'VARCHAR', 'VARCHAR']);
  const special = charset === 'ascii' ? ASCII_ONLY : SPECIAL;
  const makers: readonly ((r: Random) => string)[] = [
    (r) => `user_${r.int(1, 3000)}`,
    (r) => r.bytes(r.int(1, 8)).toString('hex'),
    (r) => r.bytes(6).toString('base64'),
    (r) =>
      Array.from({ length: r.int(0, 6) }, () =>
        r.pick(['a', 'A', 'b', 'B', 'z', ' ', '0', ...special]),
      ).join('') + ' '.repeat(r.pick([0, 0, 1, 3])),
    (r) => `${'same'.repeat(5)}${r.pick(special)}${r.int(1, 900)}`,
  ];
  const make = random.pick(makers);
  return {
    sql: `${type}(${random.int(30, 40)}) CHARACTER SET ${charset} COLLATE ${collation}`,
    cuttable: type === 'VARCHAR' || !collation.includes('nopad'),
    makeValue: (r) => quoteText(make(r)),
  };
};

const makeBytes: MakeKind = (random) => {
  const length = random.pick([3, 16, 20]);
  const text = random.oneIn(3);
  return {
    sql: `${random.pick(['BINARY', 'VARBINARY'])}(${length})`,
    cuttable: true,
    makeValue: (r) => {
      if (text) return toHexLiteral(Buffer.from(r.bytes(4).toString('hex')).subarray(0, length));
      if (r.oneIn(8))
        return toHexLiteral(
          Buffer.concat([r.bytes(1), Buffer.from([0, 32, 0])]).subarray(0, r.int(0, 3)),
        );
      return toHexLiteral(r.bytes(r.int(0, length)));
    },
  };
};

const makeOwn: MakeKind = (random, flavor) => {
  if (flavor === 'mysql') return makeText(random, flavor);
  const type = random.pick(['UUID', 'INET6', 'INET4']);
  const version = random.pick(['', '1', '4', '7']);
  return {
    sql: type,
    cuttable: true,
    makeValue: (r) => {
      if (type === 'INET4') return `'${[...r.bytes(4)].join('.')}'`;
      if (type === 'INET6')
        return r.oneIn(3)
          ? `'::${r.int(0, 0xffff).toString(16)}'`
          : `'${r.int(1, 0xffff).toString(16)}::${r.int(0, 0xffff).toString(16)}'`;
      const hex = r.bytes(16).toString('hex');
      const versioned =
        version === '' ? hex : `${hex.slice(0, 12)}${version}${hex.slice(13, 16)}8${hex.slice(17)}`;
      return `'${versioned.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}'`;
    },
  };
};

const makeUncuttable: MakeKind = (random) => {
  const [sql, make] = random.pick<readonly [string, (r: Random) => string]>([
    ["ENUM('b', 'a', '', 'ж', 'Z') CHARACTER SET utf8mb4", (r) => String(r.int(1, 5))],
    ["SET('b', 'a', 'c', 'ж', 'Z') CHARACTER SET utf8mb4", (r) => String(r.int(0, 31))],
    ['DOUBLE', (r) => `${r.int(-999, 999)}.${r.int(0, 9999)}e${r.int(-30, 30)}`],
    ['FLOAT', (r) => `${r.int(-999, 999)}.${r.int(0, 9999)}e${r.int(-10, 10)}`],
  ]);
  return { sql, cuttable: false, makeValue: make };
};

const makeBit: MakeKind = (random) => {
  const bits = random.pick([8, 33, 64]);
  return { sql: `BIT(${bits})`, cuttable: true, makeValue: (r) => String(r.bigint(bits)) };
};

const KINDS: readonly MakeKind[] = [
  makeInteger,
  makeInteger,
  makeInteger,
  makeDecimal,
  makeTime,
  makeTime,
  makeText,
  makeText,
  makeText,
  makeText,
  makeBytes,
  makeOwn,
  makeUncuttable,
  makeBit,
];

const WHERES = [
  'n % 3 = 0',
  'n < 100 OR n > 400',
  '1 = 1 OR 1 = 0',
  "n IN (1, 2, 3) OR pad LIKE '%)%'",
  'n > 50 LIMIT 1000000',
];

export function makeRandomTable(random: Random, flavor: Flavor, name: string): RandomTable {
  const kinds = Array.from({ length: random.pick([1, 1, 1, 2, 2, 3]) }, () =>
    random.pick(KINDS)(random, flavor),
  );
  const shape = random.pick([
    'PRIMARY',
    'PRIMARY',
    'PRIMARY',
    'UNIQUE',
    'NULLABLE',
    'NONE',
  ] as const);
  const wide = shape === 'NULLABLE' || random.oneIn(8);
  const generated = shape === 'PRIMARY' && random.oneIn(8) && flavor === 'mysql';
  const columns = kinds.map(
    ({ sql }, at) => `k${at} ${sql} ${shape === 'NULLABLE' ? 'NULL' : 'NOT NULL'}`,
  );
  const keys = kinds.map((_kind, at) => `k${at}`);
  if (generated) {
    columns.push('g INT GENERATED ALWAYS AS (n DIV 7) STORED NOT NULL INVISIBLE');
    keys.unshift('g');
  }
  const list = keys.join(', ');
  const key =
    shape === 'NONE' ? '' : `, ${shape === 'PRIMARY' ? 'PRIMARY KEY' : 'UNIQUE KEY u'} (${list})`;
  const partitions =
    shape === 'PRIMARY' && !wide && random.oneIn(4)
      ? ` PARTITION BY KEY (${list}) PARTITIONS ${random.int(2, 7)}`
      : '';
  const create = `CREATE TABLE ${name} (${columns.join(', ')}, n INT NOT NULL, pad ${wide ? 'VARBINARY(5000)' : 'VARCHAR(300)'}${key}) ENGINE=InnoDB${partitions};`;
  const orderByPrimary = random.oneIn(8);
  return {
    sql: `${create}\n${makeInserts(random, kinds, name, shape === 'NULLABLE', wide)}ANALYZE TABLE ${name};\n`,
    where: !orderByPrimary && random.oneIn(4) ? random.pick(WHERES) : undefined,
    orderByPrimary,
    cuttable: shape !== 'NONE' && (generated || kinds[0]?.cuttable === true),
  };
}

function makeInserts(
  random: Random,
  kinds: readonly Kind[],
  name: string,
  nullable: boolean,
  wide: boolean,
): string {
  // Low cardinality in front, so that the columns behind it are cut too.
  const pools = kinds.map((kind, at) =>
    at < kinds.length - 1 && random.oneIn(2)
      ? Array.from({ length: random.int(1, 4) }, () => kind.makeValue(random))
      : undefined,
  );
  const heavy = random.oneIn(3);
  const nullsIn = random.pick([2, 5, 50]);
  const rows = Array.from({ length: random.int(200, wide ? 500 : 1100) }, (_, n) => {
    const values = kinds.map((kind, at) => {
      const pool = pools[at];
      if (nullable && random.oneIn(nullsIn)) return 'NULL';
      if (pool === undefined) return kind.makeValue(random);
      return heavy && !random.oneIn(10) ? (pool[0] ?? 'NULL') : random.pick(pool);
    });
    const pad = wide
      ? `REPEAT('w', ${random.int(2000, 4500)})`
      : `REPEAT('p', ${random.int(0, 250)})`;
    return `(${values.join(', ')}, ${n}, ${pad})`;
  });
  const list = kinds.map((_kind, at) => `k${at}`).join(', ');
  return `INSERT IGNORE INTO ${name} (${list}, n, pad) VALUES\n${rows.join(',\n')};\n`;
}
