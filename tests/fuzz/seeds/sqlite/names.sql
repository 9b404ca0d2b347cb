0 CREATE TABLE "a""b'c" ([x y] int, `z``` text);
CREATE TABLE "" ("" int);
-- next file
ALTER TABLE "a""b'c" RENAME TO "tidegate's trial";
DELETE FROM "tidegate's trial" WHERE [x y] = 1e3 OR `z``` LIKE '%' ESCAPE '\';
UPDATE "" SET "" = ?1, x = :a, y = @b, z = $c;
