-- SPDX-License-Identifier: Apache-2.0
-- Notes which relations there are, for observe.sql.
create temp table before as
    select c.oid, c.relname, c.relkind, c.relfilenode,
        pg_stat_get_xact_numscans(c.oid) as scans, pg_stat_get_xact_tuples_returned(c.oid) as tuples
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname !~ '^pg_|^information_schema'
        and c.relkind in ('r', 'p', 'i', 'I', 'v', 'm', 'S', 'c');
