2 CREATE TABLE users (id integer PRIMARY KEY, email text);
-- next file
ALTER TABLE users ALTER COLUMN email TO email text NOT NULL DEFAULT '' REFERENCES t(id);
ALTER TABLE users ALTER COLUMN email SET NOT NULL;
CREATE INDEX i ON users (libsql_vector_idx(email));
