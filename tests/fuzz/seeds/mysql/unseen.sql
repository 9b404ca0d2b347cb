0 ALTER TABLE users ADD (id serial, at timestamp UNIQUE, b int);
