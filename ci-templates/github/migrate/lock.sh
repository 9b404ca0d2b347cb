# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# An advisory lock on the database, held by a session of its own while the tool runs.
# Sourced after lib.sh and database.sh.
#
# The session reads from a pipe whose other end is held by this script, on descriptor 7,
# and by the tool that it starts. When the last of them is gone, killed or not, the session
# reads the end of its input and ends, and the server lets go of the lock: nothing can
# leave it behind, and it is never free while the tool still runs.
#
# It is tried once a second instead of waited for: a statement that waits holds a snapshot,
# and CREATE INDEX CONCURRENTLY of whoever has the lock would wait for that in turn.

lock_class=1953064037 # "tide" in ASCII, for those who look into pg_locks
lock_number=1
lock_pid=''

lock_words() { # what the three statements are on this server
    if [ "$db_engine" = postgres ]; then
        # The session sits idle for as long as the migration takes: no server or router
        # between may take it for dead.
        lock_prepare="SET idle_session_timeout = 0; SET tcp_keepalives_idle = 30"
        [ "$(sql 'SHOW server_version_num')" -ge 140000 ] || lock_prepare='SET tcp_keepalives_idle = 30'
        lock_try="SELECT CASE WHEN pg_try_advisory_lock($lock_class, $lock_number) THEN 1 ELSE 0 END"
        lock_mine="SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = $lock_class AND objid = $lock_number AND granted AND pid = pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        lock_free="SELECT pg_advisory_unlock($lock_class, $lock_number)"
    else
        # Names are the server's, not the database's, and 64 characters at most.
        lock_prepare="SET SESSION wait_timeout = 86400; SET @tidegate = LEFT(CONCAT('tidegate:', DATABASE()), 64)"
        lock_try='SELECT GET_LOCK(@tidegate, 0)'
        lock_mine='SELECT COALESCE(IS_USED_LOCK(@tidegate) = CONNECTION_ID(), 0)'
        lock_free='SELECT RELEASE_LOCK(@tidegate)'
    fi
}

lock_holder() { # who has it, for people
    if [ "$db_engine" = postgres ]; then
        sql "SELECT format('process %s, user %s, application \"%s\", from %s, %s since %s', a.pid, a.usename, a.application_name, coalesce(host(a.client_addr), 'the server itself'), a.state, date_trunc('second', a.state_change)) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND l.classid = $lock_class AND l.objid = $lock_number AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    else
        sql "SELECT CONCAT('connection ', p.id, ', user ', p.user, ', from ', p.host, ', for ', p.time, ' s') FROM information_schema.processlist p WHERE p.id = IS_USED_LOCK(LEFT(CONCAT('tidegate:', DATABASE()), 64))"
    fi
}

ask() { # STATEMENT: one row of the lock's session, into $answer
    answer=''
    # A session that is gone must not take the script along by SIGPIPE.
    (trap '' PIPE && echo "$1;" >&7) 2>/dev/null && read -r -t 30 answer <&8
}

take_lock() {
    local deadline
    lock_words
    coproc LOCK { exec 7>&- 8<&-; session; }
    # shellcheck disable=SC2153 # coproc sets it
    lock_pid=$LOCK_PID
    exec 7>&"${LOCK[1]}" 8<&"${LOCK[0]}"
    echo "$lock_prepare;" >&7
    deadline=$((SECONDS + (${LOCK_TIMEOUT_MS:-30000} + 999) / 1000))
    while ask "$lock_try"; do
        [ "$answer" != 1 ] || { say 'advisory lock taken' && return; }
        [ $SECONDS -lt $deadline ] || give_up
        say "the advisory lock is held by $(lock_holder); trying again"
        sleep 1
    done
    die 'the session for the advisory lock ended: see its message above'
}

give_up() {
    local holder
    holder=$(lock_holder)
    die "another migration has held the advisory lock for ${LOCK_TIMEOUT_MS:-30000} ms: ${holder:-somebody who just went}. Nothing was applied. If that one is alive, run this job again when it is done; if it is not, end its session ($(end_session_words))"
}

end_session_words() {
    if [ "$db_engine" = postgres ]; then echo 'SELECT pg_terminate_backend(PROCESS)'; else echo 'KILL CONNECTION'; fi
}

still_locked() { # false when the session was cut off in the meantime
    ask "$lock_mine" && [ "$answer" = 1 ]
}

release_lock() {
    [ -n "$lock_pid" ] || return 0
    ask "$lock_free" || true
    (trap '' PIPE && echo '\q' >&7) 2>/dev/null || true # a daemon of the tool may hold 7 still
    exec 7>&- 8<&-
    eval "exec ${LOCK[1]:-9}>&- ${LOCK[0]:-9}<&-" 2>/dev/null || true
    wait "$lock_pid" 2>/dev/null || true
    lock_pid=''
    say 'advisory lock released'
}
