-- case: transaction REINDEX INDEX CONCURRENTLY
-- session: begin
reindex index concurrently t_a;
-- case: transaction REINDEX TABLE CONCURRENTLY
-- session: begin
reindex table concurrently t;
-- case: transaction REINDEX DATABASE
-- session: begin
reindex database postgres;
-- case: transaction REINDEX SYSTEM
-- session: begin
reindex system postgres;
-- case: transaction VACUUM FULL
-- session: begin
vacuum full t;
-- case: transaction VACUUM ANALYZE
-- session: begin
vacuum (analyze) t;
-- case: transaction ANALYZE
-- session: begin
analyze t;
-- case: transaction CLUSTER
-- session: begin
cluster t using t_a;
-- case: transaction REFRESH CONCURRENTLY
-- setup: create materialized view m as select a from t; create unique index mi on m(a)
-- session: begin
refresh materialized view concurrently m;
-- case: transaction CREATE INDEX CONCURRENTLY partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
-- session: begin
create index concurrently z on p(id);
-- case: transaction DROP DATABASE
-- session: begin
drop database if exists zdb_none;
-- case: transaction DROP TABLESPACE
-- session: begin
drop tablespace if exists zts_none;
-- case: transaction ALTER DATABASE SET TABLESPACE
-- session: begin
alter database postgres set tablespace pg_default;
-- case: transaction CREATE SUBSCRIPTION
-- session: begin
create subscription zs connection 'dbname=x' publication y;
-- case: transaction CREATE SUBSCRIPTION that connects to nothing
-- session: begin
create subscription zs connection 'dbname=x' publication y with (connect = false);
-- case: transaction SAVEPOINT
-- session: begin; savepoint x
vacuum t;
-- case: transaction enum made in it
-- session: begin; create type e2 as enum('x'); create table ez(e e2)
alter type e2 add value 'y'; insert into ez values ('y');
-- case: transaction enum value in a default
-- from: 12
-- setup: create type en as enum('x'); create table ez(e en)
-- session: begin
alter type en add value 'y'; alter table ez alter e set default 'y';
-- case: transaction enum value that is not used
-- from: 12
-- setup: create type en as enum('x'); create table ez(e en, b text)
-- session: begin
alter type en add value 'y'; insert into ez(e, b) values ('x', 'z');
