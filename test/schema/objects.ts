// Objects of every kind, named after what they show, in schemas of their own.

import type { Flavor } from '../../src/model/server.js';

/** Schemas whose names hold what names should not; MariaDB's own tool fails at the second. */
const ODD_SCHEMA = 'odd-schema ü';
export const NASTY_SCHEMA = 'nas`ty\nü';
export const SCHEMAS: readonly string[] = ['kinds', ODD_SCHEMA, 'no_objects'];

/** What both stock tools write in a form that restores. */
export function ordinaryObjects(flavor: Flavor): string {
  return COMMON + (flavor === 'mysql' ? MYSQL : MARIADB);
}

const COMMON = `
SET sql_mode = '';
CREATE DATABASE kinds; CREATE DATABASE no_objects; CREATE DATABASE \`${ODD_SCHEMA}\` CHARACTER SET latin1;
USE kinds;
CREATE TABLE t (id int PRIMARY KEY AUTO_INCREMENT, a varchar(10) COMMENT 'c''ö"', UNIQUE KEY u (a(3))) COMMENT 'tü';
CREATE TABLE \`odd\`\`t-name\` (\`we"ird \`\`c\` int, b varchar(20) CHARACTER SET latin1 DEFAULT 'é');
CREATE TABLE \`nl
tab\` (a int);
CREATE TABLE gen (a int, v int AS (a + 1) VIRTUAL, s int AS (a * 2) STORED, c int CHECK (c > 0));
CREATE TABLE invis (a int, b int INVISIBLE DEFAULT 4);
CREATE TABLE bin_default (b varbinary(10) DEFAULT 0x00ff41, e enum('é', 'b') DEFAULT 'é');
CREATE TABLE part (id int, d int, PRIMARY KEY (id, d)) PARTITION BY RANGE (d) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE);
CREATE TABLE fk (r int, FOREIGN KEY (r) REFERENCES t (id) ON DELETE CASCADE);
CREATE TABLE my (a int) ENGINE = MyISAM;
CREATE TABLE mrg (a int) ENGINE = MERGE UNION = (my);
CREATE VIEW a_view AS SELECT id, a FROM t WHERE id > 0 WITH CASCADED CHECK OPTION;
CREATE SQL SECURITY INVOKER VIEW on_view AS SELECT id AS \`od\`\`d\`, ' SQL SECURITY DEFINER */' AS x, 'ü' AS u FROM t;
CREATE DEFINER = 'gone'@'%' VIEW of_gone AS SELECT 1 AS one;
DELIMITER //
CREATE TRIGGER tr1 BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = '/*'; END//
CREATE TRIGGER tr3 AFTER INSERT ON t FOR EACH ROW SET @a = '*/'//
CREATE TRIGGER tr2 AFTER INSERT ON t FOR EACH ROW PRECEDES tr3 SET @a = 'ü'//
SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'//
CREATE TRIGGER tr_mode BEFORE UPDATE ON t FOR EACH ROW SET @a = 'x\\', @b = ' # '//
CREATE PROCEDURE p_mode() BEGIN SELECT 1 AS "c", '\\'; END//
SET sql_mode = ''//
CREATE FUNCTION f1(x int) RETURNS int DETERMINISTIC COMMENT 'cömment' RETURN x + 1//
CREATE FUNCTION \`f\`\`2\`() RETURNS varchar(20) CHARSET utf8mb4 DETERMINISTIC BEGIN DECLARE y int; RETURN concat(y, 'ü'); END//
CREATE PROCEDURE p1(IN a int, OUT b int) SQL SECURITY INVOKER BEGIN SELECT 1; -- inside
END//
SET time_zone = '+03:00'//
CREATE EVENT e1 ON SCHEDULE EVERY 1 DAY STARTS '2026-01-01 00:00:00' DISABLE DO BEGIN SELECT 1; END//
SET time_zone = 'SYSTEM'//
CREATE EVENT \`e\`\`2\` ON SCHEDULE EVERY 2 HOUR STARTS '2026-01-01 00:00:00' ON COMPLETION PRESERVE COMMENT 'ü' DO SELECT 1//
SET NAMES latin1//
CREATE PROCEDURE p_latin1() SELECT 'x'//
CREATE TRIGGER tr_latin1 AFTER DELETE ON t FOR EACH ROW SET @a = 'x'//
CREATE VIEW v_latin1 AS SELECT 'x' AS c//
SET NAMES utf8mb4//
ALTER DATABASE kinds CHARACTER SET utf8mb4 COLLATE utf8mb4_bin//
CREATE PROCEDURE p_bin() SELECT 1//
CREATE EVENT e_bin ON SCHEDULE EVERY 2 HOUR STARTS '2026-01-01 00:00:00' DO SELECT 1//
USE \`${ODD_SCHEMA}\`//
CREATE TABLE \`tö\` (a varchar(10) DEFAULT 'ß')//
CREATE VIEW \`vö\` AS SELECT a AS \`ä\` FROM \`tö\`//
CREATE PROCEDURE \`pö\`() SELECT 1//
CREATE TRIGGER \`trö\` BEFORE INSERT ON \`tö\` FOR EACH ROW SET @a = 'ö'//
CREATE EVENT \`eö\` ON SCHEDULE EVERY 2 HOUR STARTS '2026-01-01 00:00:00' DO SELECT 1//
DELIMITER ;
USE kinds;
`;

const MYSQL = `
SET sql_generate_invisible_primary_key = ON;
CREATE TABLE gipk (a int);
SET sql_generate_invisible_primary_key = OFF;
CREATE TABLE functional (a int, j json DEFAULT (json_array()), KEY ((a + 1)), KEY hidden (a) INVISIBLE);
CREATE TABLE geo (g geometry NOT NULL SRID 0, v vector(3), b bit(3) DEFAULT b'101', SPATIAL KEY (g));
CREATE TABLE hole (a int) ENGINE = BLACKHOLE;
CREATE LIBRARY js LANGUAGE JAVASCRIPT AS $$ export function f(n) { return n } $$;
`;

const MARIADB = `
CREATE SEQUENCE sq START WITH 5 INCREMENT BY 2 CACHE 10;
SELECT NEXTVAL(sq);
CREATE TABLE versioned (a int, s timestamp(6) GENERATED ALWAYS AS ROW START, e timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING;
CREATE TABLE own_types (a bigint, u uuid, i inet6, j json);
CREATE TABLE aria (a int) ENGINE = Aria TRANSACTIONAL = 0;
SET sql_mode = 'ORACLE';
DELIMITER //
CREATE PACKAGE pkg AS
  PROCEDURE p1;
END;
//
CREATE PACKAGE BODY pkg AS
  PROCEDURE p1 AS BEGIN SELECT 1; END;
END;
//
DELIMITER ;
SET sql_mode = '';
`;

/** What at least one stock tool writes in a form that does not restore, or hangs at. */
export const NASTY_OBJECTS = `
SET sql_mode = '';
CREATE DATABASE \`nas\`\`ty
ü\`; USE \`nas\`\`ty
ü\`;
CREATE TABLE t (a int, c varchar(50));
CREATE TABLE \`*/;;\` (\`-- x\` int, \`*/\` int);
CREATE VIEW \`v*/\` AS SELECT \`*/\` AS \`*/\`, \`-- x\` AS \`;\`, '*/' AS s FROM \`*/;;\`;
CREATE VIEW like_check AS SELECT a AS \`x WITH LOCAL CHECK OPTION\` FROM t;
DELIMITER $$
CREATE TRIGGER \`tr\`\`quote\` BEFORE INSERT ON t FOR EACH ROW SET @y = ';;'$$
CREATE TRIGGER tr_both BEFORE DELETE ON t FOR EACH ROW BEGIN /* it's */ SET @a = '*/'; END$$
CREATE TRIGGER tr_bare BEFORE UPDATE ON t FOR EACH ROW SET @x = 6 */* c */ 3$$
CREATE TRIGGER tr_end AFTER UPDATE ON t FOR EACH ROW SET @x = 6 # it's over;; */
$$
CREATE FUNCTION f_end() RETURNS int DETERMINISTIC RETURN 1 -- the end
$$
CREATE FUNCTION f_delimiter() RETURNS varchar(20) DETERMINISTIC RETURN ';;;'$$
CREATE PROCEDURE \`p*/\`() COMMENT '*/' BEGIN SELECT 1 */* x */ 2; END$$
CREATE EVENT ev_delimiter ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO SELECT ';;'$$
CREATE EVENT ev_bare ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' COMMENT '*/' DO SELECT 1 */* x */ 2$$
CREATE EVENT ev_end ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO SELECT 1 -- end
$$
DELIMITER ;
`;

export const BROKEN_OBJECTS = `
CREATE DATABASE broken; USE broken;
CREATE TABLE gone (a int);
CREATE TABLE kept (a int);
CREATE VIEW a_invalid AS SELECT a FROM gone;
CREATE VIEW b_on_invalid AS SELECT a FROM a_invalid;
CREATE VIEW c_valid AS SELECT a FROM kept;
DROP TABLE gone;
`;
