-- case: ADD COLUMN nullable
alter table t add column z int;
-- case: ADD COLUMN if not exists, there
alter table t add column if not exists a int;
-- case: ADD COLUMN there
alter table t add column a int;
-- case: ADD COLUMN random()
alter table t add column z float default random();
-- case: ADD COLUMN gen_random_uuid()
-- from: 13
alter table t add column z uuid default gen_random_uuid();
-- case: ADD COLUMN nextval
-- setup: create sequence q
alter table t add column z int default nextval('q');
-- case: ADD COLUMN lower()
alter table t add column z text default lower('A');
-- case: ADD COLUMN stable expression
alter table t add column z text default to_char(now(), 'YYYY') || current_user;
-- case: ADD COLUMN default inside a cast
alter table t add column z jsonb default '{}'::jsonb;
-- case: ADD COLUMN array default
alter table t add column z int[] default array[1, 2];
-- case: ADD COLUMN default now in a string
alter table t add column z timestamptz default 'now'::timestamptz;
-- case: ADD COLUMN volatile inside coalesce
alter table t add column z float default coalesce(null, random());
-- case: ADD COLUMN user function, volatile
-- setup: create function uf() returns int language plpgsql as 'begin return 1; end'
alter table t add column z int default uf();
-- case: ADD COLUMN user function, stable
-- setup: create function uf() returns int language plpgsql stable as 'begin return 1; end'
alter table t add column z int default uf();
-- case: ADD COLUMN user function, immutable
-- setup: create function uf() returns int language plpgsql immutable as 'begin return 1; end'
alter table t add column z int default s.uf();
-- case: ADD COLUMN user SQL function that can be inlined
-- setup: create function uf() returns int language sql as 'select 1'
alter table t add column z int default uf();
-- case: ADD COLUMN user SQL function that calls random
-- setup: create function uf() returns float language sql as 'select random()'
alter table t add column z float default uf();
-- case: ADD COLUMN NOT NULL default null
-- setup: create table emp(id int)
alter table emp add column z int not null default null;
-- case: ADD COLUMN smallserial
alter table t add column z smallserial;
-- case: ADD COLUMN identity
alter table t add column z int generated always as identity;
-- case: ADD COLUMN stored
-- from: 12
alter table t add column z int generated always as (a + 1) stored;
-- case: ADD COLUMN domain not null
-- setup: create domain dn as int not null
alter table t add column z dn default 1;
-- case: ADD COLUMN domain with check and default
-- setup: create domain dpos as int default 5 check (value > 0)
alter table t add column z dpos;
-- case: ADD COLUMN domain with volatile default
-- setup: create domain dv as float default random()
alter table t add column z dv;
-- case: ADD COLUMN domain over a constrained domain
-- setup: create domain d1 as int check (value > 0); create domain d2 as d1
alter table t add column z d2;
-- case: ADD COLUMN array of a constrained domain
-- setup: create domain d1 as int check (value > 0)
alter table t add column z d1[];
-- case: ADD COLUMN references with default
alter table t add column z bigint default 1 references r(id);
-- case: ADD COLUMN references itself
alter table t add column z bigint references t(id);
-- case: ADD COLUMN unique with default
-- setup: create table one(a int); insert into one values (1)
alter table one add column z int default 1 unique;
-- case: ADD COLUMN volatile to a partitioned table
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(id)
alter table p add column z float default random();
-- case: ADD COLUMN to an inheritance parent
-- setup: create table par(a int); create table ch() inherits (par)
alter table par add column z int;
-- case: ADD COLUMN only to an inheritance parent
-- setup: create table par(a int); create table ch() inherits (par)
alter table only par add column z int;
-- case: ADD COLUMN twice
alter table t add column y int, add column z float default random();
-- case: ADD COLUMN with comment and check
alter table t add column z int, add check (z > 0);
-- case: DROP COLUMN
alter table t drop column a;
-- case: DROP COLUMN unindexed
alter table t drop column n;
-- case: DROP COLUMN with foreign key
alter table f drop column rid;
-- case: DROP COLUMN referenced
alter table r drop column id;
-- case: DROP COLUMN referenced cascade
alter table r drop column id cascade;
-- case: DROP COLUMN that a view reads
-- setup: create view v as select a from t
alter table t drop column a;
-- case: DROP COLUMN that a view reads, cascade
-- setup: create view v as select a from t
alter table t drop column a cascade;
-- case: DROP COLUMN of a partitioned table
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(id)
alter table p drop column id;
-- case: DROP COLUMN partition key
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p drop column k;
-- case: DROP COLUMN inherited
-- setup: create table par(a int); create table ch() inherits (par)
alter table ch drop column a;
-- case: DROP COLUMN serial
-- setup: create table se(id serial, a int)
alter table se drop column id;
-- case: DROP COLUMN missing
alter table t drop column nope;
-- case: DROP COLUMN if exists missing
alter table t drop column if exists nope;
-- case: DROP NOT NULL
alter table t alter nn drop not null;
-- case: DROP NOT NULL of a key
alter table t alter id drop not null;
-- case: SET NOT NULL
alter table t alter a set not null;
-- case: SET NOT NULL with valid CHECK
-- setup: alter table t add constraint ck check (a is not null)
alter table t alter a set not null;
-- case: SET NOT NULL with NOT VALID CHECK
-- setup: alter table t add constraint ck check (a is not null) not valid
alter table t alter a set not null;
-- case: SET NOT NULL with validated CHECK
-- setup: alter table t add constraint ck check (a is not null) not valid; alter table t validate constraint ck
alter table t alter a set not null;
-- case: SET NOT NULL with CHECK of another column
-- setup: alter table t add constraint ck check (i4 is not null)
alter table t alter a set not null;
-- case: SET NOT NULL with CHECK joined by OR
-- setup: alter table t add constraint ck check (a is not null or i4 is not null)
alter table t alter a set not null;
-- case: SET NOT NULL with CHECK not null in reverse
-- setup: alter table t add constraint ck check (not (a is null))
alter table t alter a set not null;
-- case: SET NOT NULL twice, one checked
-- setup: alter table t add constraint ck check (a is not null)
alter table t alter a set not null, alter i4 set not null;
-- case: SET NOT NULL and a default
alter table t alter a set not null, alter a set default 3;
-- case: SET DEFAULT of a partitioned table
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p alter id set default 1;
-- case: SET DEFAULT only of a partitioned table
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table only p alter id set default 1;
-- case: SET STATISTICS
alter table t alter a set statistics 100;
-- case: RESET n_distinct
alter table t alter a reset (n_distinct);
-- case: SET STATISTICS of a partitioned table
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p alter id set statistics 100;
-- case: SET STATISTICS and SET DEFAULT
alter table t alter a set statistics 100, alter a set default 1;
-- case: SET COMPRESSION
-- from: 14
alter table t alter b set compression pglz;
-- case: SET STORAGE plain on a partitioned table
-- setup: create table p(id text, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p alter id set storage external;
-- case: identity RESTART
-- setup: create table idt(id int generated always as identity)
alter table idt alter id restart with 10;
-- case: identity SET GENERATED
-- setup: create table idt(id int generated always as identity)
alter table idt alter id set generated by default;
-- case: identity SET INCREMENT
-- setup: create table idt(id int generated always as identity)
alter table idt alter id set increment 5;
-- case: identity added to a nullable column
alter table t alter a add generated by default as identity;
-- case: SET EXPRESSION of stored
-- from: 17
-- setup: create table gt(a int, g int generated always as (a+1) stored); insert into gt select g from generate_series(1,50) g; create index gi on gt(g)
alter table gt alter g set expression as (a + 2);
-- case: SET EXPRESSION of virtual
-- from: 18
-- setup: create table gt(a int, g int generated always as (a+1) virtual); insert into gt select g from generate_series(1,50) g
alter table gt alter g set expression as (a + 2);
-- case: RENAME COLUMN of a partitioned table
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p rename column id to zz;
-- case: RENAME COLUMN only of an inheritance parent
-- setup: create table par(a int); create table ch() inherits (par)
alter table par rename column a to zz;
-- case: RENAME COLUMN missing
alter table t rename column nope to zz;
