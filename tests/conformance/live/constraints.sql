-- case: ADD CHECK NOT VALID
alter table t add constraint z check (a > 0) not valid;
-- case: ADD CHECK that no row can break
alter table t add constraint z check (true);
-- case: ADD CHECK only, inheritance
-- setup: create table par(a int); create table ch() inherits (par)
alter table only par add constraint z check (a > 0);
-- case: ADD CHECK no inherit
-- setup: create table par(a int); create table ch() inherits (par)
alter table par add constraint z check (a > 0) no inherit;
-- case: ADD CHECK inheritance
-- setup: create table par(a int); create table ch() inherits (par)
alter table par add constraint z check (a > 0);
-- case: ADD CHECK NOT VALID partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p add constraint z check (id > 0) not valid;
-- case: ADD CHECK there
-- setup: alter table t add constraint z check (a > 0)
alter table t add constraint z check (a > 0);
-- case: VALIDATE CHECK
-- setup: alter table t add constraint z check (a > 0) not valid
alter table t validate constraint z;
-- case: VALIDATE CHECK that is valid
-- setup: alter table t add constraint z check (a > 0)
alter table t validate constraint z;
-- case: VALIDATE CHECK partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); alter table p add constraint z check (id > 0) not valid
alter table p validate constraint z;
-- case: VALIDATE missing
alter table t validate constraint nope;
-- case: VALIDATE unique
alter table t validate constraint t_pkey;
-- case: VALIDATE and ADD COLUMN
-- setup: alter table t add constraint z check (a > 0) not valid
alter table t validate constraint z, add column y int;
-- case: ADD FK
alter table f add constraint z foreign key (k) references r(id);
-- case: ADD FK without columns
alter table f add foreign key (k) references r;
-- case: ADD FK NOT VALID
alter table f add constraint z foreign key (k) references r(id) not valid;
-- case: ADD FK to itself
alter table f add constraint z foreign key (k) references f(id);
-- case: ADD FK on delete cascade
alter table f add constraint z foreign key (k) references r(id) on delete cascade deferrable;
-- case: ADD FK to a column without a key
alter table f add constraint z foreign key (k) references r(x);
-- case: ADD FK partitioned
-- setup: create table p(id int, k bigint) partition by list(k); create table p1 partition of p for values in (1); insert into p select g, 1 from generate_series(1,50) g
alter table p add constraint z foreign key (k) references r(id);
-- case: ADD FK partitioned NOT VALID
-- setup: create table p(id int, k bigint) partition by list(k); create table p1 partition of p for values in (1)
alter table p add constraint z foreign key (k) references r(id) not valid;
-- case: ADD FK only partitioned
-- setup: create table p(id int, k bigint) partition by list(k); create table p1 partition of p for values in (1)
alter table only p add constraint z foreign key (k) references r(id);
-- case: ADD FK to a partitioned table
-- from: 12
-- setup: create table p(k bigint primary key) partition by list(k); create table p1 partition of p for values in (1); create table fp(k bigint); insert into p values (1); insert into fp select 1 from generate_series(1,50) g
alter table fp add constraint z foreign key (k) references p(k);
-- case: ADD FK to a partitioned table, before 12
-- to: 11
-- setup: create table p(k bigint primary key) partition by list(k); create table p1 partition of p for values in (1); create table fp(k bigint)
alter table fp add constraint z foreign key (k) references p(k);
-- case: ADD FK twice
alter table f add foreign key (k) references r(id), add foreign key (id) references r(id) not valid;
-- case: VALIDATE FK partitioned
-- from: 18
-- setup: create table p(id int, k bigint) partition by list(k); create table p1 partition of p for values in (1); insert into p select g, 1 from generate_series(1,50) g; alter table p add constraint z foreign key (k) references r(id) not valid
alter table p validate constraint z;
-- case: DROP CONSTRAINT check
-- setup: alter table t add constraint z check (a > 0)
alter table t drop constraint z;
-- case: DROP CONSTRAINT check partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); alter table p add constraint z check (id > 0)
alter table p drop constraint z;
-- case: DROP CONSTRAINT primary key
alter table t drop constraint t_pkey;
-- case: DROP CONSTRAINT primary key that is referenced
alter table r drop constraint r_pkey;
-- case: DROP CONSTRAINT primary key that is referenced, cascade
alter table r drop constraint r_pkey cascade;
-- case: DROP CONSTRAINT fk
alter table f drop constraint f_rid_fkey;
-- case: DROP CONSTRAINT fk partitioned
-- setup: create table p(id int, k bigint references r(id)) partition by list(k); create table p1 partition of p for values in (1)
alter table p drop constraint p_k_fkey;
-- case: DROP CONSTRAINT missing
alter table t drop constraint nope;
-- case: DROP CONSTRAINT if exists missing
alter table t drop constraint if exists nope;
-- case: RENAME CONSTRAINT
alter table f rename constraint f_rid_fkey to zz;
-- case: RENAME CONSTRAINT with index
alter table f rename constraint f_pkey to zz;
-- case: RENAME CONSTRAINT partitioned
-- setup: create table p(id int, k int, constraint z check (id > 0)) partition by list(k); create table p1 partition of p for values in (1)
alter table p rename constraint z to zz;
-- case: ALTER CONSTRAINT initially deferred
alter table f alter constraint f_rid_fkey deferrable initially deferred;
-- case: ALTER CONSTRAINT of a check
-- setup: alter table t add constraint z check (a > 0)
alter table t alter constraint z deferrable;
-- case: ALTER CONSTRAINT enforced
-- from: 18
-- setup: alter table f add constraint z foreign key (k) references r(id) not enforced
alter table f alter constraint z enforced;
-- case: ALTER CONSTRAINT not enforced
-- from: 18
alter table f alter constraint f_rid_fkey not enforced;
-- case: ADD UNIQUE deferrable
alter table t add constraint z unique (a) deferrable;
-- case: ADD UNIQUE include
alter table t add constraint z unique (a) include (b);
-- case: ADD UNIQUE partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p add unique (id, k);
-- case: ADD UNIQUE partitioned without its key
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p add unique (id);
-- case: ADD UNIQUE partitioned USING INDEX
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create unique index pi on p(id, k)
alter table p add unique using index pi;
-- case: ADD PRIMARY KEY over NOT NULL
-- setup: create table np(a int not null)
alter table np add primary key (a);
-- case: ADD PRIMARY KEY second
alter table t add primary key (a);
-- case: ADD PRIMARY KEY with CHECK
-- setup: create table np(a int); alter table np add check (a is not null)
alter table np add primary key (a);
-- case: ADD PRIMARY KEY of two columns
-- setup: create table np(a int, b int not null)
alter table np add primary key (a, b);
-- case: ADD PRIMARY KEY partitioned
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p add primary key (id, k);
-- case: ADD PK USING INDEX with CHECK
-- setup: create table np(a int); alter table np add check (a is not null); create unique index zi on np(a)
alter table np add primary key using index zi;
-- case: ADD PK USING INDEX named otherwise
-- setup: create table np(a int not null); create unique index zi on np(a)
alter table np add constraint zp primary key using index zi;
-- case: ADD UNIQUE USING INDEX of the same name
-- setup: create unique index zi on t(a)
alter table t add constraint zi unique using index zi;
-- case: ADD UNIQUE USING INDEX without a name
-- setup: create unique index zi on t(a)
alter table t add unique using index zi;
-- case: ADD UNIQUE USING INDEX that is not unique
alter table t add unique using index t_a;
-- case: ADD UNIQUE USING INDEX partial
-- setup: create unique index zi on t(a) where a > 0
alter table t add unique using index zi;
-- case: ADD NOT NULL NOT VALID
-- from: 18
alter table t add constraint z not null a not valid;
-- case: ADD NOT NULL on a NOT NULL column
-- from: 18
alter table t add constraint z not null nn;
-- case: ADD NOT NULL with a CHECK
-- from: 18
-- setup: alter table t add check (a is not null)
alter table t add constraint z not null a;
-- case: DROP NOT NULL constraint by name
-- from: 18
alter table t drop constraint t_nn_not_null;
-- case: ADD CHECK NOT VALID and VALIDATE in one transaction
alter table t add constraint z check (a > 0) not valid; alter table t validate constraint z;
-- case: ADD CHECK NOT VALID and VALIDATE in one statement
alter table t add constraint z check (a > 0) not valid, validate constraint z;
-- case: ADD CHECK NOT VALID and another without
alter table t add constraint z check (a > 0) not valid, add constraint y check (nn > 0);
-- case: DROP and ADD CHECK
-- setup: alter table t add constraint z check (a > 0)
alter table t drop constraint z, add constraint z check (a > -1);
-- case: DROP and ADD FK
alter table f drop constraint f_rid_fkey, add constraint f_rid_fkey foreign key (rid) references r(id) on delete cascade;
