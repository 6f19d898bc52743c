-- What makes the real tools fail: loaded last.
SET NAMES utf8mb4;
CREATE DATABASE `broken` CHARACTER SET utf8mb4;
USE `broken`;
CREATE TABLE a_table (id INT PRIMARY KEY, v INT);
INSERT INTO a_table VALUES (1, 2);
CREATE TABLE gone (id INT, v INT);
CREATE VIEW no_table AS SELECT id FROM gone;
CREATE VIEW no_column AS SELECT v FROM a_table;
CREATE VIEW on_broken AS SELECT v FROM no_column;
CREATE DEFINER = `ghost`@`nowhere` VIEW ghostly AS SELECT id FROM a_table;
DROP TABLE gone;
ALTER TABLE a_table DROP COLUMN v;
CREATE TABLE z_table (id INT PRIMARY KEY);
INSERT INTO z_table VALUES (1), (2);
