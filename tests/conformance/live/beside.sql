-- case: CREATE INDEX CONCURRENTLY
-- beside: lock table t in row exclusive mode
create index concurrently z on t(n);
-- case: DROP INDEX CONCURRENTLY
-- beside: lock table t in access share mode
drop index concurrently t_a;
-- case: REINDEX INDEX CONCURRENTLY
-- from: 12
-- beside: lock table t in row exclusive mode
reindex index concurrently t_a;
-- case: REINDEX TABLE CONCURRENTLY
-- from: 12
-- beside: lock table t in row exclusive mode
reindex table concurrently t;
-- case: VACUUM
-- beside: lock table t in share update exclusive mode
vacuum t;
-- case: VACUUM FULL
-- beside: lock table t in share update exclusive mode
vacuum full t;
-- case: VACUUM ANALYZE
-- beside: lock table t in share update exclusive mode
vacuum analyze t;
-- case: CLUSTER
-- beside: lock table t in share update exclusive mode
cluster t using t_a;
-- case: DETACH CONCURRENTLY
-- from: 14
-- setup: create table p(id int, k int) partition by list(k); create table p1 partition of p for values in (1)
-- beside: lock table p1 in access share mode
alter table p detach partition p1 concurrently;
