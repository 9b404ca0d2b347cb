// SPDX-License-Identifier: Apache-2.0
// How ops of MySQL's family run, between the facts and the effects.
#ifndef DIALECT_MYSQL_EFFECTS_PRIV_H
#define DIALECT_MYSQL_EFFECTS_PRIV_H

#include "dialect/mysql_facts_priv.h"

// What an op, or a whole statement, comes to.
typedef struct MyRun {
    bool runs;  // it has an ALGORITHM
    bool alone; // a part of it is instant only beside what is instant too
    MyWork work;
    OnlineLock lock;
    OnlineLock held;   // where it has no ALGORITHM
    OnlineLock moment; // the lock that instant work needs
    bool locks;        // it has no ALGORITHM, but keeps others waiting
    bool replaces, scans;
    const char *refused; // NULL: it is not
    bool company;        // refused because of the statement's other changes
    const char *ignored;
    bool spent;          // it was instant, if the table had a row version left
    const char *because; // why the work is what it is; NULL: it goes without saying
    bool copies;         // a part is copied by the server, whatever the engine can do
    // Of the storage engine, against doing it in place, under a weaker lock, and at once;
    // NULL: it has none
    const char *copy_reason, *lock_reason, *instant_reason;
} MyRun;

MyRun my_run(const MyAsk *ask); // the op by itself
void my_add_run(MyRun *all, const MyRun *one);
// What the table makes of the work: one with a FULLTEXT index, of another engine, ….
void my_settle(const MyAsk *ask, MyRun *run);
Online my_online(const MyAsk *ask, const MyRun *run);
Duration my_duration(MyWork work);
// Writes what the statement comes to into an op of it.
void my_put(const MyAsk *ask, const MyRun *all, Op *op);
// The server's answer, if there is one and the op has none yet.
void my_put_refusal(Op *op, const char *why, RefusedFor about);
// Adds what the op does to tables beside its own.
void my_lock_others(const MyAsk *ask);

// MyChange bits of CONVERT TO CHARACTER SET.
unsigned my_convert_change(const MyAsk *ask);

#endif
