-- case: ATTACH range
-- setup: create table p(id int, k int) partition by range(k); create table cand(id int, k int); insert into cand select g, 15 from generate_series(1,50) g
alter table p attach partition cand for values from (10) to (20);
-- case: ATTACH range with CHECK
-- setup: create table p(id int, k int) partition by range(k); create table cand(id int, k int); insert into cand select g, 15 from generate_series(1,50) g; alter table cand add check (k is not null and k >= 10 and k < 20)
alter table p attach partition cand for values from (10) to (20);
-- case: ATTACH range with CHECK that is narrower
-- setup: create table p(id int, k int) partition by range(k); create table cand(id int, k int not null); insert into cand select g, 15 from generate_series(1,50) g; alter table cand add check (k >= 12 and k < 18)
alter table p attach partition cand for values from (10) to (20);
-- case: ATTACH range with CHECK that is wider
-- setup: create table p(id int, k int) partition by range(k); create table cand(id int, k int not null); insert into cand select g, 15 from generate_series(1,50) g; alter table cand add check (k >= 5 and k < 18)
alter table p attach partition cand for values from (10) to (20);
-- case: ATTACH range with CHECK BETWEEN
-- setup: create table p(id int, k int) partition by range(k); create table cand(id int, k int not null); insert into cand select g, 15 from generate_series(1,50) g; alter table cand add check (k between 10 and 19)
alter table p attach partition cand for values from (10) to (20);
-- case: ATTACH range of dates with CHECK
-- setup: create table p(id int, d date) partition by range(d); create table cand(id int, d date not null); insert into cand select g, '2024-01-05' from generate_series(1,50) g; alter table cand add check (d >= '2024-01-01' and d < '2024-02-01')
alter table p attach partition cand for values from ('2024-01-01') to ('2024-02-01');
-- case: ATTACH range of dates with CHECK that casts
-- setup: create table p(id int, d date) partition by range(d); create table cand(id int, d date not null); insert into cand select g, '2024-01-05' from generate_series(1,50) g; alter table cand add check (d >= date '2024-01-01' and d < '2024-02-01'::date)
alter table p attach partition cand for values from ('2024-01-01') to ('2024-02-01');
-- case: ATTACH range to MAXVALUE
-- setup: create table p(id int, k int) partition by range(k); create table cand(id int, k int not null); insert into cand select g, 15 from generate_series(1,50) g; alter table cand add check (k >= 10)
alter table p attach partition cand for values from (10) to (maxvalue);
-- case: ATTACH list with CHECK alone
-- setup: create table p(id int, k int) partition by list(k); create table cand(id int, k int); insert into cand select g, 2 from generate_series(1,50) g; alter table cand add check (k = 2)
alter table p attach partition cand for values in (2);
-- case: ATTACH list of two with CHECK IN
-- setup: create table p(id int, k int) partition by list(k); create table cand(id int, k int not null); insert into cand select g, 2 from generate_series(1,50) g; alter table cand add check (k in (2, 3))
alter table p attach partition cand for values in (2, 3);
-- case: ATTACH list of two with CHECK of one
-- setup: create table p(id int, k int) partition by list(k); create table cand(id int, k int not null); insert into cand select g, 3 from generate_series(1,50) g; alter table cand add check (k = 3)
alter table p attach partition cand for values in (2, 3);
-- case: ATTACH list of one with CHECK of two
-- setup: create table p(id int, k int) partition by list(k); create table cand(id int, k int not null); insert into cand select g, 2 from generate_series(1,50) g; alter table cand add check (k in (2, 3))
alter table p attach partition cand for values in (2);
-- case: ATTACH list of strings with CHECK
-- setup: create table p(id int, k text) partition by list(k); create table cand(id int, k text not null); insert into cand select g, 'x' from generate_series(1,50) g; alter table cand add check (k = 'x')
alter table p attach partition cand for values in ('x');
-- case: ATTACH with default whose CHECK excludes
-- setup: create table p(id int, k int) partition by list(k); create table pd partition of p default; insert into p select g, 9 from generate_series(1,50) g; alter table pd add check (k is not null and k <> 2); create table cand(id int, k int)
alter table p attach partition cand for values in (2);
-- case: ATTACH range with default whose CHECK excludes
-- setup: create table p(id int, k int) partition by range(k); create table pd partition of p default; insert into p select g, 100 from generate_series(1,50) g; alter table pd add check (k is not null and (k < 10 or k >= 20)); create table cand(id int, k int)
alter table p attach partition cand for values from (10) to (20);
-- case: ATTACH hash
-- setup: create table p(id int, k int) partition by hash(k); create table cand(id int, k int)
alter table p attach partition cand for values with (modulus 2, remainder 0);
-- case: ATTACH with indexes on the parent
-- setup: create table p(id int, k int) partition by list(k); create index pi on p(id); create table cand(id int, k int); insert into cand select g, 2 from generate_series(1,50) g
alter table p attach partition cand for values in (2);
-- case: ATTACH with a matching index
-- setup: create table p(id int, k int) partition by list(k); create index pi on p(id); create table cand(id int, k int); create index ci on cand(id)
alter table p attach partition cand for values in (2);
-- case: ATTACH with a primary key on the parent
-- setup: create table p(id int, k int, primary key (id, k)) partition by list(k); create table cand(id int not null, k int not null)
alter table p attach partition cand for values in (2);
-- case: ATTACH with a foreign key on the parent
-- setup: create table p(id int, k bigint references r(id)) partition by list(k); create table cand(id int, k bigint); insert into cand select g, 2 from generate_series(1,50) g
alter table p attach partition cand for values in (2);
-- case: ATTACH with a foreign key on both
-- setup: create table p(id int, k bigint references r(id)) partition by list(k); create table cand(id int, k bigint references r(id)); insert into cand select g, 2 from generate_series(1,50) g
alter table p attach partition cand for values in (2);
-- case: ATTACH a partitioned table
-- setup: create table p(id int, k int) partition by list(k); create table cand(id int, k int) partition by list(id); create table c1 partition of cand for values in (1)
alter table p attach partition cand for values in (2);
-- case: ATTACH to a sub-partition
-- setup: create table p(id int, k int) partition by list(k); create table q partition of p for values in (1, 2) partition by list(id); create table cand(id int, k int)
alter table q attach partition cand for values in (2);
-- case: DETACH
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create table p2 partition of p for values in (2)
alter table p detach partition p1;
-- case: DETACH with default
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create table pd partition of p default
alter table p detach partition p1;
-- case: DETACH with index
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(id)
alter table p detach partition p1;
-- case: DETACH with foreign key
-- setup: create table p(id int, k bigint references r(id)) partition by list(k); create table p1 partition of p for values in (1)
alter table p detach partition p1;
-- case: DETACH of a referenced table
-- from: 12
-- setup: create table p(k bigint primary key) partition by list(k); create table p1 partition of p for values in (1); create table fp(k bigint references p(k))
alter table p detach partition p1;
-- case: DETACH default
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create table pd partition of p default
alter table p detach partition pd;
-- case: DETACH what is no partition
-- setup: create table p(id int, k int) partition by list(k); create table cand(id int, k int)
alter table p detach partition cand;
-- case: DETACH CONCURRENTLY in a transaction
-- from: 14
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
-- session: begin
alter table p detach partition p1 concurrently;
-- case: SET NOT NULL of a partition
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p1 alter id set not null;
-- case: DROP NOT NULL of a partition whose parent has it
-- setup: create table p(id int not null, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p1 alter id drop not null;
-- case: SET NOT NULL only on the parent
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table only p alter id set not null;
-- case: ADD COLUMN to a partition
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p1 add column z int;
-- case: ADD COLUMN only to a partitioned table
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table only p add column z int;
-- case: INSERT partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create table p2 partition of p for values in (2)
insert into p values (1, 1);
-- case: UPDATE partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create table p2 partition of p for values in (2); insert into p values (1, 1), (2, 2); create index pi on p(id)
update p set id = 3;
-- case: SELECT partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create table p2 partition of p for values in (2); insert into p values (1, 1), (2, 2); create index pi on p(id)
select count(*) from p;
-- case: ANALYZE partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(id)
analyze p;
-- case: CREATE TRIGGER partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create function tf() returns trigger language plpgsql as 'begin return new; end'
create trigger z after insert on p for each row execute procedure tf();
-- case: DROP TRIGGER partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create function tf() returns trigger language plpgsql as 'begin return new; end'; create trigger z after insert on p for each row execute procedure tf()
drop trigger z on p;
-- case: ALTER INDEX ATTACH PARTITION already
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(id)
alter index pi attach partition p1_id_idx;
