-- case: varchar widen
alter table t alter vc type varchar(20);
-- case: varchar to text, constraint index
-- setup: create table u(v varchar(10) unique)
alter table u alter v type text;
-- case: varchar to text, expression index
-- setup: create index t_lower on t(lower(vc))
alter table t alter vc type text;
-- case: varchar to text, partial index
-- setup: create index t_part on t(a) where vc is not null
alter table t alter vc type text;
-- case: varchar to text, included column
-- setup: create index t_inc on t(a) include (vc)
alter table t alter vc type text;
-- case: varchar to text, index in another collation
-- setup: create index t_c on t(vc collate "C")
alter table t alter vc type text;
-- case: varchar to text, pattern ops
-- setup: create index t_pat on t(vc varchar_pattern_ops)
alter table t alter vc type text;
-- case: varchar to text, hash index
-- setup: create index t_hash on t using hash(vc)
alter table t alter vc type text;
-- case: varchar to char
alter table t alter vc type char(10);
-- case: text to varchar
alter table t alter b type varchar;
-- case: text to varchar same statement twice
alter table t alter b type varchar, alter vc type text;
-- case: text to char
alter table t alter b type char(300);
-- case: text to integer without USING
alter table t alter b type int;
-- case: text to integer USING
alter table t alter b type int using b::int;
-- case: text to json USING
alter table t alter b type json using null::json;
-- case: text to jsonb without USING
alter table t alter b type jsonb;
-- case: int to smallint
alter table t alter i4 type smallint;
-- case: int to bigint USING
alter table t alter i4 type bigint using i4::bigint;
-- case: int to same USING
alter table t alter i4 type int using i4 + 1;
-- case: int to boolean
alter table t alter i4 type boolean;
-- case: int to boolean USING
alter table t alter i4 type boolean using i4::boolean;
-- case: int to oid, indexed
alter table t alter a type oid;
-- case: int to regclass
alter table t alter i4 type regclass;
-- case: int to real
alter table t alter i4 type real;
-- case: numeric to int
alter table t alter n type int;
-- case: numeric widen, indexed
-- setup: create index t_n on t(n)
alter table t alter n type numeric(14,2);
-- case: numeric same
alter table t alter n type numeric(10,2);
-- case: timestamp(3) to timestamp
alter table t alter ts type timestamp;
-- case: timestamp(3) to timestamp(3)
alter table t alter ts type timestamp(3);
-- case: timestamp to date
alter table t alter ts type date;
-- case: timestamptz(6) in UTC
-- setup: alter table t add column tp timestamp; create index t_tp on t(tp)
alter table t alter tp type timestamptz(6);
-- case: timestamp to timestamptz, indexed
-- setup: alter table t add column tp timestamp; create index t_tp on t(tp)
alter table t alter tp type timestamptz;
-- case: timestamp to timestamptz in GMT
-- setup: alter table t add column tp timestamp
-- session: set timezone = 'GMT'
alter table t alter tp type timestamptz;
-- case: timestamp to timestamptz in Etc/UTC
-- setup: alter table t add column tp timestamp
-- session: set time zone 'Etc/UTC'
alter table t alter tp type timestamptz;
-- case: timestamp to timestamptz at zero hours
-- setup: alter table t add column tp timestamp
-- session: set time zone 0
alter table t alter tp type timestamptz;
-- case: timestamp to timestamptz in London
-- setup: alter table t add column tp timestamp
-- session: set time zone 'Europe/London'
alter table t alter tp type timestamptz;
-- case: timestamp to timestamptz AT TIME ZONE
-- setup: alter table t add column tp timestamp
alter table t alter tp type timestamptz using tp at time zone 'UTC';
-- case: timestamptz to timestamp USING cast
alter table t alter tz type timestamp using tz::timestamp;
-- case: timestamptz to timestamptz(3)
alter table t alter tz type timestamptz(3);
-- case: time(3) to time
alter table t alter td type time;
-- case: time(3) to time(1)
alter table t alter td type time(1);
-- case: time to timetz
alter table t alter td type timetz;
-- case: interval(3) to interval
alter table t alter iv type interval;
-- case: interval to interval day to second
-- setup: alter table t add column ix interval
alter table t alter ix type interval day to second;
-- case: interval to interval year
-- setup: alter table t add column ix interval
alter table t alter ix type interval year;
-- case: varbit widen
alter table t alter vb type varbit(10);
-- case: varbit to varbit
alter table t alter vb type varbit;
-- case: varbit shrink
alter table t alter vb type varbit(3);
-- case: bit to varbit
alter table t alter bt type varbit;
-- case: bit to varbit(5)
alter table t alter bt type varbit(5);
-- case: char to same
alter table t alter c type char(10);
-- case: char to varchar
alter table t alter c type varchar(10);
-- case: cidr to inet, indexed
-- setup: create index t_ci on t(ci)
alter table t alter ci type inet;
-- case: cidr to text
alter table t alter ci type text;
-- case: jsonb to json
alter table t alter jb type json;
-- case: jsonb to text
alter table t alter jb type text;
-- case: varchar array widen
alter table t alter arr type varchar(20)[];
-- case: varchar array same
alter table t alter arr type varchar(10)[];
-- case: varchar array without length
alter table t alter arr type varchar[];
-- case: bytea to text
alter table t alter xb type text;
-- case: text to bytea without USING
alter table t alter b type bytea;
-- case: enum to text
-- setup: create type en as enum('x','y'); alter table t add column ec en
alter table t alter ec type text;
-- case: enum to varchar
-- setup: create type en as enum('x','y'); alter table t add column ec en
alter table t alter ec type varchar(10);
-- case: text to enum without USING
-- setup: create type en as enum('x','y')
alter table t alter b type en;
-- case: enum to enum
-- setup: create type en as enum('x','y'); create type e2 as enum('x','y','z'); alter table t add column ec en
alter table t alter ec type e2 using ec::text::e2;
-- case: text to unconstrained domain
-- setup: create domain d0 as text
alter table t alter b type d0;
-- case: unconstrained domain to text
-- setup: create domain d0 as text; alter table t add column d d0
alter table t alter d type text;
-- case: constrained domain to text
-- setup: create domain d2 as text check (length(value) > 0); alter table t add column d d2
alter table t alter d type text;
-- case: text to NOT NULL domain
-- setup: create domain d3 as text not null
alter table t alter b type d3;
-- case: varchar(10) to domain over varchar(20)
-- setup: create domain d4 as varchar(20)
alter table t alter vc type d4;
-- case: citext to text
-- setup: alter table t add column cc public.citext
alter table t alter cc type text;
-- case: text to citext, not indexed
-- setup: alter table t add column bb text
alter table t alter bb type public.citext;
-- case: same type, other collation, not indexed
-- setup: alter table t add column bb text
alter table t alter bb type text collate "C";
-- case: same type, no collation named, indexed
alter table t alter b type text;
-- case: uuid to text
-- setup: alter table t add column uu uuid
alter table t alter uu type text;
-- case: text to uuid USING
-- setup: alter table t add column uu text
alter table t alter uu type uuid using uu::uuid;
-- case: date to timestamp
-- setup: alter table t add column da date
alter table t alter da type timestamp;
-- case: date to timestamptz
-- setup: alter table t add column da date
alter table t alter da type timestamptz;
-- case: boolean to int USING
-- setup: alter table t add column bo boolean
alter table t alter bo type int using bo::int;
-- case: money to numeric
-- setup: alter table t add column mo money
alter table t alter mo type numeric;
-- case: smallint to int
-- setup: alter table t add column si smallint
alter table t alter si type int;
-- case: real to double
-- setup: alter table t add column re real
alter table t alter re type double precision;
-- case: xml to text
-- setup: alter table t add column xm xml
alter table t alter xm type text;
-- case: name to text
-- setup: alter table t add column na name
alter table t alter na type text;
-- case: type and CHECK not valid
-- setup: alter table t add constraint ck check (length(vc) < 11) not valid
alter table t alter vc type varchar(20);
-- case: type and CHECK of another column
-- setup: alter table t add constraint ck check (a > 0)
alter table t alter vc type varchar(20);
-- case: type with default that converts
alter table t alter e type bigint;
-- case: type with default that cannot be converted
-- setup: alter table t alter b set default 'x'
alter table t alter b type int using b::int;
-- case: type of a column that a view reads
-- setup: create view v as select vc from t
alter table t alter vc type text;
-- case: type of a column that a view does not read
-- setup: create view v as select a from t
alter table t alter vc type text;
-- case: type of a generated column's source
-- from: 12
-- setup: create table gt(a int, g int generated always as (a + 1) stored)
alter table gt alter a type bigint;
-- case: type of a partition key
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
alter table p alter k type bigint;
-- case: type of an inherited column
-- setup: create table par(a int); create table ch() inherits (par)
alter table ch alter a type bigint;
-- case: type of an inheritance parent
-- setup: create table par(a int); create table ch() inherits (par); create index ch_a on ch(a)
alter table par alter a type bigint;
-- case: type of a policy's column
-- setup: create policy po on t using (vc = 'x')
alter table t alter vc type text;
-- case: type of a trigger's column
-- setup: create function tf() returns trigger language plpgsql as 'begin return new; end'; create trigger tr before update of vc on t for each row execute procedure tf()
alter table t alter vc type text;
-- case: type widen of a foreign key's column
-- setup: create table rv(v varchar(10) primary key); create table fv(v varchar(10) references rv)
alter table fv alter v type varchar(20);
-- case: type widen of a referenced column
-- setup: create table rv(v varchar(10) primary key); create table fv(v varchar(10) references rv)
alter table rv alter v type varchar(20);
-- case: type of two columns, one rewrites
alter table t alter vc type text, alter i4 type bigint;
-- case: type and SET NOT NULL
alter table t alter i4 type bigint, alter a set not null;
-- case: type and DROP COLUMN of the index's column
alter table t alter i4 type bigint, drop column a;
-- case: type of a matview's source
-- setup: create materialized view m as select vc from t
alter table t alter vc type text;
-- case: varchar widen on partitions with a key
-- setup: create table p(v varchar(10), k int, primary key (v, k)) partition by list(k); create table p1 partition of p for values in (1)
alter table p alter v type varchar(20);
-- case: int to bigint on partitions with an index
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1); create index pi on p(id); create index pk on p(k)
alter table p alter id type bigint;
-- case: type of a serial
-- setup: create table se(id serial primary key)
alter table se alter id type bigint;
-- case: type of an identity
-- setup: create table idt(id int generated always as identity)
alter table idt alter id type bigint;
-- case: type in an EXCLUDE
-- setup: create table ex(a int, exclude using btree (a with =))
alter table ex alter a type bigint;
-- case: type with extended statistics
-- setup: create statistics st on a, i4 from t
alter table t alter i4 type bigint;
