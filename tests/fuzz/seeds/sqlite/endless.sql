0!CREATE TABLE a (x int);
-- next file
INSERT INTO a WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r;
INSERT INTO a VALUES (zeroblob(1000000000));
ATTACH DATABASE '/nowhere' AS x;
VACUUM INTO '/nowhere';
SELECT load_extension('/nowhere');
DELETE FROM a;
