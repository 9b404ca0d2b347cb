-- case: manual several ADD COLUMN with one volatile
alter table r add column c1 int default 5, add column c2 text default md5(random()::text), add column c3 int;
-- case: manual SET NOT NULL and a default in one
alter table t alter a set default 1, alter a set not null;
-- case: manual ADD COLUMN and drop column
alter table t add column z int default 0, drop column b;
-- case: manual type change and new index constraint
alter table r alter x type bigint, add constraint r_x_key unique (x);
-- case: manual two type changes, one of them free
alter table t alter vc type varchar(40), alter ts type timestamp(6);
-- case: manual type change of an unindexed column to a smaller one
alter table t alter n type numeric(8,2);
-- case: manual numeric to unconstrained
alter table t alter n type numeric;
-- case: manual numeric with another scale
alter table t alter n type numeric(12,4);
-- case: manual varchar indexed to text
alter table t alter vc type text;
-- case: manual text indexed to varchar
alter table t alter b type varchar;
-- case: manual text to varchar with a limit
alter table t alter b type varchar(100);
-- case: manual char to longer char
alter table t alter c type char(20);
-- case: manual char to text
alter table t alter c type text;
-- case: manual int to oid
alter table t alter i4 type oid using i4::oid;
-- case: manual cidr to inet
alter table t alter ci type inet;
-- case: manual timestamp to date
alter table t alter ts type date;
-- case: manual timestamptz to timestamp in UTC
-- session: set timezone = 'UTC'
alter table t alter tz type timestamp;
-- case: manual timestamptz to timestamp in Berlin
-- session: set timezone = 'Europe/Berlin'
alter table t alter tz type timestamp;
-- case: manual timestamptz to a lower precision
alter table t alter tz type timestamptz(3);
-- case: manual interval precision widened
alter table t alter iv type interval(6);
-- case: manual interval to fields
alter table t alter iv type interval day to second;
-- case: manual varbit widened
alter table t alter vb type varbit(10);
-- case: manual bit widened
alter table t alter bt type bit(10) using bt::bit(10);
-- case: manual time widened
alter table t alter td type time(6);
-- case: manual array of varchar widened
alter table t alter arr type varchar(20)[];
-- case: manual array of varchar to text array
alter table t alter arr type text[];
-- case: manual array varchar without a limit
alter table t alter arr type varchar[];
-- case: manual json to jsonb
alter table t alter j type jsonb;
-- case: manual jsonb to text
alter table t alter jb type text;
-- case: manual bytea to text
alter table t alter xb type text using encode(xb, 'hex');
-- case: manual text to enum
-- setup: create type mood as enum ('1'); create table te(m text); insert into te values ('1')
alter table te alter m type mood using m::mood;
-- case: manual enum to text with an index
-- setup: create type mood as enum ('1'); create table te(m mood); create index te_m on te(m); insert into te values ('1')
alter table te alter m type text;
-- case: manual domain over the same type
-- setup: create domain dfree as text; create table te(m text); create index te_m on te(m); insert into te values ('1')
alter table te alter m type dfree;
-- case: manual domain with a check
-- setup: create domain dpos as int check (value > 0); create table te(m int); create index te_m on te(m); insert into te values ('1')
alter table te alter m type dpos;
-- case: manual domain to its base
-- setup: create domain dpos as int check (value > 0); create table te(m dpos); create index te_m on te(m); insert into te values ('1')
alter table te alter m type int;
-- case: manual type with another collation
alter table t alter b type text collate "POSIX";
-- case: manual type with another collation, no index
alter table t alter vc type varchar(10) collate "C", alter c type char(10) collate "C";
-- case: manual type with a using that casts nothing
alter table t alter b type text using b;
-- case: manual type with a using of another column
alter table t alter a type int using nn;
-- case: manual type of column in an expression index
-- setup: create index t_low on t (lower(vc)); create index t_part on t(id) where vc is not null
alter table t alter vc type varchar(20);
-- case: manual type of column in a covering index
-- setup: create index t_cov on t (id) include (vc)
alter table t alter vc type text;
-- case: manual type of column in a predicate
-- setup: create index t_part on t(id) where a > 5
alter table t alter a type bigint;
-- case: manual type of column in a CHECK
-- setup: alter table t add constraint t_vc_check check (vc <> 'x')
alter table t alter vc type varchar(20);
-- case: manual type of column in a CHECK not valid
-- setup: alter table t add constraint t_a_check check (a > 5) not valid
alter table t alter a type bigint;
-- case: manual type of a column in a view
-- setup: create view w as select a from t
alter table t alter a type bigint;
-- case: manual type of another column than the view's
-- setup: create view w as select a from t
alter table t alter nn type bigint;
-- case: manual type of column in a policy
-- setup: create policy po on t using (a > 1)
alter table t alter a type bigint;
-- case: manual type of a column a trigger names
-- setup: create function tf() returns trigger language plpgsql as 'begin return new; end'; create trigger tg before update of a on t for each row execute function tf()
alter table t alter a type bigint;
-- case: manual type of a column in a trigger's WHEN
-- setup: create function tf() returns trigger language plpgsql as 'begin return new; end'; create trigger tg before update on t for each row when (new.a > 1) execute function tf()
alter table t alter a type bigint;
-- case: manual type of a column a generated one reads
-- from: 12
-- setup: create table g(a int, d int generated always as (a + 1) stored); insert into g(a) values (1)
alter table g alter a type bigint;
-- case: manual type of a referenced key
alter table r alter id type int;
-- case: manual type of a referencing column
alter table f alter rid type int;
-- case: manual type of a column with statistics
-- setup: create statistics st on a, nn from t
alter table t alter a type bigint;
-- case: manual type of identity column
-- setup: create table i(id int generated always as identity primary key, x int); insert into i(x) values (1)
alter table i alter id type bigint;
-- case: manual type of serial column
-- setup: create table i(id serial primary key, x int); insert into i(x) values (1)
alter table i alter id type bigint;
-- case: manual type of inherited column
-- setup: create table ch() inherits (t); create index ch_a on ch(a)
alter table t alter a type bigint;
-- case: manual type of an inherited column at the child
-- setup: create table ch() inherits (t)
alter table ch alter a type bigint;
-- case: manual type on two levels of partitions
-- setup: create table p(id int, k int, v varchar(5)) partition by list(k); create table p1 partition of p for values in (1) partition by range(id); create table p11 partition of p1 for values from (0) to (10); create index pi on p(v)
alter table p alter v type varchar(9);
-- case: manual type of a partition key
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p alter k type bigint;
-- case: manual type with exclusion constraint
-- setup: create table ex(a int4range, b int, constraint exx exclude using gist (a with &&)); insert into ex values ('[1,2)', 1)
alter table ex alter b type bigint;
-- case: manual type of a column of a composite type in use
-- setup: create type co as (x int, y int); create table ct(c co)
alter type co alter attribute x type bigint;
-- case: manual attribute added to a composite type in use
-- setup: create type co as (x int, y int); create table ct(c co)
alter type co add attribute z int;
-- case: manual attribute of a typed table cascades
-- setup: create type co as (x int, y int); create table ct of co; insert into ct values (1, 2)
alter type co add attribute z int cascade;
-- case: manual attribute type of a typed table cascades
-- setup: create type co as (x int, y int); create table ct of co; insert into ct values (1, 2)
alter type co alter attribute x type bigint cascade;
-- case: manual typed table
-- setup: create type co as (x int, y int)
create table ct of co;
-- case: manual ADD COLUMN stable default
alter table t add column z timestamptz default now();
-- case: manual ADD COLUMN clock_timestamp
alter table t add column z timestamptz default clock_timestamp();
-- case: manual ADD COLUMN uuid
-- from: 13
alter table t add column z uuid default gen_random_uuid();
-- case: manual ADD COLUMN uuidv7
-- from: 18
alter table t add column z uuid default uuidv7();
-- case: manual ADD COLUMN nextval
-- setup: create sequence sq
alter table t add column z bigint default nextval('sq');
-- case: manual ADD COLUMN constant expression
alter table t add column z int default 2 * 3 + length('abc'), add column y text default 'a' || 'b', add column x jsonb not null default '{}', add column w text[] default array['a', 'b'];
-- case: manual ADD COLUMN immutable user function
-- setup: create function fi() returns int language sql immutable as 'select 1'
alter table t add column z int default fi();
-- case: manual ADD COLUMN stable user function
-- setup: create function fs() returns int language plpgsql stable as 'begin return 1; end'
alter table t add column z int default fs();
-- case: manual ADD COLUMN plain user function
-- setup: create function fv() returns int language plpgsql as 'begin return 1; end'
alter table t add column z int default fv();
-- case: manual ADD COLUMN function made volatile later
-- setup: create function fi() returns int language plpgsql immutable as 'begin return 1; end'; alter function fi() volatile
alter table t add column z int default fi();
-- case: manual ADD COLUMN domain with default
-- setup: create domain dd as int default 7
alter table t add column z dd;
-- case: manual ADD COLUMN domain with check
-- setup: create domain dd as int check (value > 0)
alter table t add column z dd;
-- case: manual ADD COLUMN domain not null with default
-- setup: create domain dd as int not null
alter table t add column z dd default 1;
-- case: manual ADD COLUMN domain with a volatile default
-- setup: create domain dd as float8 default random()
alter table t add column z dd;
-- case: manual ADD COLUMN serial
alter table t add column z bigserial;
-- case: manual ADD COLUMN identity
alter table t add column z int generated by default as identity;
-- case: manual ADD COLUMN generated stored
-- from: 12
alter table t add column z int generated always as (a * 2) stored;
-- case: manual ADD COLUMN generated virtual
-- from: 18
alter table t add column z int generated always as (a * 2) virtual;
-- case: manual ADD COLUMN generated virtual not null
-- from: 18
alter table t add column z int generated always as (nn * 2) virtual not null;
-- case: manual ADD COLUMN generated virtual with check
-- from: 18
alter table t add column z int generated always as (nn * 2) virtual check (z > 0);
-- case: manual index on a virtual column
-- from: 18
-- setup: alter table t add column z int generated always as (nn * 2) virtual
create index t_z on t(z);
-- case: manual ADD COLUMN not null without default
alter table t add column z int not null;
-- case: manual ADD COLUMN unique
alter table t add column z int unique;
-- case: manual ADD COLUMN references
alter table t add column z bigint references r;
-- case: manual ADD COLUMN references with default
alter table t add column z bigint default 1 references r(id);
-- case: manual ADD COLUMN check
alter table t add column z int default 3 check (z > 1);
-- case: manual ADD COLUMN check without default
alter table t add column z int constraint zz check (z > 1);
-- case: manual ADD COLUMN if not exists that is there
alter table t add column if not exists a int default random()::int;
-- case: manual ADD COLUMN to a parent with children
-- setup: create table ch() inherits (t); create table ch2() inherits (ch)
alter table t add column z int default random()::int;
-- case: manual ADD COLUMN only at the parent
-- setup: create table ch() inherits (t)
alter table only t add column z int;
-- case: manual ADD COLUMN under a view
-- setup: create view w as select * from t; create materialized view mw as select * from t
alter table t add column z int default random()::int;
-- case: manual DROP COLUMN in a view
-- setup: create view w as select a from t
alter table t drop column a;
-- case: manual DROP COLUMN cascade with view and matview
-- setup: create view w as select a from t; create materialized view mw as select a from t; create index mw_a on mw(a); create view w2 as select * from w
alter table t drop column a cascade;
-- case: manual DROP COLUMN referenced
alter table r drop column id cascade;
-- case: manual DROP COLUMN referencing
alter table f drop column rid;
-- case: manual DROP COLUMN partition with index
-- setup: create table p(id int, k int, v varchar(5)) partition by list(k); create table p1 partition of p for values in (1) partition by range(id); create table p11 partition of p1 for values from (0) to (10); create index pi on p(v)
alter table p drop column v;
-- case: manual DROP COLUMN serial
-- setup: create table i(id serial primary key, x int)
alter table i drop column id;
-- case: manual SET NOT NULL plain
alter table t alter a set not null;
-- case: manual SET NOT NULL already
alter table t alter nn set not null;
-- case: manual SET NOT NULL proved by check
-- setup: alter table t add constraint ck check (a is not null)
alter table t alter a set not null;
-- case: manual SET NOT NULL with an unproved check
-- setup: alter table t add constraint ck check (a is not null) not valid
alter table t alter a set not null;
-- case: manual SET NOT NULL by a check of both columns
-- setup: alter table t add constraint ck check (a is not null and b is not null)
alter table t alter a set not null, alter b set not null;
-- case: manual SET NOT NULL by a check of an alternative
-- setup: alter table t add constraint ck check (a is not null or b is not null)
alter table t alter a set not null;
-- case: manual SET NOT NULL by a comparison
-- setup: alter table t add constraint ck check (a > 0)
alter table t alter a set not null;
-- case: manual SET NOT NULL by coalesce
-- setup: alter table t add constraint ck check (coalesce(a, 0) > 0)
alter table t alter a set not null;
-- case: manual SET NOT NULL with the CHECK dropped in the same statement
-- setup: alter table t add constraint ck check (a is not null)
alter table t alter a set not null, drop constraint ck;
-- case: manual SET NOT NULL with the CHECK validated in the same statement
-- setup: alter table t add constraint ck check (a is not null) not valid
alter table t validate constraint ck, alter a set not null;
-- case: manual SET NOT NULL on partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); insert into p values (1, 1); create index pi on p(k)
alter table p alter id set not null;
-- case: manual SET NOT NULL inherited, child proved
-- setup: create table ch() inherits (t); alter table t add constraint ck check (a is not null)
alter table t alter a set not null;
-- case: manual NOT NULL constraint by name
-- from: 18
alter table t add constraint a_nn not null a;
-- case: manual NOT NULL constraint not valid
-- from: 18
alter table t add constraint a_nn not null a not valid;
-- case: manual NOT NULL constraint validated
-- from: 18
-- setup: alter table t add constraint a_nn not null a not valid
alter table t validate constraint a_nn;
-- case: manual NOT NULL not valid then SET NOT NULL
-- from: 18
-- setup: alter table t add constraint a_nn not null a not valid
alter table t alter a set not null;
-- case: manual primary key using not valid NOT NULL
-- from: 18
-- setup: alter table r drop constraint r_pkey cascade; alter table r alter id drop not null; alter table r add constraint nnn not null id not valid
alter table r add primary key (id);
-- case: manual DROP NOT NULL
alter table t alter nn drop not null;
-- case: manual DROP NOT NULL of a primary key
alter table t alter id drop not null;
-- case: manual CHECK not enforced
-- from: 18
alter table t add constraint ck check (a > 0) not enforced;
-- case: manual FK not enforced
-- from: 18
alter table t add constraint fk foreign key (a) references r not enforced;
-- case: manual FK made enforced
-- from: 18
-- setup: alter table t add constraint fk foreign key (id) references r not enforced
alter table t alter constraint fk enforced;
-- case: manual FK made not enforced
-- from: 18
alter table f alter constraint f_rid_fkey not enforced;
-- case: manual temporal primary key
-- from: 18
-- setup: create table te(id int4range, during tstzrange, x int)
alter table te add constraint te_pk primary key (id, during without overlaps);
-- case: manual temporal foreign key
-- from: 18
-- setup: create table te(id int4range, during tstzrange, primary key (id, during without overlaps)); create table tf(id int, tid int4range, during tstzrange)
alter table tf add constraint tfk foreign key (tid, period during) references te (id, period during);
-- case: manual ADD CHECK
alter table t add constraint ck check (a > 0);
-- case: manual ADD CHECK not valid
alter table t add constraint ck check (a > 0) not valid;
-- case: manual ADD CHECK to a parent
-- setup: create table ch() inherits (t); insert into ch(id, nn) values (1, 1)
alter table t add constraint ck check (nn > 0);
-- case: manual ADD CHECK no inherit
-- setup: create table ch() inherits (t)
alter table t add constraint ck check (nn > 0) no inherit;
-- case: manual VALIDATE CHECK at parent
-- setup: create table ch() inherits (t); alter table t add constraint ck check (nn > 0) not valid
alter table t validate constraint ck;
-- case: manual VALIDATE FK
-- setup: alter table f add constraint fk2 foreign key (k) references r not valid
alter table f validate constraint fk2;
-- case: manual VALIDATE what is valid
alter table f validate constraint f_rid_fkey;
-- case: manual ADD FK and VALIDATE in one
alter table f add constraint fk2 foreign key (k) references r not valid, validate constraint fk2;
-- case: manual ADD FK plain
alter table f add constraint fk2 foreign key (k) references r;
-- case: manual ADD FK to itself
alter table f add constraint fk2 foreign key (k) references f;
-- case: manual ADD FK to a column without unique
alter table f add constraint fk2 foreign key (k) references r(x);
-- case: manual ADD FK of a partitioned table
-- from: 12
-- setup: create table p(id bigint, k int) partition by list(k); create table p1 partition of p for values in (1) partition by range (id); create table p11 partition of p1 for values from (0) to (10)
alter table p add constraint pfk foreign key (id) references r;
-- case: manual ADD FK not valid of a partitioned table
-- setup: create table p(id bigint, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p add constraint pfk foreign key (id) references r not valid;
-- case: manual ADD FK to a partitioned table
-- from: 12
-- setup: create table p(id bigint primary key) partition by range(id); create table p1 partition of p for values from (0) to (1000) partition by range(id); create table p11 partition of p1 for values from (0) to (1000); insert into p select g from generate_series(1, 300) g
alter table f add constraint pfk foreign key (k) references p;
-- case: manual DROP FK
alter table f drop constraint f_rid_fkey;
-- case: manual DROP FK to a partitioned table
-- from: 12
-- setup: create table p(id bigint primary key) partition by range(id); create table p1 partition of p for values from (0) to (1000); insert into p select g from generate_series(1, 300) g; alter table f add constraint pfk foreign key (k) references p
alter table f drop constraint pfk;
-- case: manual DROP PK referenced
alter table r drop constraint r_pkey;
-- case: manual DROP PK referenced cascade
alter table r drop constraint r_pkey cascade;
-- case: manual ALTER FK deferrable
alter table f alter constraint f_rid_fkey deferrable initially deferred;
-- case: manual RENAME constraint of an index
alter table r rename constraint r_pkey to rpk;
-- case: manual ADD PRIMARY KEY over nullable column
-- setup: create table np(a int, b int); insert into np values (1, 2)
alter table np add primary key (a, b);
-- case: manual ADD PRIMARY KEY using index of nullable
-- setup: create table np(a int, b int); insert into np values (1, 2); create unique index np_a on np(a)
alter table np add constraint npk primary key using index np_a;
-- case: manual ADD UNIQUE nulls not distinct
-- from: 15
alter table t add constraint uu unique nulls not distinct (nn);
-- case: manual ADD UNIQUE deferrable
alter table t add constraint uu unique (nn) deferrable;
-- case: manual ADD UNIQUE on partitioned
-- setup: create table p(id bigint, k int) partition by range(id); create table p1 partition of p for values from (0) to (1000); insert into p select g, g from generate_series(1, 300) g
alter table p add constraint uu unique (id, k);
-- case: manual ADD UNIQUE on partitioned without key
-- setup: create table p(id bigint, k int) partition by range(id); create table p1 partition of p for values from (0) to (1000)
alter table p add constraint uu unique (k);
-- case: manual ADD EXCLUDE
-- setup: create table ex(a int4range, b int); insert into ex values ('[1,2)', 1)
alter table ex add constraint exx exclude using gist (a with &&) where (b > 0);
-- case: manual REPLICA IDENTITY nothing
alter table t replica identity nothing;
-- case: manual REPLICA IDENTITY by a nonunique index
alter table t replica identity using index t_a;
-- case: manual SET STATISTICS
alter table t alter a set statistics 500;
-- case: manual SET STORAGE
alter table t alter b set storage external;
-- case: manual SET STORAGE of an indexed column of partitions
-- setup: create table p(id int, k int, v text) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(v)
alter table p alter v set storage main;
-- case: manual SET COMPRESSION
-- from: 14
alter table t alter b set compression pglz;
-- case: manual column option n_distinct
alter table t alter a set (n_distinct = 5);
-- case: manual fillfactor and autovacuum
alter table t set (fillfactor = 70, autovacuum_enabled = false);
-- case: manual autovacuum only
alter table t set (autovacuum_vacuum_scale_factor = 0.01);
-- case: manual reset options with statistics
alter table t reset (fillfactor), alter a set statistics 10;
-- case: manual fillfactor of an index
alter index t_a set (fillfactor = 70);
-- case: manual SET UNLOGGED
alter table t set unlogged;
-- case: manual SET LOGGED that is already
alter table t set logged;
-- case: manual SET UNLOGGED of a referenced table
alter table r set unlogged;
-- case: manual SET TABLESPACE
alter table t set tablespace ts2;
-- case: manual SET TABLESPACE default that is already
alter table t set tablespace pg_default;
-- case: manual SET TABLESPACE of an index
alter index t_a set tablespace ts2;
-- case: manual SET TABLESPACE of a partitioned table
-- from: 12
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p set tablespace ts2;
-- case: manual SET ACCESS METHOD same
-- from: 15
alter table t set access method heap;
-- case: manual SET WITHOUT CLUSTER
alter table t set without cluster;
-- case: manual CLUSTER ON
alter table t cluster on t_a;
-- case: manual CLUSTER a table
cluster t using t_a;
-- case: manual CLUSTER by the remembered
-- setup: cluster t using t_a
cluster t;
-- case: manual INHERIT
-- setup: create table ch(like t); 
alter table ch inherit t;
-- case: manual INHERIT lacks a column
alter table r inherit t;
-- case: manual NO INHERIT
-- setup: create table ch() inherits (t)
alter table ch no inherit t;
-- case: manual enable RLS and force
alter table t enable row level security, force row level security;
-- case: manual CREATE POLICY with a subquery
create policy po on t using (exists (select from r where r.id = t.id));
-- case: manual DROP POLICY
-- setup: create policy po on t using (true)
drop policy po on t;
-- case: manual ALTER POLICY
-- setup: create policy po on t using (true)
alter policy po on t using (a in (select x from r));
-- case: manual DISABLE TRIGGER ALL
alter table f disable trigger all;
-- case: manual ENABLE ALWAYS TRIGGER and a column
-- setup: create function tf() returns trigger language plpgsql as 'begin return new; end'; create trigger tg before update on t for each row execute function tf()
alter table t enable always trigger tg;
-- case: manual DISABLE RULE
-- setup: create rule ru as on delete to t do instead nothing
alter table t disable rule ru;
-- case: manual CREATE TRIGGER
-- setup: create function tf() returns trigger language plpgsql as 'begin return new; end'
create trigger tg after insert on t referencing new table as nt for each statement execute function tf();
-- case: manual CREATE CONSTRAINT TRIGGER from another table
-- setup: create function tf() returns trigger language plpgsql as 'begin return new; end'
create constraint trigger tg after insert on t from r deferrable for each row execute function tf();
-- case: manual CREATE TRIGGER partitioned
-- setup: create function tf() returns trigger language plpgsql as 'begin return new; end'; create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1) partition by range(id); create table p11 partition of p1 for values from (0) to (10)
create trigger tg after insert on p for each row execute function tf();
-- case: manual CREATE STATEMENT TRIGGER partitioned
-- setup: create function tf() returns trigger language plpgsql as 'begin return new; end'; create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
create trigger tg after insert on p for each statement execute function tf();
-- case: manual CREATE TRIGGER INSTEAD OF on a view
-- setup: create function tf() returns trigger language plpgsql as 'begin return new; end'; create view w as select * from t
create trigger tg instead of insert on w for each row execute function tf();
-- case: manual DROP TRIGGER
-- setup: create function tf() returns trigger language plpgsql as 'begin return new; end'; create trigger tg before update on t for each row execute function tf()
drop trigger tg on t;
-- case: manual DROP TRIGGER partitioned
-- setup: create function tf() returns trigger language plpgsql as 'begin return new; end'; create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create trigger tg after insert on p for each row execute function tf()
drop trigger tg on p;
-- case: manual RENAME TRIGGER
-- setup: create function tf() returns trigger language plpgsql as 'begin return new; end'; create trigger tg before update on t for each row execute function tf()
alter trigger tg on t rename to tg2;
-- case: manual DROP FUNCTION cascades to a trigger
-- setup: create function tf() returns trigger language plpgsql as 'begin return new; end'; create trigger tg before update on t for each row execute function tf()
drop function tf() cascade;
-- case: manual DROP FUNCTION in a default
-- setup: create function fv() returns int language sql as 'select 1'; alter table t alter a set default fv()
drop function fv();
-- case: manual CREATE RULE into another table
create rule ru as on insert to t do also insert into r values (new.id + 1000, new.a);
-- case: manual CREATE STATISTICS
create statistics st (dependencies) on a, nn from t;
-- case: manual ALTER STATISTICS
-- from: 13
-- setup: create statistics st on a, nn from t
alter statistics st set statistics 100;
-- case: manual DROP STATISTICS
-- setup: create statistics st on a, nn from t
drop statistics st;
-- case: manual CREATE PUBLICATION
create publication pub2 for table t, r;
-- case: manual ALTER PUBLICATION add
-- setup: drop publication if exists pub; create publication pub for table t
alter publication pub add table f;
-- case: manual ALTER PUBLICATION set
-- setup: drop publication if exists pub; create publication pub for table t
alter publication pub set table f;
-- case: manual DROP PUBLICATION
-- setup: drop publication if exists pub; create publication pub for table t
drop publication pub;
-- case: manual CREATE INDEX expression and partial
create index t_x on t (lower(b), (a + 1)) where nn > 3;
-- case: manual CREATE UNIQUE INDEX covering
create unique index t_x on t (nn) include (b) with (fillfactor = 80);
-- case: manual CREATE INDEX if not exists that is there
create index if not exists t_a on t(nn);
-- case: manual CREATE INDEX only partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
create index pi on only p(id);
-- case: manual CREATE INDEX partitions on two levels
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1) partition by range(id); create table p11 partition of p1 for values from (0) to (10); insert into p values (1, 1)
create index pi on p(id);
-- case: manual CREATE INDEX partitions with one already there
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create table p2 partition of p for values in (2); create index p1i on p1(id)
create index pi on p(id);
-- case: manual CREATE INDEX CONCURRENTLY in a transaction
-- session: begin
create index concurrently t_x on t(nn);
-- case: manual CREATE INDEX on a matview
-- setup: create materialized view mw as select * from t
create index mw_a on mw(a);
-- case: manual ATTACH index
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create index pi on only p(id); create index p1i on p1(id)
alter index pi attach partition p1i;
-- case: manual DROP INDEX
drop index t_a, t_b;
-- case: manual DROP INDEX of a constraint
drop index r_pkey;
-- case: manual DROP INDEX partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(id)
drop index pi;
-- case: manual DROP INDEX concurrently partitioned
-- session: begin
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(id)
drop index concurrently pi;
-- case: manual RENAME INDEX
alter index t_a rename to t_a2;
-- case: manual RENAME INDEX by ALTER TABLE
alter table t_a rename to t_a2;
-- case: manual ALTER INDEX statistics
-- setup: create index t_x on t ((a + 1))
alter index t_x alter column 1 set statistics 100;
-- case: manual REINDEX INDEX
reindex index t_a;
-- case: manual REINDEX TABLE
reindex table r;
-- case: manual REINDEX partitioned
-- session: begin
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(id)
reindex table p;
-- case: manual VACUUM in a transaction
-- session: begin
vacuum t;
-- case: manual ANALYZE
analyze t;
-- case: manual ANALYZE columns of two
analyze t (a), r;
-- case: manual ANALYZE partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); insert into p values (1, 1)
analyze p;
-- case: manual TRUNCATE
truncate t;
-- case: manual TRUNCATE referenced
truncate r;
-- case: manual TRUNCATE both
truncate f, r;
-- case: manual TRUNCATE cascade
truncate r cascade;
-- case: manual TRUNCATE restart identity
-- setup: create table i(id int generated always as identity primary key, x text); insert into i(x) values ('1')
truncate i restart identity;
-- case: manual TRUNCATE continue identity
-- setup: create table i(id int generated always as identity primary key, x text); insert into i(x) values ('1')
truncate i;
-- case: manual TRUNCATE partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(id)
truncate p;
-- case: manual TRUNCATE parent
-- setup: create table ch() inherits (t)
truncate t;
-- case: manual TRUNCATE only parent
-- setup: create table ch() inherits (t)
truncate only t;
-- case: manual COMMENT on several
comment on table t is 'x';
-- case: manual COMMENT on column
comment on column t.a is 'x';
-- case: manual COMMENT on constraint
comment on constraint f_rid_fkey on f is 'x';
-- case: manual COMMENT on index
comment on index t_a is 'x';
-- case: manual COMMENT on a view
-- setup: create view w as select * from t
comment on view w is 'x';
-- case: manual COMMENT on trigger
-- setup: create function tf() returns trigger language plpgsql as 'begin return new; end'; create trigger tg before update on t for each row execute function tf()
comment on trigger tg on t is 'x';
-- case: manual GRANT
grant select, update (a) on t to zz;
-- case: manual GRANT all in schema
grant select on all tables in schema s to zz;
-- case: manual REVOKE
revoke all on t from public;
-- case: manual OWNER of a table
alter table t owner to zz;
-- case: manual OWNER of a view
-- setup: create view w as select * from t
alter view w owner to zz;
-- case: manual OWNER of a type
-- setup: create type mood as enum ('1'); create table te(m mood)
alter type mood owner to zz;
-- case: manual SET SCHEMA
-- setup: drop schema if exists s2; create schema s2
alter table f set schema s2;
-- case: manual SET SCHEMA of a serial table
-- setup: drop schema if exists s2; create schema s2; create table i(id serial primary key)
alter table i set schema s2;
-- case: manual RENAME table
alter table r rename to r2;
-- case: manual RENAME column under a view
-- setup: create view w as select a from t
alter table t rename a to a2;
-- case: manual RENAME column of parent
-- setup: create table ch() inherits (t)
alter table t rename a to a2;
-- case: manual RENAME column of partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1) partition by range(id); create table p11 partition of p1 for values from (0) to (10)
alter table p rename column id to id2;
-- case: manual RENAME schema
-- setup: drop schema if exists s2; create schema s2; create table s2.q(i int)
alter schema s2 rename to s3;
