-- SPDX-License-Identifier: Apache-2.0
-- What a statement did to the relations that were there before it, as one JSON object:
-- the form of pg_ddl.json. Runs inside the statement's own transaction; `before` was
-- filled by remember.sql.
with now as (
    select b.oid, b.relname as was, coalesce(c.relname, b.relname) as relname, b.relkind,
        b.relfilenode as old_file, c.relfilenode as new_file, c.oid is null as gone,
        pg_stat_get_xact_numscans(b.oid) - b.scans as scans,
        pg_stat_get_xact_tuples_returned(b.oid) - b.tuples as tuples
    from before b left join pg_class c on c.oid = b.oid
), ranks(mode, rank) as (
    values ('AccessShareLock', 1), ('RowShareLock', 2), ('RowExclusiveLock', 3),
        ('ShareUpdateExclusiveLock', 4), ('ShareLock', 5), ('ShareRowExclusiveLock', 6),
        ('ExclusiveLock', 7), ('AccessExclusiveLock', 8)
), created as (
    select c.relname, c.relkind, c.relfilenode from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname !~ '^pg_|^information_schema' and c.relkind in ('r', 'p', 'i', 'I', 'v', 'm', 'S')
        and not exists (select from before b where b.oid = c.oid)
), held as (
    select distinct on (now.relname) now.relname, replace(l.mode, 'Lock', '') as mode
    from now join pg_locks l on l.relation = now.oid join ranks using (mode)
    where l.pid = pg_backend_pid() and l.locktype = 'relation'
        and not (now.gone and exists (select from created c where c.relname = now.was))
    order by now.relname, ranks.rank desc
)
select json_build_object(
    'versions', json_build_array(current_setting('server_version_num')::int / 10000),
    'locks', (select coalesce(json_object_agg(relname, mode order by relname), '{}') from held),
    'rewritten', (select coalesce(json_agg(relname || '(' || relkind::text || ')' order by relname), '[]')
        from now where not gone and old_file <> new_file),
    'scanned_rows', (select coalesce(json_object_agg(relname, tuples order by relname), '{}')
        from now where relkind in ('r', 'm', 'p') and scans > 0),
    'index_recreated', (select coalesce(json_agg(n.was ||
            case when n.old_file = c.relfilenode then '[kept]' else '' end order by n.was), '[]')
        from now n join created c on c.relname = n.was where n.gone and n.relkind in ('i', 'I')),
    'created', (select coalesce(json_agg(relname order by relname), '[]') from created),
    'dropped', (select coalesce(json_agg(was order by was), '[]') from now
        where gone and not exists (select from created c where c.relname = was)))
\g (tuples_only=on format=unaligned)
