-- case: OWNER TO with a sequence
-- setup: create table se(id serial primary key)
alter table se owner to zz;
-- case: OWNER TO partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(id)
alter table p owner to zz;
-- case: REPLICA IDENTITY FULL
alter table t replica identity full;
-- case: REPLICA IDENTITY USING INDEX
alter table t replica identity using index t_pkey;
-- case: ENABLE RLS
alter table t enable row level security;
-- case: DISABLE RLS
alter table t disable row level security;
-- case: NO FORCE RLS
alter table t no force row level security;
-- case: ENABLE TRIGGER ALL
alter table t enable trigger all;
-- case: ENABLE TRIGGER by name
-- setup: create function tf() returns trigger language plpgsql as 'begin return new; end'; create trigger tr before update on t for each row execute procedure tf()
alter table t enable always trigger tr;
-- case: DISABLE TRIGGER partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p disable trigger all;
-- case: ENABLE RULE
-- setup: create rule zr as on delete to t do instead nothing
alter table t enable replica rule zr;
-- case: NOT OF
-- setup: create type ctype as (a int); create table tt of ctype
alter table tt not of;
-- case: SET autovacuum and fillfactor
alter table t set (autovacuum_vacuum_scale_factor = 0.1, fillfactor = 90);
-- case: SET parallel_workers
alter table t set (parallel_workers = 2);
-- case: SET toast.autovacuum_enabled
alter table t set (toast.autovacuum_enabled = false);
-- case: SET vacuum_truncate
-- from: 12
alter table t set (vacuum_truncate = false);
-- case: SET vacuum_index_cleanup
-- from: 12
alter table t set (vacuum_index_cleanup = false);
-- case: SET user_catalog_table and fillfactor
alter table t set (fillfactor = 70, user_catalog_table = true);
-- case: RESET user_catalog_table
alter table t reset (user_catalog_table);
-- case: SET LOGGED that is logged
alter table t set logged;
-- case: SET UNLOGGED that is unlogged
-- setup: create unlogged table ul(a int)
alter table ul set unlogged;
-- case: SET UNLOGGED that is referenced
alter table r set unlogged;
-- case: SET UNLOGGED with identity
-- setup: create table idt(id int generated always as identity primary key)
alter table idt set unlogged;
-- case: SET TABLESPACE same
alter table t set tablespace pg_default;
-- case: SET TABLESPACE in a transaction with ADD COLUMN
alter table t set tablespace ts2, add column z int;
-- case: SET TABLESPACE matview
-- setup: create materialized view m as select a from t
alter materialized view m set tablespace ts2;
-- case: SET ACCESS METHOD same
-- from: 15
alter table t set access method heap;
-- case: SET WITHOUT OIDS
alter table t set without oids;
-- case: several actions
alter table t set (fillfactor = 70), alter a set statistics 5;
-- case: several actions, one heavy
alter table t set (fillfactor = 70), add column z int;
-- case: several actions, trigger and fillfactor
alter table t disable trigger all, set (fillfactor = 70);
-- case: RENAME TABLE partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p rename to zz;
-- case: RENAME TABLE to a taken name
alter table t rename to r;
-- case: SET SCHEMA with a sequence
-- setup: create schema if not exists s2; drop table if exists s2.se; create table se(id serial primary key)
alter table se set schema s2;
-- case: SET SCHEMA partitioned
-- setup: create schema if not exists s2; drop table if exists s2.p; create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p set schema s2;
-- case: TRUNCATE two
truncate t, f;
-- case: TRUNCATE referenced
truncate r;
-- case: TRUNCATE referenced cascade
truncate r cascade;
-- case: TRUNCATE with the referencing
truncate r, f;
-- case: TRUNCATE only an inheritance parent
-- setup: create table par(a int); create table ch() inherits (par)
truncate only par;
-- case: TRUNCATE inheritance
-- setup: create table par(a int); create table ch() inherits (par)
truncate par;
-- case: TRUNCATE serial restart identity
-- setup: create table se(id serial primary key, x int)
truncate se restart identity;
-- case: TRUNCATE matview
-- setup: create materialized view m as select a from t
truncate m;
-- case: DROP TABLE referenced
drop table r;
-- case: DROP TABLE referenced and referencing
drop table f, r;
-- case: DROP TABLE with a view
-- setup: create view v as select a from t
drop table t;
-- case: DROP TABLE with a matview cascade
-- setup: create materialized view m as select a from t; create index mi on m(a)
drop table t cascade;
-- case: DROP TABLE with a chain of views cascade
-- setup: create view v as select a from t; create view w as select a from v
drop table t cascade;
-- case: DROP TABLE inherited
-- setup: create table par(a int); create table ch() inherits (par)
drop table par;
-- case: DROP TABLE inherited cascade
-- setup: create table par(a int); create table ch() inherits (par)
drop table par cascade;
-- case: DROP TABLE child
-- setup: create table par(a int); create table ch() inherits (par)
drop table ch;
-- case: DROP TABLE serial
-- setup: create table se(id serial primary key, x int)
drop table se;
-- case: DROP TABLE partition with default partition
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create table pd partition of p default
drop table p1;
-- case: DROP TABLE default partition
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create table pd partition of p default
drop table pd;
-- case: DROP TABLE partition with indexes and foreign key
-- setup: create table p(id int, k bigint references r(id)) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(id)
drop table p1;
-- case: DROP TABLE is a view
-- setup: create view v as select a from t
drop table v;
-- case: LOCK TABLE share
lock table t in share mode;
-- case: LOCK TABLE exclusive nowait
lock table t in exclusive mode nowait;
-- case: LOCK TABLE partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
lock table p in share row exclusive mode;
-- case: LOCK TABLE two
lock table t, r in row exclusive mode;
-- case: LOCK TABLE view
-- setup: create view v as select a from t
lock table v in share mode;
-- case: CREATE TABLE
create table z(a int);
-- case: CREATE TABLE there
create table t(a int);
-- case: CREATE TABLE if not exists, there
create table if not exists t(a int);
-- case: CREATE TABLE references twice
create table z(a bigint references r(id), b bigint references t(id), c int references z(c), unique (c));
-- case: CREATE TABLE LIKE
create table z(like t);
-- case: CREATE TABLE LIKE view
-- setup: create view v as select a from t
create table z(like v);
-- case: CREATE TABLE AS WITH NO DATA
create table z as select * from t with no data;
-- case: CREATE TABLE AS join
create table z as select t.a, r.x from t join r on r.id = t.id;
-- case: SELECT INTO
select a into z from t;
-- case: CREATE TABLE AS view
-- setup: create view v as select a from t
create table z as select * from v;
-- case: CREATE TABLE AS if not exists, there
create table if not exists r as select * from t;
-- case: CREATE TABLE INHERITS
create table z(q int) inherits (t);
-- case: CREATE TABLE PARTITION OF with foreign key and index
-- setup: create table p(id int, k bigint references r(id)) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(id)
create table p3 partition of p for values in (3);
-- case: CREATE TABLE PARTITION OF default
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
create table pd partition of p default;
-- case: CREATE TABLE PARTITION OF range with default
-- setup: create table p(id int, k int) partition by range(k); create table pd partition of p default; insert into p values (1, 1)
create table p3 partition of p for values from (10) to (20);
-- case: CREATE TABLE PARTITION OF with a default that has a CHECK
-- setup: create table p(id int, k int) partition by list(k); create table pd partition of p default; alter table pd add check (k is not null and k <> 3)
create table p3 partition of p for values in (3);
-- case: CREATE TABLE PARTITION OF hash
-- setup: create table p(id int, k int) partition by hash(k)
create table p3 partition of p for values with (modulus 2, remainder 0);
-- case: CREATE TEMP TABLE
create temp table z(a bigint);
-- case: CREATE TABLE OF
-- setup: create type ctype as (a int)
create table z of ctype;
