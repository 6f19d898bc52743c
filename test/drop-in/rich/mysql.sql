-- What only MySQL has.
SET NAMES utf8mb4;
USE `rich`;
SET sql_generate_invisible_primary_key = ON;
CREATE TABLE hidden_key (a INT, b VARCHAR(5));
INSERT INTO hidden_key VALUES (1, 'x'), (2, 'y');
SET sql_generate_invisible_primary_key = OFF;
CREATE TABLE vectors (id INT PRIMARY KEY, v VECTOR(3));
INSERT INTO vectors VALUES (1, STRING_TO_VECTOR('[1, -2.5, 3e10]')), (2, NULL);
CREATE TABLE more_keys (a INT, b INT, j JSON, p POINT NOT NULL SRID 4326, PRIMARY KEY (a), KEY f ((a + b)), KEY i (b) INVISIBLE,
  KEY mv ((CAST(j -> '$[*]' AS UNSIGNED ARRAY))), SPATIAL KEY (p), CONSTRAINT ne CHECK (a > 0) NOT ENFORCED);
INSERT INTO more_keys VALUES (1, 2, '[1, 2]', ST_GeomFromText('POINT(1 2)', 4326));
CREATE TABLE far (id INT PRIMARY KEY) ENGINE = FEDERATED CONNECTION = 'mysql://root@127.0.0.1:1/nowhere/far';
CREATE TABLE hole (id INT PRIMARY KEY) ENGINE = BLACKHOLE;
CREATE TABLE archived (id INT, v VARCHAR(5)) ENGINE = ARCHIVE;
INSERT INTO archived VALUES (1, 'x');
ANALYZE TABLE customers UPDATE HISTOGRAM ON name, balance WITH 4 BUCKETS;
ANALYZE TABLE `odd ``table` UPDATE HISTOGRAM ON `sel``ect` WITH 16 BUCKETS;
CREATE LIBRARY lib COMMENT 'it''s a library' LANGUAGE JAVASCRIPT AS 'export function f(n) { return n + "ж"; }';
CREATE FUNCTION uses_lib(n INT) RETURNS INT DETERMINISTIC LANGUAGE JAVASCRIPT USING (lib) AS $$ return lib.f(n) $$;
CREATE TABLESPACE general_ts ADD DATAFILE 'general_ts.ibd';
CREATE TABLE in_tablespace (id INT PRIMARY KEY) TABLESPACE = general_ts;
CREATE TABLE utf8_old (v VARCHAR(10)) CHARACTER SET utf8mb3;
