// What the settings of a target could change about a restore, and such settings: the schema
// that is dumped, and what the server is started with that has to take it unchanged.

import type { Flavor } from '../../src/model/server.js';

export const SCHEMA = 'targets';

const BOTH = `CREATE DATABASE targets; USE targets; SET SESSION sql_mode = '';
CREATE TABLE child (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES parent (id));
CREATE TABLE parent (id INT PRIMARY KEY, note VARCHAR(20) CHARACTER SET utf8mb4);
INSERT INTO parent VALUES (0, 'zero'), (1, "q'uo\\"te \\\\ back"), (-5, NULL);
INSERT INTO child VALUES (1, 1), (2, NULL), (7, 0);
CREATE TABLE counted (id INT AUTO_INCREMENT PRIMARY KEY, a INT);
SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'; INSERT INTO counted VALUES (0, 1), (1, 2), (5, 3);
CREATE TABLE bare (t TIMESTAMP NOT NULL, u TIMESTAMP NOT NULL, n TIMESTAMP NULL);
INSERT INTO bare VALUES ('2020-01-01 00:00:00', '2021-07-01 12:00:00', NULL);
SET SESSION sql_mode = 'ALLOW_INVALID_DATES';
CREATE TABLE dates (d DATE, t DATETIME(3)); INSERT INTO dates VALUES ('2020-02-31', '2021-04-31 01:02:03.5'), ('0000-00-00', '2020-00-00'), (NULL, NULL);
CREATE TABLE exact (id INT PRIMARY KEY, f FLOAT, d DOUBLE, b BIT(40), bin VARBINARY(300), sjis TEXT CHARACTER SET cp932,
  wide TEXT CHARACTER SET utf16, four TEXT CHARACTER SET utf32, west TEXT CHARACTER SET latin1, chars TEXT CHARACTER SET utf8mb4, j JSON, g GEOMETRY, e ENUM('a', 'tab\\there', '3'), y YEAR);
INSERT INTO exact VALUES
 (1, 1234567.875, 0.1, b'000010010000101001011100', x'000102090A0D1A225C27', x'8150815C835C8341', x'005C004E005C00090A5C', x'0000005C0000000A', 'a\\tb\\nc\\\\N', 'ä表😀\\\\', '{"a": ["x\\\\ty", 1.5]}', ST_GeomFromText('POINT(1 2)'), 'tab\\there', 2024),
 (2, -3.4e38, 1e-300, 0, '', '', '', '', '', '\\\\N', '"\\\\n"', NULL, '3', 0),
 (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
SET SESSION sql_mode = '';
CREATE TABLE computed (a DECIMAL(8, 2), b DECIMAL(8, 2), c INT GENERATED ALWAYS AS (a + 1) STORED, i INT INVISIBLE DEFAULT 5,
  q VARCHAR(40) GENERATED ALWAYS AS (a / b) STORED);
INSERT INTO computed (a, b, i) VALUES (1, 3, 9), (10, 7, NULL), (2, 0, 0);
CREATE TABLE stamped (id INT PRIMARY KEY, n INT);
INSERT INTO stamped VALUES (1, 1), (2, 2);
CREATE TRIGGER stamp BEFORE INSERT ON stamped FOR EACH ROW SET NEW.n = NEW.n + 100;
CREATE TABLE \`odd 'name\` (\`col "umn\` INT); INSERT INTO \`odd 'name\` VALUES (1), (NULL);
CREATE VIEW shown AS SELECT CONVERT(note USING utf8mb4) AS n, id / 3 AS third FROM parent;
CREATE FUNCTION spelt(a INT) RETURNS VARCHAR(9) CHARSET utf8mb4 DETERMINISTIC RETURN 'x';
`;

const OF_FLAVOR: Readonly<Record<Flavor, string>> = {
  mysql: `SET SESSION restrict_fk_on_non_standard_key = OFF;
CREATE TABLE keyed (a INT, KEY (a)); CREATE TABLE \`aaa\` (b INT, FOREIGN KEY (b) REFERENCES keyed (a));
INSERT INTO keyed VALUES (1), (1); INSERT INTO aaa VALUES (1);
CREATE TABLE vectors (id INT PRIMARY KEY, v VECTOR(3)); INSERT INTO vectors VALUES (1, TO_VECTOR('[1.5, -2, 3e-9]')), (2, NULL);
`,
  mariadb: `CREATE TABLE checked (a INT CHECK (a > 0)); SET SESSION check_constraint_checks = 0; INSERT INTO checked VALUES (-1);
CREATE TABLE net (u UUID, i INET6, f INET4); INSERT INTO net VALUES ('5bd31be1-87ac-11ee-9d02-0800275c8d55', '::5c0a:9', '92.10.9.39'), (NULL, NULL, NULL);
`,
};

const OF_MARIADB_11 = `CREATE TABLE vectors (id INT PRIMARY KEY, v VECTOR(3) NOT NULL, VECTOR INDEX (v));
INSERT INTO vectors VALUES (1, Vec_FromText('[1.5, -2, 3e-9]')), (2, Vec_FromText('[0.1, 9e10, 5e-39]'));
`;

export function sourceObjects(flavor: Flavor, isMariadb11: boolean): string {
  return BOTH + OF_FLAVOR[flavor] + (isMariadb11 ? OF_MARIADB_11 : '');
}

const HOSTILE: readonly string[] = [
  '--autocommit=0',
  '--completion-type=RELEASE',
  '--explicit-defaults-for-timestamp=OFF',
  '--default-time-zone=+05:00',
  '--character-set-server=latin1',
  '--collation-server=latin1_bin',
  '--auto-increment-increment=7',
  '--auto-increment-offset=3',
  '--div-precision-increment=0',
  '--default-week-format=3',
  '--lc-time-names=de_DE',
  '--innodb-default-row-format=COMPACT',
  '--default-storage-engine=MyISAM',
  '--lower-case-table-names=0',
];

const HOSTILE_OF_FLAVOR: Readonly<Record<Flavor, readonly string[]>> = {
  mysql: [
    '--sql-mode=ANSI,NO_BACKSLASH_ESCAPES,TRADITIONAL,PAD_CHAR_TO_FULL_LENGTH',
    '--sql-require-primary-key=ON',
    '--sql-generate-invisible-primary-key=ON',
    '--restrict-fk-on-non-standard-key=ON',
    '--block-encryption-mode=aes-256-cbc',
    '--log-bin-trust-function-creators=ON',
  ],
  mariadb: [
    '--sql-mode=ORACLE,NO_BACKSLASH_ESCAPES,TRADITIONAL,PAD_CHAR_TO_FULL_LENGTH',
    '--alter-algorithm=INSTANT',
    '--innodb-compression-default=ON',
    '--log-bin-trust-function-creators=ON',
  ],
};

/** Of a server that has to take every dump as it is. */
export function hostileArgs(flavor: Flavor, isMariadb11: boolean): string[] {
  return [
    ...HOSTILE,
    ...HOSTILE_OF_FLAVOR[flavor],
    ...(isMariadb11
      ? ['--character-set-collations=utf8mb4=utf8mb4_bin', '--mhnsw-default-distance=cosine']
      : []),
  ];
}

/** What has no name on the command line of its server. */
export const HOSTILE_GLOBALS: Readonly<Record<Flavor, string>> = {
  mysql:
    'SET GLOBAL foreign_key_checks = 1, GLOBAL sql_safe_updates = 1, GLOBAL sql_select_limit = 1, GLOBAL default_collation_for_utf8mb4 = utf8mb4_general_ci',
  mariadb:
    'SET GLOBAL foreign_key_checks = 1, GLOBAL sql_safe_updates = 1, GLOBAL sql_select_limit = 1',
};
