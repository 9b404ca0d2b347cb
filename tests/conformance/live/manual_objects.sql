-- case: manual DROP TABLE referenced
drop table r;
-- case: manual DROP TABLE referenced cascade
drop table r cascade;
-- case: manual DROP TABLE with its referrer
drop table r, f;
-- case: manual DROP TABLE referencing
drop table f;
-- case: manual DROP TABLE a view reads
-- setup: create view w as select * from t
drop table t;
-- case: manual DROP TABLE cascade to views
-- setup: create view w as select * from t; create materialized view mw as select * from w; create index mw_a on mw(a)
drop table t cascade;
-- case: manual DROP TABLE partition
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create table pd partition of p default
drop table p1;
-- case: manual DROP TABLE partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1) partition by range(id); create table p11 partition of p1 for values from (0) to (10); create index pi on p(id)
drop table p;
-- case: manual DROP TABLE child
-- setup: create table ch() inherits (t)
drop table ch;
-- case: manual DROP TABLE parent
-- setup: create table ch() inherits (t)
drop table t;
-- case: manual DROP VIEW
-- setup: create view w as select * from t; create view w2 as select * from w
drop view w cascade;
-- case: manual DROP TABLE that is a view
-- setup: create view w as select * from t
drop table w;
-- case: manual DROP SEQUENCE owned
-- setup: create table i(id serial primary key)
drop sequence i_id_seq;
-- case: manual DROP SEQUENCE owned cascade
-- setup: create table i(id serial primary key)
drop sequence i_id_seq cascade;
-- case: manual DROP SEQUENCE of identity
-- setup: create table i(id int generated always as identity)
drop sequence i_id_seq;
-- case: manual DROP TYPE used
-- setup: create type mood as enum ('1'); create table te(m mood)
drop type mood;
-- case: manual DROP TYPE used cascade
-- setup: create type mood as enum ('1'); create table te(m mood); create index tem on te(m)
drop type mood cascade;
-- case: manual DROP MATVIEW
-- setup: create materialized view mw as select * from t; create index mw_a on mw(a)
drop materialized view mw;
-- case: manual DROP TABLE if exists missing twice
drop table if exists nobody, nothing;
-- case: manual DROP VIEW if exists missing
drop view if exists nobody;
-- case: manual ALTER TABLE DROP COLUMN if exists missing
alter table t drop column if exists nope;
-- case: manual ALTER TABLE DROP CONSTRAINT if exists missing
alter table t drop constraint if exists nope;
-- case: manual DROP TRIGGER if exists missing
drop trigger if exists nope on t;
-- case: manual DROP POLICY if exists missing
drop policy if exists nope on t;
-- case: manual DROP RULE if exists missing
drop rule if exists nope on t;
-- case: manual ALTER COLUMN missing
alter table t alter nope set not null;
-- case: manual DROP CONSTRAINT missing
alter table t drop constraint nope;
-- case: manual ADD COLUMN there already
alter table t add column a int;
-- case: manual CREATE TABLE there already
create table t(id int);
-- case: manual CREATE TABLE if not exists there already
create table if not exists t(id int references r);
-- case: manual ADD CONSTRAINT there already
alter table f add constraint f_rid_fkey foreign key (k) references r;
-- case: manual RENAME to a name in use
alter table t rename to r;
-- case: manual RENAME column to a name in use
alter table t rename a to b;
-- case: manual CREATE TABLE with FKs
create table q(id int primary key, rid bigint references r, fid bigint references f on delete cascade);
-- case: manual CREATE TABLE like including all
-- from: 12
create table q(like t including all);
-- case: manual CREATE TABLE like a view
-- setup: create view w as select * from t
create table q(like w);
-- case: manual CREATE TABLE as
create table q as select t.id, r.x from t join r using (id);
-- case: manual CREATE TABLE as no data
create table q as select * from t with no data;
-- case: manual CREATE TABLE as with a view
-- setup: create view w as select count(*) as n from t
create table q as table w;
-- case: manual SELECT INTO
select * into q from t;
-- case: manual CREATE TABLE inherits
create table q(zz int) inherits (t);
-- case: manual CREATE partition
-- setup: create table p(id int, k int) partition by list(k); create table pd partition of p default; insert into pd values (1, 2)
create table p1 partition of p for values in (1);
-- case: manual CREATE partition with an index and FK on the parent
-- from: 12
-- setup: create table p(id bigint references r, k int) partition by list(k); create index pi on p(k)
create table p1 partition of p for values in (1);
-- case: manual CREATE default partition
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
create table pd partition of p default;
-- case: manual ATTACH
-- setup: create table p(id int, k int) partition by list(k); create table q(id int, k int); insert into q values (1, 1)
alter table p attach partition q for values in (1);
-- case: manual ATTACH proved by a check
-- setup: create table p(id int, k int) partition by list(k); create table q(id int, k int, constraint ck check (k is not null and k = 1)); insert into q values (1, 1)
alter table p attach partition q for values in (1);
-- case: manual ATTACH range by check and not null
-- setup: create table p(id int, k int) partition by range(k); create table q(id int, k int not null, check (k >= 1 and k < 10)); insert into q values (1, 1)
alter table p attach partition q for values from (1) to (10);
-- case: manual ATTACH range by check without not null
-- setup: create table p(id int, k int) partition by range(k); create table q(id int, k int, check (k >= 1 and k < 10)); insert into q values (1, 1)
alter table p attach partition q for values from (1) to (10);
-- case: manual ATTACH range by a narrower check
-- setup: create table p(id int, k int) partition by range(k); create table q(id int, k int not null, check (k between 2 and 5)); insert into q values (1, 2)
alter table p attach partition q for values from (1) to (10);
-- case: manual ATTACH with a default partition
-- setup: create table p(id int, k int) partition by list(k); create table pd partition of p default; insert into pd values (1, 2); create table q(id int, k int); insert into q values (1, 1)
alter table p attach partition q for values in (1);
-- case: manual ATTACH with a default partition that a check excludes
-- setup: create table p(id int, k int) partition by list(k); create table pd partition of p default; alter table pd add check (k is not null and k <> 1); insert into pd values (1, 2); create table q(id int, k int); insert into q values (1, 1)
alter table p attach partition q for values in (1);
-- case: manual ATTACH with indexes
-- setup: create table p(id int, k int) partition by list(k); create index pi on p(id); create table q(id int, k int); create index qi on q(id); insert into q values (1, 1)
alter table p attach partition q for values in (1);
-- case: manual ATTACH with a missing index
-- setup: create table p(id int, k int, primary key (id, k)) partition by list(k); create table q(id int not null, k int not null); insert into q values (1, 1)
alter table p attach partition q for values in (1);
-- case: manual ATTACH of a partitioned table
-- setup: create table p(id int, k int) partition by list(k); create table q(id int, k int) partition by range(id); create table q1 partition of q for values from (0) to (9); insert into q values (1, 1)
alter table p attach partition q for values in (1);
-- case: manual ATTACH with FK on the parent
-- from: 12
-- setup: create table p(id bigint references r, k int) partition by list(k); create table q(id bigint, k int); insert into q values (1, 1)
alter table p attach partition q for values in (1);
-- case: manual ATTACH with FK on both
-- from: 12
-- setup: create table p(id bigint references r, k int) partition by list(k); create table q(id bigint references r, k int); insert into q values (1, 1)
alter table p attach partition q for values in (1);
-- case: manual ATTACH lacks not null
-- setup: create table p(id int not null, k int) partition by list(k); create table q(id int, k int)
alter table p attach partition q for values in (1);
-- case: manual ATTACH as default
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create table q(id int, k int); insert into q values (1, 2)
alter table p attach partition q default;
-- case: manual ATTACH hash
-- setup: create table p(id int, k int) partition by hash(k); create table q(id int, k int)
alter table p attach partition q for values with (modulus 2, remainder 0);
-- case: manual DETACH
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(id)
alter table p detach partition p1;
-- case: manual DETACH with a default
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create table pd partition of p default
alter table p detach partition p1;
-- case: manual DETACH with FK
-- from: 12
-- setup: create table p(id bigint references r, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p detach partition p1;
-- case: manual DETACH concurrently in a transaction
-- session: begin
-- from: 14
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p detach partition p1 concurrently;
-- case: manual DETACH of a referenced table
-- from: 12
-- setup: create table p(id bigint primary key) partition by range(id); create table p1 partition of p for values from (0) to (1000); create table p2 partition of p for values from (1000) to (2000); create table q(id bigint references p); insert into p select g from generate_series(1, 300) g
alter table p detach partition p2;
-- case: manual CREATE VIEW
create view w as select * from t where exists (select from r where r.id = t.id);
-- case: manual CREATE OR REPLACE VIEW
-- setup: create view w as select a from t
create or replace view w as select a, nn from t;
-- case: manual CREATE OR REPLACE VIEW less columns
-- setup: create view w as select a, b from t
create or replace view w as select a from t;
-- case: manual ALTER VIEW rename column
-- from: 13
-- setup: create view w as select a, b from t
alter view w rename column a to aa;
-- case: manual ALTER VIEW set
-- setup: create view w as select a, b from t
alter view w set (security_barrier = true);
-- case: manual CREATE MATVIEW
create materialized view mw as select a, count(*) from t group by a;
-- case: manual REFRESH
-- setup: create materialized view mw as select * from t; create unique index mw_id on mw(id)
refresh materialized view mw;
-- case: manual REFRESH concurrently
-- setup: create materialized view mw as select id, a from t; create unique index mw_id on mw(id)
refresh materialized view concurrently mw;
-- case: manual REFRESH concurrently without key
-- setup: create materialized view mw as select id, a from t
refresh materialized view concurrently mw;
-- case: manual REFRESH with no data
-- setup: create materialized view mw as select id, a from t
refresh materialized view mw with no data;
-- case: manual REFRESH over a view
-- setup: create view w as select id from t join r using (id); create materialized view mw as select * from w
refresh materialized view mw;
-- case: manual ALTER MATVIEW rename
-- setup: create materialized view mw as select id, a from t
alter materialized view mw rename to mw2;
-- case: manual CREATE SEQUENCE owned
create sequence sq owned by t.a;
-- case: manual ALTER SEQUENCE restart
-- setup: create sequence sq
alter sequence sq restart with 100;
-- case: manual ALTER SEQUENCE cache
-- setup: create sequence sq
alter sequence sq cache 50;
-- case: manual ALTER SEQUENCE owned by
-- setup: create sequence sq
alter sequence sq owned by t.a;
-- case: manual ALTER SEQUENCE type
-- setup: create sequence sq as int
alter sequence sq as bigint;
-- case: manual setval
-- setup: create sequence sq
select setval('sq', 100);
-- case: manual setval from a table
-- setup: create table i(id serial primary key)
select setval(pg_get_serial_sequence('i', 'id'), (select max(id) from t));
-- case: manual ADD identity to a column
alter table t alter nn add generated always as identity;
-- case: manual DROP identity
-- setup: create table i(id int generated always as identity primary key)
alter table i alter id drop identity;
-- case: manual SET identity
-- setup: create table i(id int generated always as identity primary key)
alter table i alter id set generated by default set start 10;
-- case: manual DROP EXPRESSION
-- from: 13
-- setup: create table g(a int, d int generated always as (a + 1) stored); insert into g(a) values (1)
alter table g alter d drop expression;
-- case: manual SET EXPRESSION
-- from: 17
-- setup: create table g(a int, d int generated always as (a + 1) stored); insert into g(a) values (1); create index gd on g(d)
alter table g alter d set expression as (a + 2);
-- case: manual SET EXPRESSION virtual
-- from: 18
-- setup: create table g(a int, d int generated always as (a + 1) virtual); insert into g(a) values (1)
alter table g alter d set expression as (a + 2);
-- case: manual enum value added
-- session: begin
-- setup: create type mood as enum ('1'); create table te(m mood)
alter type mood add value '2';
-- case: manual enum value added that is there
-- session: begin
-- setup: create type mood as enum ('1'); create table te(m mood)
alter type mood add value if not exists '1';
-- case: manual enum value renamed
-- setup: create type mood as enum ('1'); create table te(m mood)
alter type mood rename value '1' to '2';
-- case: manual domain add check
-- setup: create domain dd as int; create table te(m dd); insert into te values (1); create table te2(n int, m dd)
alter domain dd add constraint pos check (value > 0);
-- case: manual domain add check not valid
-- setup: create domain dd as int; create table te(m dd); insert into te values (1)
alter domain dd add constraint pos check (value > 0) not valid;
-- case: manual domain validate
-- setup: create domain dd as int; create table te(m dd); insert into te values (1); alter domain dd add constraint pos check (value > 0) not valid
alter domain dd validate constraint pos;
-- case: manual domain set not null
-- setup: create domain dd as int; create table te(m dd); insert into te values (1)
alter domain dd set not null;
-- case: manual domain drop constraint
-- setup: create domain dd as int constraint pos check (value > 0); create table te(m dd)
alter domain dd drop constraint pos;
-- case: manual domain drop cascade
-- setup: create domain dd as int; create table te(m dd, n int); insert into te values (1)
drop domain dd cascade;
-- case: manual INSERT into a referencing table
insert into f values (1001, 1, 1);
-- case: manual INSERT from a select
insert into r select id + 1000, a from t;
-- case: manual INSERT on conflict
insert into r values (1, 2) on conflict (id) do update set x = excluded.x;
-- case: manual INSERT that a rule sends on
-- setup: create rule ru as on insert to t do instead insert into r values (new.id + 1000, new.a)
insert into t(id, nn) values (1000, 1);
-- case: manual INSERT through a view
-- setup: create view w as select id, x from r
insert into w values (1000, 1);
-- case: manual UPDATE from
update t set a = r.x from r where r.id = t.id;
-- case: manual UPDATE of a referenced key
update r set id = id + 10000 where x > 500;
-- case: manual UPDATE of partitions
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); insert into p values (1, 1)
update p set id = 2;
-- case: manual UPDATE of partitions pruned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create table p2 partition of p for values in (2); insert into p values (1, 1)
update p set id = 2 where k = 1;
-- case: manual UPDATE of a parent
-- setup: create table ch() inherits (t)
update t set a = 2;
-- case: manual UPDATE through a view
-- setup: create view w as select id, x from r
update w set x = 3;
-- case: manual DELETE using
delete from f using r where r.id = f.rid and r.x < 5;
-- case: manual DELETE with cascade
-- setup: create table q(id int, rid bigint references r on delete cascade); insert into q values (1, 1); delete from f
delete from r where x < 5;
-- case: manual DELETE with a CTE
with gone as (delete from f returning *) insert into r select id + 5000, k from gone;
-- case: manual MERGE
-- from: 15
merge into r using t on r.id = t.id when matched then update set x = t.a when not matched then insert values (t.id, t.a);
-- case: manual SELECT
select count(*) from t;
-- case: manual SELECT for update of one
select t.id from t join r using (id) for update of t;
-- case: manual SELECT for share
select id from r for share;
-- case: manual SELECT for update of a view
-- setup: create view w as select id, x from r
select id from w for update;
-- case: manual SELECT for key share partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); insert into p values (1, 1)
select * from p for key share;
-- case: manual LOCK
lock table t in share row exclusive mode;
-- case: manual LOCK default
lock t, r;
-- case: manual LOCK a view
-- setup: create view w as select * from t join r using (id)
lock w in share mode;
-- case: manual LOCK parent
-- setup: create table ch() inherits (t)
lock t in exclusive mode;
-- case: manual LOCK only
-- setup: create table ch() inherits (t)
lock only t in access share mode;
-- case: manual DO block
do $$ begin alter table t add column z int; update r set x = 1; end $$;
-- case: manual DO block with a condition
do $$ begin if exists (select from r where x = 1) then drop index t_a; end if; end $$;
-- case: manual COPY to
copy t to '/dev/null';
-- case: manual COPY query
copy (select a from t) to '/dev/null';
-- case: manual COPY from
copy r from '/dev/null';
-- case: manual CALL a procedure
-- setup: create procedure pr() language sql as 'delete from f'
call pr();
-- case: manual CREATE FUNCTION
create function ff() returns bigint language sql as 'select count(*) from t';
-- case: manual CREATE FUNCTION standard body
-- from: 14
create function ff() returns bigint return (select count(*) from t);
-- case: manual CREATE FUNCTION of row type
create function ff(t) returns bigint language sql as 'select $1.id';
-- case: manual CREATE TEMP TABLE as
create temp table tt as select * from r;
-- case: manual CREATE SCHEMA
create schema s9;
-- case: manual DROP SCHEMA restrict
drop schema s;
-- case: manual DROP SCHEMA with only its tables
-- setup: drop schema if exists s2 cascade; create schema s2; create table s2.q(i int)
drop schema s2 cascade;
-- case: manual DROP OWNED
-- setup: create table zq(id int); alter table zq owner to zz
drop owned by zz;
-- case: manual ALTER DEFAULT PRIVILEGES
alter default privileges in schema s grant select on tables to zz;
-- case: manual ALTER TYPE schema
-- setup: drop schema if exists s2 cascade; create schema s2; create type mood as enum ('1'); create table te(m mood)
alter type mood set schema s2;
-- case: manual RENAME attribute cascade
-- setup: create type co as (x int, y int); create table ct of co
alter type co rename attribute x to xx cascade;
-- case: manual NOT OF
-- setup: create type co as (x int, y int); create table ct of co
alter table ct not of;
-- case: manual OF
-- setup: create type co as (x int, y int); create table ct (x int, y int)
alter table ct of co;
-- case: manual SET SCHEMA of partitioned
-- setup: drop schema if exists s2 cascade; create schema s2; create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(id)
alter table p set schema s2;
-- case: manual ALTER TABLE a partition only
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(id); create table p2 partition of p for values in (2)
alter table p1 add constraint ck check (id > 0);
-- case: manual ALTER partition drop an inherited column
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p1 drop column id;
-- case: manual ALTER partition add a column
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p1 add column z int;
-- case: manual ALTER partition drop inherited not null
-- setup: create table p(id int not null, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p1 alter id drop not null;
-- case: manual DEFAULT set and dropped
alter table t alter e drop default, alter a set default 5;
-- case: manual DEFAULT of a view
-- setup: create view w as select * from t
alter view w alter a set default 5;
-- case: manual DEFAULT nextval
-- setup: create sequence sq
alter table t alter a set default nextval('sq');
-- case: manual DEFAULT at a parent
-- setup: create table ch() inherits (t)
alter table t alter a set default 5;
-- case: manual ADD COLUMN by ALTER TABLE of a view
-- setup: create view w as select * from t
alter table w add column z int;
-- case: manual ALTER TABLE IF EXISTS with several
alter table if exists t drop column a, drop column vc, add constraint ck check (nn > 0) not valid;
-- case: manual CHECK added and column added
alter table t add column z int, add constraint ck check (z > 0 or a > 0);
-- case: manual unique and type of the same column
alter table t add unique (a), alter a type bigint;
-- case: manual foreign key and type of the same column
alter table f alter k type int, add foreign key (k) references r;
-- case: manual drop column and add it again
alter table t drop column a, add column a bigint default 0;
-- case: manual drop of a constraint and a new one
alter table f drop constraint f_rid_fkey, add constraint f_rid_fkey foreign key (rid) references r on delete cascade not valid;
