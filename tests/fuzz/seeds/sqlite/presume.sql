1 -- next file
ALTER TABLE users ADD COLUMN a text;
UPDATE "users" SET "b" = 1 WHERE c IS NULL;
CREATE UNIQUE INDEX i ON other (x, y);
DROP INDEX was_there;
INSERT INTO third SELECT * FROM fourth JOIN fifth USING (id);
DROP TABLE users;
