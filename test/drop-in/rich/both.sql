-- A small server with something of everything, for the option matrix. Nothing here depends
-- on the time it is loaded at, and nothing of it makes the real tools fail.
SET NAMES utf8mb4;
SET time_zone = '+00:00';
CREATE DATABASE `rich` CHARACTER SET utf8mb4;
CREATE DATABASE `rich odd``'"\ ж` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE DATABASE `rich_latin1` CHARACTER SET latin1;
CREATE DATABASE `rich_empty` CHARACTER SET koi8r;
CREATE USER `gh``ost`@`nowhere`; -- a view whose definer is missing makes LOCK TABLES fail
USE `rich`;

CREATE TABLE customers (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(40) COMMENT 'it''s "a" name\nж',
  email VARCHAR(60) UNIQUE, born DATE, balance DECIMAL(12,2) DEFAULT '0.00', KEY by_name (name(10), born DESC)
) COMMENT = 'two\nlines; -- and ''quotes''' AUTO_INCREMENT = 1000;
INSERT INTO customers (id, name, email, born, balance) VALUES
  (1, 'Anna ''A'' "quoted"', 'anna@example.org', '1980-02-29', 10.50), (2, 'Борис', NULL, NULL, -0.01),
  (3, 'back\\slash\nnewline\ttab\rcr\0nul\Zsub', 'c@example.org', '1000-01-01', NULL), (-5, '', '', '9999-12-31', 9999999999.99);
CREATE TABLE orders (
  id BIGINT UNSIGNED PRIMARY KEY, customer INT, t TIMESTAMP NULL, dt DATETIME(6), qty INT DEFAULT 1, price DOUBLE, f FLOAT,
  total DOUBLE GENERATED ALWAYS AS (qty * price) STORED, label VARCHAR(50) GENERATED ALWAYS AS (CONCAT('n°', id)) VIRTUAL,
  CONSTRAINT `to ``customer` FOREIGN KEY (customer) REFERENCES customers (id) ON DELETE SET NULL, CONSTRAINT positive CHECK (qty > -1000)
);
INSERT INTO orders (id, customer, t, dt, qty, price, f) VALUES
  (18446744073709551615, 1, '2024-03-31 02:30:00', '2024-03-31 02:30:00.123456', 3, 1.1, 16777216), (2, NULL, NULL, NULL, NULL, 1e300, 0.1),
  (3, -5, '1970-01-01 00:00:01', '0001-01-01 00:00:00', 0, -1.5e-10, 123456789);
CREATE TABLE types (
  b1 BIT(1), b12 BIT(12), bin BINARY(4), vb VARBINARY(20), bl BLOB, g GEOMETRY, j JSON, e ENUM('', 'a', 'it''s'), s SET('x', 'y;z' , 'w'),
  y YEAR, ti TIME(3), n0 INT(6) ZEROFILL, tx TEXT CHARACTER SET koi8r, u16 VARCHAR(10) CHARACTER SET utf16, nul INT NULL, dc DECIMAL(20,10)
);
SET sql_mode = '';
INSERT INTO types VALUES
  (b'1', b'101010101010', 'ab', 0x00FF27225C0A0D1A, 0x01, ST_GeomFromText('POINT(1 2)'), '{"a": [1, "x\\ny"], "ж": null}', 'it''s', 'x,w',
   2024, '-12:34:56.789', 42, 'Привет', '漢😀', NULL, -12345.0000000001),
  (b'0', b'0', '', '', '', ST_GeomFromText('LINESTRING(0 0, 1 1)'), '[]', '', '', 0, '838:59:59', 0, '', '', 1, 0),
  (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
SET sql_mode = DEFAULT;
CREATE TABLE invisible (a INT, hidden INT INVISIBLE DEFAULT 5, `c d` VARCHAR(5), PRIMARY KEY (a));
INSERT INTO invisible (a, hidden, `c d`) VALUES (1, 2, 'x'), (2, 3, NULL);
CREATE TABLE no_key (a INT, b VARCHAR(20));
INSERT INTO no_key VALUES (3, 'c'), (1, 'a'), (2, 'b'), (1, 'a');
CREATE TABLE unique_only (b INT NOT NULL, a VARCHAR(10) NOT NULL, UNIQUE KEY u (a, b));
INSERT INTO unique_only VALUES (1, 'z'), (2, 'm'), (3, 'a');
CREATE TABLE no_rows (id INT PRIMARY KEY) ENGINE = InnoDB ROW_FORMAT = COMPACT;
CREATE TABLE many (id INT PRIMARY KEY, pad VARCHAR(300));
INSERT INTO many SELECT a.i + 10 * b.i, REPEAT(CHAR(97 + a.i), 20 * b.i) FROM
  (SELECT 0 i UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9) a,
  (SELECT 0 i UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9) b;
CREATE TABLE parted (id INT PRIMARY KEY, v INT) PARTITION BY RANGE (id)
  (PARTITION p0 VALUES LESS THAN (10) COMMENT = 'it''s p0', PARTITION `p ``1` VALUES LESS THAN MAXVALUE);
INSERT INTO parted VALUES (5, 1), (15, 2);
CREATE TABLE m_one (id INT NOT NULL, KEY (id)) ENGINE = MyISAM;
CREATE TABLE m_two (id INT NOT NULL, KEY (id)) ENGINE = MyISAM;
INSERT INTO m_one VALUES (2), (1);
INSERT INTO m_two VALUES (4), (3);
CREATE TABLE merged (id INT NOT NULL, KEY (id)) ENGINE = MERGE UNION = (m_one, m_two) INSERT_METHOD = LAST;
CREATE TABLE in_memory (id INT PRIMARY KEY, v VARCHAR(5)) ENGINE = MEMORY;
INSERT INTO in_memory VALUES (1, 'x');
CREATE TABLE comma (id INT NOT NULL, v VARCHAR(20) NOT NULL) ENGINE = CSV;
INSERT INTO comma VALUES (1, 'a,"b"'), (2, '');
CREATE TABLE `odd ``table` (`it's` INT PRIMARY KEY, `sel``ect` VARCHAR(10), `"dq"` INT, `ж` INT, `new
line` INT);
INSERT INTO `odd ``table` VALUES (1, 'x', 2, 3, 4);
CREATE TABLE `per%cent_\\` (id INT PRIMARY KEY);
INSERT INTO `per%cent_\\` VALUES (1);
CREATE TABLE `new
line` (id INT PRIMARY KEY);
INSERT INTO `new
line` VALUES (1);
CREATE TABLE `select` (`from` INT PRIMARY KEY);
INSERT INTO `select` VALUES (1);

CREATE VIEW a_view AS SELECT id, name AS `na``me`, 'ж' AS lit FROM customers WHERE id > 0;
CREATE VIEW z_view AS SELECT v.id, o.total FROM a_view v LEFT JOIN orders o ON o.customer = v.id;
CREATE ALGORITHM = MERGE SQL SECURITY INVOKER VIEW checked AS SELECT id, qty FROM orders WHERE qty > 0 WITH LOCAL CHECK OPTION;
CREATE DEFINER = `gh``ost`@`nowhere` VIEW `odd ``view` AS SELECT 1 AS `on``e`, "two" AS two;
DELIMITER //
CREATE TRIGGER bi1 BEFORE INSERT ON orders FOR EACH ROW SET NEW.qty = COALESCE(NEW.qty, 1)//
CREATE TRIGGER bi2 BEFORE INSERT ON orders FOR EACH ROW BEGIN
  -- comment; 'q'
  SET @x = 'it''s; жук';
END//
SET sql_mode = 'ANSI_QUOTES'//
CREATE DEFINER = "ghost"@"%" TRIGGER "odd ""trigger" AFTER UPDATE ON customers FOR EACH ROW SET @y = 1 -- trailing
//
SET sql_mode = DEFAULT//
CREATE FUNCTION f(a INT, b VARCHAR(10) CHARACTER SET latin1) RETURNS VARCHAR(20) DETERMINISTIC NO SQL COMMENT 'it''s f' RETURN CONCAT(a, b, 'ж')//
CREATE FUNCTION `odd ``f`() RETURNS INT READS SQL DATA SQL SECURITY INVOKER BEGIN DECLARE n INT; SELECT COUNT(*) INTO n FROM customers; RETURN n; END//
CREATE DEFINER = `ghost`@`nowhere` PROCEDURE p(IN a INT, OUT b INT, INOUT `c d` TEXT) BEGIN SET b = a; END//
SET sql_mode = 'NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT'//
CREATE PROCEDURE p2() SELECT '\' || 'x'//
SET sql_mode = DEFAULT//
SET time_zone = '+05:30'//
CREATE EVENT e_once ON SCHEDULE AT '2037-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE COMMENT 'it''s e' DO SET @e = 'ж'//
SET time_zone = '-11:00'//
CREATE DEFINER = `ghost`@`nowhere` EVENT `odd ``e` ON SCHEDULE EVERY '1:30' HOUR_MINUTE STARTS '2036-01-01 00:00:00' ENDS '2037-01-01 00:00:00' DO BEGIN SET @a = 1; END//
SET time_zone = '+00:00'//
DELIMITER ;

USE `rich odd``'"\ ж`;
CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(10));
INSERT INTO t VALUES (1, 'x'), (2, NULL);
CREATE VIEW v AS SELECT t.id, c.name FROM t JOIN rich.customers c;
CREATE TRIGGER tr BEFORE DELETE ON t FOR EACH ROW SET @d = 1;
CREATE PROCEDURE pr() SELECT 1;

-- Objects made under other settings than the database has now.
USE `rich_latin1`;
CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(10), w VARCHAR(10) CHARACTER SET cp1251);
INSERT INTO t VALUES (1, 'é ß', 'Привет');
SET NAMES latin1;
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.v = 'plain';
CREATE VIEW v AS SELECT id, 'plain' AS p FROM t;
CREATE FUNCTION fn(a VARCHAR(10)) RETURNS INT DETERMINISTIC RETURN LENGTH(a);
CREATE EVENT ev ON SCHEDULE AT '2037-01-01 00:00:00' DO SET @a = 1;
SET NAMES utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE PROCEDURE pr(a CHAR(5)) SELECT a, 'ж';
ALTER DATABASE `rich_latin1` CHARACTER SET greek COLLATE greek_bin;
CREATE TRIGGER tr2 BEFORE INSERT ON t FOR EACH ROW SET NEW.v = 'later';
CREATE EVENT ev2 ON SCHEDULE AT '2037-01-01 00:00:00' DO SET @a = 2;

-- Accounts that may less and less.
CREATE USER 'nobody'@'localhost', 'reader'@'localhost', 'locker'@'localhost', 'viewer'@'localhost', 'column_reader'@'localhost', 'dumper'@'localhost';
CREATE ROLE 'a_role';
GRANT SELECT ON rich.* TO 'reader'@'localhost', 'a_role';
GRANT SELECT, LOCK TABLES ON rich.* TO 'locker'@'localhost';
GRANT SELECT, LOCK TABLES, SHOW VIEW, TRIGGER, EVENT ON rich.* TO 'viewer'@'localhost';
GRANT SELECT (id, name) ON rich.customers TO 'column_reader'@'localhost';
GRANT SELECT ON rich.no_key TO 'column_reader'@'localhost';
GRANT SELECT, LOCK TABLES, SHOW VIEW, TRIGGER, EVENT, RELOAD, PROCESS, FILE, REPLICATION CLIENT ON *.* TO 'dumper'@'localhost';
GRANT 'a_role' TO 'reader'@'localhost';
