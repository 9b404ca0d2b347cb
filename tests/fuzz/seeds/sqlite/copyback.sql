0 CREATE TABLE t (id integer PRIMARY KEY, a text);
-- next file
CREATE TABLE keep AS SELECT * FROM t;
DROP TABLE t;
CREATE TABLE t (id integer PRIMARY KEY, a text NOT NULL);
INSERT INTO t SELECT * FROM keep;
DROP TABLE keep;
