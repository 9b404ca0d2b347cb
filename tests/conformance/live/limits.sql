-- case: ADD COLUMN volatile inside a case
alter table t add column z float default case when true then 1 else random() end;
-- case: ADD COLUMN user SQL function that reads a table
-- setup: create function uf() returns bigint language sql as 'select max(id) from s.r'
alter table t add column z bigint default uf();
-- case: ADD FK to a missing table
alter table f add constraint z foreign key (k) references nope(id);
-- case: ADD EXCLUDE gist
alter table t add exclude using gist (ci inet_ops with &&);
-- case: DROP INDEX missing
drop index nope;
-- case: DROP INDEX if exists missing
drop index if exists nope;
-- case: EXPLAIN an UPDATE
explain update r set x = 1;
-- case: EXPLAIN a DELETE
explain delete from r where x = 1;
-- case: EXPLAIN an INSERT
explain insert into r select g, g from generate_series(1,3) g;
-- case: EXPLAIN an upsert
explain insert into r values (1, 1) on conflict (id) do nothing;
-- case: EXPLAIN a MERGE
-- from: 15
explain merge into r using t on r.id = t.id when matched then update set x = t.a;
-- case: EXPLAIN an UPDATE with partitions
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(id)
explain update p set id = 1;
-- case: PREPARE an UPDATE
prepare zp as update r set x = 1;
-- case: PREPARE a SELECT
prepare zs as select x from r where id = 1;
-- case: volatile in one arm of a CASE
alter table t add column z float default case when now() is null then 1 else random() end;
-- case: OWNER TO same
alter table t owner to postgres;
-- case: SET of an unknown option
alter table t set (nope = 1);
-- case: ALTER TABLE missing
alter table nope add column z int;
-- case: ALTER TABLE if exists missing
alter table if exists nope add column z int;
-- case: DROP TABLE missing
drop table nope;
-- case: DROP TABLE if exists missing
drop table if exists nope;
-- case: temporary table
-- setup: create temp table tt(v varchar(10))
alter table tt alter v type int using 1;
