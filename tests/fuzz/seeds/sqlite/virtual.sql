0 CREATE VIRTUAL TABLE f USING fts5(a, b, tokenize = 'porter');
CREATE VIRTUAL TABLE e USING vec0(id integer primary key, e float[4]);
-- next file
INSERT INTO f VALUES ('a', 'b');
SELECT my_function(a) FROM f WHERE f MATCH 'a' ORDER BY a COLLATE my_order;
DROP TABLE f;
DROP TABLE e;
