-- case: CREATE INDEX
create index z on t(n);
-- case: CREATE INDEX two columns
create index z on t(n, a desc);
-- case: CREATE INDEX partial
create index z on t(n) where a > 0;
-- case: CREATE INDEX gin
create index z on t using gin(jb);
-- case: CREATE INDEX brin
create index z on t using brin(a);
-- case: CREATE INDEX hash
create index z on t using hash(a);
-- case: CREATE INDEX gist
create index z on t using gist(ci inet_ops);
-- case: CREATE INDEX only on a partitioned table
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
create index z on only p(id);
-- case: CREATE INDEX on a partitioned table that has some
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create table p2 partition of p for values in (2); create index p1i on p1(id)
create index z on p(id);
-- case: CREATE INDEX if not exists, there
create index if not exists t_a on t(a);
-- case: CREATE INDEX there
create index t_a on t(a);
-- case: CREATE INDEX on a view
-- setup: create view v as select a from t
create index z on v(a);
-- case: CREATE INDEX CONCURRENTLY in a transaction
-- session: begin
create index concurrently z on t(a);
-- case: CREATE UNIQUE INDEX on a partitioned table without its key
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
create unique index z on p(id);
-- case: CREATE UNIQUE INDEX nulls not distinct
-- from: 15
create unique index z on t(a) nulls not distinct;
-- case: DROP INDEX of a constraint
drop index t_pkey;
-- case: DROP INDEX twice
drop index t_a, t_b;
-- case: DROP INDEX CONCURRENTLY in a transaction
-- session: begin
drop index concurrently t_a;
-- case: DROP INDEX of a partition
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(id)
drop index p1_id_idx;
-- case: DROP INDEX on a matview
-- setup: create materialized view m as select a from t; create index mi on m(a)
drop index mi;
-- case: REINDEX INDEX
reindex index t_a;
-- case: REINDEX TABLE of two
reindex table f;
-- case: REINDEX SCHEMA in a transaction
-- session: begin
reindex schema s;
-- case: REINDEX TABLE partitioned in a transaction
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(id)
-- session: begin
reindex table p;
-- case: REINDEX INDEX partitioned in a transaction
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(id)
-- session: begin
reindex index pi;
-- case: REINDEX TABLE without indexes
-- setup: create table plain(a int)
reindex table plain;
-- case: REINDEX TABLE matview
-- setup: create materialized view m as select a from t; create index mi on m(a)
reindex table m;
-- case: ALTER INDEX SET fillfactor
alter index t_a set (fillfactor = 70);
-- case: ALTER INDEX RESET fillfactor
alter index t_a reset (fillfactor);
-- case: ALTER INDEX SET TABLESPACE
alter index t_a set tablespace ts2;
-- case: ALTER INDEX SET TABLESPACE same
alter index t_a set tablespace pg_default;
-- case: ALTER INDEX RENAME partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(id)
alter index pi rename to zz;
-- case: ALTER INDEX RENAME missing
alter index if exists nope rename to zz;
-- case: ALTER INDEX RENAME of a constraint
alter index t_pkey rename to zz;
-- case: ALTER TABLE RENAME of an index
alter table t_a rename to zz;
-- case: ALTER INDEX OWNER
alter index t_a owner to postgres;
-- case: ALTER INDEX DEPENDS
-- from: 12
alter index t_a depends on extension citext;
-- case: CLUSTER ON index
alter table t cluster on t_pkey;
-- case: SET WITHOUT CLUSTER
alter table t set without cluster;
-- case: CLUSTER partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(id)
-- session: begin
cluster p using pi;
-- case: CLUSTER again
-- setup: cluster t using t_a
cluster t;
-- case: CLUSTER all in a transaction
-- session: begin
cluster;
-- case: CREATE STATISTICS
create statistics z on a, i4 from t;
-- case: DROP STATISTICS
-- setup: create statistics z on a, i4 from t
drop statistics z;
-- case: ALTER STATISTICS
-- from: 13
-- setup: create statistics z on a, i4 from t
alter statistics z set statistics 100;
-- case: CREATE STATISTICS on an expression
create statistics z on (a + 1) from t;
