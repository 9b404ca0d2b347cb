-- case: CREATE VIEW
create view z as select a from t;
-- case: CREATE VIEW of a view
-- setup: create view v as select a from t
create view z as select a from v;
-- case: CREATE VIEW join
create view z as select t.a, r.x from t join r on r.id = t.id where exists (select from f);
-- case: CREATE OR REPLACE VIEW that is new
create or replace view z as select a from t;
-- case: CREATE OR REPLACE VIEW that loses a column
-- setup: create view v as select a, b from t
create or replace view v as select a from t;
-- case: CREATE VIEW there
-- setup: create view v as select a from t
create view v as select a from t;
-- case: CREATE MATERIALIZED VIEW WITH NO DATA
create materialized view z as select * from t with no data;
-- case: CREATE MATERIALIZED VIEW of a view
-- setup: create view v as select a from t
create materialized view z as select * from v;
-- case: CREATE INDEX UNIQUE on matview
-- setup: create materialized view m as select a from t
create unique index z on m(a);
-- case: REFRESH CONCURRENTLY without a unique index
-- setup: create materialized view m as select a from t
refresh materialized view concurrently m;
-- case: REFRESH CONCURRENTLY with a partial unique index
-- setup: create materialized view m as select a from t; create unique index mi on m(a) where a > 0
refresh materialized view concurrently m;
-- case: REFRESH CONCURRENTLY of what is empty
-- setup: create materialized view m as select a from t with no data; create unique index mi on m(a)
refresh materialized view concurrently m;
-- case: REFRESH of a matview over a view
-- setup: create view v as select a from t; create materialized view m as select a from v
refresh materialized view m;
-- case: REFRESH of a matview over a matview
-- setup: create materialized view m as select a from t; create materialized view m2 as select a from m
refresh materialized view m2;
-- case: REFRESH of a table
refresh materialized view t;
-- case: DROP VIEW with a dependent
-- setup: create view v as select a from t; create view w as select a from v
drop view v;
-- case: DROP VIEW with a dependent cascade
-- setup: create view v as select a from t; create view w as select a from v
drop view v cascade;
-- case: DROP VIEW two
-- setup: create view v as select a from t; create view w as select a from v
drop view w, v;
-- case: DROP MATERIALIZED VIEW with index
-- setup: create materialized view m as select a from t; create index mi on m(a)
drop materialized view m;
-- case: ALTER VIEW OWNER
-- setup: create view v as select a from t
alter view v owner to zz;
-- case: ALTER VIEW SET SCHEMA
-- setup: create schema if not exists s2; drop view if exists s2.v; create view v as select a from t
alter view v set schema s2;
-- case: ALTER VIEW SET DEFAULT
-- setup: create view v as select a from t
alter view v alter a set default 1;
-- case: ALTER MATVIEW OWNER
-- setup: create materialized view m as select a from t; create index mi on m(a)
alter materialized view m owner to zz;
-- case: ALTER MATVIEW CLUSTER
-- setup: create materialized view m as select a from t; create index mi on m(a)
alter materialized view m cluster on mi;
-- case: ALTER TABLE RENAME of a view
-- setup: create view v as select a from t
alter table v rename to zz;
-- case: DROP TRIGGER cascade function
-- setup: create function tf() returns trigger language plpgsql as 'begin return new; end'; create trigger z before insert on t for each row execute procedure tf()
drop function tf() cascade;
-- case: DROP FUNCTION of a trigger
-- setup: create function tf() returns trigger language plpgsql as 'begin return new; end'; create trigger z before insert on t for each row execute procedure tf()
drop function tf();
-- case: CREATE TRIGGER instead of
-- setup: create view v as select a from t; create function tf() returns trigger language plpgsql as 'begin return new; end'
create trigger z instead of insert on v for each row execute procedure tf();
-- case: DROP TRIGGER if exists missing
drop trigger if exists z on t;
-- case: CREATE RULE to another table
create rule z as on insert to t do also insert into r values (1, 1);
-- case: DROP POLICY
-- setup: create policy z on t using (true)
drop policy z on t;
-- case: ALTER POLICY RENAME
-- setup: create policy z on t using (true)
alter policy z on t rename to zz;
-- case: CREATE POLICY that reads
create policy z on t using (exists (select from r where r.id = t.id));
-- case: COMMENT ON TABLE
comment on table t is 'x';
-- case: COMMENT ON CONSTRAINT
comment on constraint t_pkey on t is 'x';
-- case: COMMENT ON TRIGGER
-- setup: create function tf() returns trigger language plpgsql as 'begin return new; end'; create trigger z before insert on t for each row execute procedure tf()
comment on trigger z on t is 'x';
-- case: COMMENT ON POLICY
-- setup: create policy z on t using (true)
comment on policy z on t is 'x';
-- case: COMMENT ON RULE
-- setup: create rule z as on delete to t do instead nothing
comment on rule z on t is 'x';
-- case: COMMENT ON MATVIEW
-- setup: create materialized view m as select a from t
comment on materialized view m is 'x';
-- case: COMMENT ON SEQUENCE
-- setup: create sequence q
comment on sequence q is 'x';
-- case: COMMENT ON SCHEMA
comment on schema s is 'x';
-- case: COMMENT ON TYPE
-- setup: create type en as enum('x')
comment on type en is 'x';
-- case: GRANT two
grant select on t, r to zz;
-- case: REVOKE
revoke all on t from zz;
-- case: GRANT ALL TABLES IN SCHEMA
grant select on all tables in schema s to zz;
-- case: GRANT on a view
-- setup: create view v as select a from t
grant select on v to zz;
-- case: GRANT on a sequence
-- setup: create sequence q
grant usage on sequence q to zz;
-- case: GRANT ALL SEQUENCES IN SCHEMA
-- setup: create sequence q
grant usage on all sequences in schema s to zz;
-- case: GRANT on a schema
grant usage on schema s to zz;
-- case: GRANT on a function
-- setup: create function uf() returns int language sql as 'select 1'
grant execute on function uf() to zz;
-- case: ALTER DEFAULT PRIVILEGES
alter default privileges in schema s grant select on tables to zz;
-- case: CREATE PUBLICATION
-- setup: drop publication if exists z
create publication z for table t, r;
-- case: CREATE PUBLICATION all
-- setup: drop publication if exists z
create publication z for all tables;
-- case: CREATE PUBLICATION schema
-- from: 15
-- setup: drop publication if exists z
create publication z for tables in schema s;
-- case: ALTER PUBLICATION DROP TABLE
-- setup: drop publication if exists z; create publication z for table t
alter publication z drop table t;
-- case: ALTER PUBLICATION SET TABLE
-- setup: drop publication if exists z; create publication z for table t
alter publication z set table r;
-- case: DROP PUBLICATION
-- setup: drop publication if exists z; create publication z for table t
drop publication z;
-- case: CREATE SEQUENCE
create sequence z;
-- case: ALTER SEQUENCE increment
-- setup: create sequence q
alter sequence q increment by 5;
-- case: ALTER SEQUENCE RENAME
-- setup: create sequence q
alter sequence q rename to zz;
-- case: ALTER SEQUENCE OWNER
-- setup: create sequence q
alter sequence q owner to zz;
-- case: ALTER SEQUENCE SET SCHEMA
-- setup: create schema if not exists s2; drop sequence if exists s2.q; create sequence q
alter sequence q set schema s2;
-- case: ALTER SEQUENCE AS
-- setup: create sequence q
alter sequence q as smallint;
-- case: ALTER SEQUENCE OWNED BY NONE
-- setup: create sequence q owned by t.a
alter sequence q owned by none;
-- case: ALTER SEQUENCE SET LOGGED
-- from: 15
-- setup: create sequence q
alter sequence q set unlogged;
-- case: DROP SEQUENCE of a default
-- setup: create sequence q; alter table t alter a set default nextval('q')
drop sequence q;
-- case: DROP SEQUENCE of a serial cascade
-- setup: create table se(id serial)
drop sequence se_id_seq cascade;
-- case: DROP SEQUENCE of an identity
-- setup: create table idt(id int generated always as identity)
drop sequence idt_id_seq;
-- case: ALTER TYPE ADD VALUE in a transaction
-- setup: create type en as enum('x','y')
-- session: begin
alter type en add value 'z';
-- case: ALTER TYPE ADD VALUE there
-- setup: create type en as enum('x','y')
alter type en add value 'x';
-- case: ALTER TYPE ADD VALUE used at once
-- from: 12
-- setup: create type en as enum('x','y'); create table ez(e en)
-- session: begin
alter type en add value 'z'; insert into ez values ('z');
-- case: ALTER TYPE RENAME VALUE
-- setup: create type en as enum('x','y'); alter table t add column ec en
alter type en rename value 'x' to 'w';
-- case: ALTER TYPE RENAME
-- setup: create type en as enum('x','y'); alter table t add column ec en
alter type en rename to zz;
-- case: ALTER TYPE OWNER
-- setup: create type en as enum('x','y'); alter table t add column ec en
alter type en owner to zz;
-- case: ALTER TYPE ADD ATTRIBUTE
-- setup: create type ct as (a int); create table tt of ct
alter type ct add attribute z int;
-- case: ALTER TYPE ADD ATTRIBUTE cascade
-- setup: create type ct as (a int); create table tt of ct
alter type ct add attribute z int cascade;
-- case: ALTER TYPE ADD ATTRIBUTE of a column's type
-- setup: create type ct as (a int); alter table t add column cc ct
alter type ct add attribute z int;
-- case: ALTER TYPE ALTER ATTRIBUTE of a column's type
-- setup: create type ct as (a int); alter table t add column cc ct
alter type ct alter attribute a type bigint;
-- case: ALTER TYPE ALTER ATTRIBUTE cascade
-- setup: create type ct as (a int); create table tt of ct
alter type ct alter attribute a type bigint cascade;
-- case: ALTER TYPE DROP ATTRIBUTE cascade
-- setup: create type ct as (a int, b int); create table tt of ct
alter type ct drop attribute b cascade;
-- case: ALTER TYPE RENAME ATTRIBUTE cascade
-- setup: create type ct as (a int, b int); create table tt of ct
alter type ct rename attribute b to c cascade;
-- case: DROP TYPE
-- setup: create type en as enum('x','y')
drop type en;
-- case: DROP TYPE used
-- setup: create type en as enum('x','y'); alter table t add column ec en
drop type en;
-- case: DROP DOMAIN cascade
-- setup: create domain dd as int; alter table t add column dc dd
drop domain dd cascade;
-- case: ALTER DOMAIN SET NOT NULL
-- setup: create domain dd as int; alter table t add column dc dd default 1
alter domain dd set not null;
-- case: ALTER DOMAIN DROP NOT NULL
-- setup: create domain dd as int not null; alter table t add column dc dd default 1
alter domain dd drop not null;
-- case: ALTER DOMAIN SET DEFAULT
-- setup: create domain dd as int; alter table t add column dc dd
alter domain dd set default 3;
-- case: ALTER DOMAIN DROP CONSTRAINT
-- setup: create domain dd as int constraint z check (value > 0); alter table t add column dc dd
alter domain dd drop constraint z;
-- case: ALTER DOMAIN ADD CONSTRAINT, two tables
-- setup: create domain dd as int; alter table t add column dc dd; alter table r add column dc dd
alter domain dd add constraint z check (value > 0);
-- case: ALTER DOMAIN ADD CONSTRAINT, array column
-- setup: create domain dd as int; create table da(d dd[])
alter domain dd add constraint z check (value > 0);
-- case: ALTER DOMAIN ADD CONSTRAINT, domain over it
-- setup: create domain dd as int; create domain de as dd; alter table t add column dc de
alter domain dd add constraint z check (value > 0);
-- case: ALTER DOMAIN ADD CONSTRAINT, unused
-- setup: create domain dd as int
alter domain dd add constraint z check (value > 0);
-- case: ALTER DOMAIN ADD CONSTRAINT, partitioned
-- setup: create domain dd as int; create table p(id dd, k int) partition by list(k); create table p1 partition of p for values in (1)
alter domain dd add constraint z check (value > 0);
-- case: ALTER DOMAIN OWNER
-- setup: create domain dd as int; alter table t add column dc dd
alter domain dd owner to zz;
-- case: CREATE FUNCTION
create function uf() returns int language sql as 'select max(a) from s.t';
-- case: CREATE FUNCTION atomic
-- from: 14
create function uf() returns int begin atomic select max(a) from t; end;
-- case: ALTER FUNCTION
-- setup: create function uf() returns int language sql as 'select 1'
alter function uf() immutable;
-- case: CREATE EXTENSION there
create extension if not exists citext;
-- case: CREATE SCHEMA
create schema zz_schema;
-- case: DROP SCHEMA not empty
-- setup: drop schema if exists s3 cascade; create schema s3; create table s3.a(x int)
drop schema s3;
-- case: DROP SCHEMA cascade with references
-- setup: drop schema if exists s3 cascade; create schema s3; create table s3.a(x bigint references s.r(id)); create view s.v as select x from s3.a
drop schema s3 cascade;
-- case: REASSIGN OWNED
-- setup: alter table t owner to zz
reassign owned by zz to postgres;
-- case: DROP OWNED
-- setup: create table ow(a int); alter table ow owner to zz
drop owned by zz;
-- case: SELECT plain
select 1;
-- case: SELECT from a view
-- setup: create view v as select a from t
select * from v;
-- case: SELECT with a CTE
with x as (select id from r) select * from x join f on f.rid = x.id;
-- case: SELECT FOR SHARE of a join
select * from f join r on r.id = f.rid for share of f;
-- case: SELECT FOR KEY SHARE
select * from r for key share;
-- case: INSERT SELECT
insert into r select id + 1000, a from t;
-- case: INSERT ON CONFLICT
insert into r values (1, 2) on conflict (id) do update set x = 1;
-- case: INSERT ON CONFLICT DO NOTHING
insert into r values (1, 2) on conflict do nothing;
-- case: UPDATE join
update t set a = r.x from r where r.id = t.id;
-- case: UPDATE of a foreign key
update f set rid = 1;
-- case: UPDATE of another column of the referencing
update f set k = 1;
-- case: UPDATE of the referenced key
update r set id = id + 1000000 where id > 500;
-- case: UPDATE of another column of the referenced
update r set x = 1;
-- case: DELETE all
delete from t;
-- case: DELETE of the referencing
delete from f;
-- case: DELETE USING
delete from t using r where r.id = t.id;
-- case: DELETE of the referenced, on delete cascade
-- setup: create table rc(id int primary key); insert into rc values (1); create table fc(id int references rc on delete cascade); insert into fc values (1)
delete from rc;
-- case: DELETE of the referenced, on delete set null
-- setup: create table rc(id int primary key); insert into rc values (1); create table fc(id int references rc on delete set null); insert into fc values (1)
delete from rc;
-- case: DELETE of the referenced
-- setup: create table rc(id int primary key); insert into rc values (1); create table fc(id int references rc)
delete from rc;
-- case: MERGE
-- from: 15
merge into r using t on r.id = t.id when matched then update set x = t.a;
-- case: COPY TO
copy t(a) to '/dev/null';
-- case: EXPLAIN
explain select * from t;
-- case: WITH DELETE
with gone as (delete from f returning id) select count(*) from gone;
-- case: ANALYZE columns
analyze t(a);
-- case: ANALYZE matview
-- setup: create materialized view m as select a from t; create index mi on m(a)
analyze m;
-- case: VACUUM in a transaction
-- session: begin
vacuum t;
-- case: ALTER SYSTEM in a transaction
-- session: begin
alter system set work_mem = '4MB';
-- case: CREATE DATABASE in a transaction
-- session: begin
create database zdb;
-- case: DISCARD ALL in a transaction
-- session: begin
discard all;
-- case: CREATE TABLESPACE in a transaction
-- session: begin
create tablespace zts location '/nonexistent';
-- case: DO
do $$ begin perform 1; end $$;
