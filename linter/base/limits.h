// SPDX-License-Identifier: Apache-2.0
// How much of anything is read, judged or told. A gate reads pull requests of strangers:
// nothing in them may take all of a machine's time or memory, and what is left out
// because of a limit is a finding or the exit status 2, never a pass. README.md has them
// as a table, and tests/cli/limits.sh reaches each of them, or a unit test of the room
// that keeps it.
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

enum {
    LIMIT_KIB = 1024,
    LIMIT_MIB = 1024 * 1024,

    // ---- a run ----

    // Seconds that a run may take, unless --time-limit says otherwise. CI systems end a
    // job after an hour or six, and nobody learns at which file it was. Reached: what
    // was found so far is reported, with where the run has stopped, and the exit status
    // is 2.
    LIMIT_SECONDS = 600,
    // The most that --time-limit takes: a day.
    LIMIT_SECONDS_MOST = 24 * 60 * 60,

    // ---- a file ----

    // Bytes of any file, of an object of git's and of standard input: what a parser makes
    // of them takes some ten times as much. Reached: unreadable-file at a migration, else
    // exit 2.
    LIMIT_FILE_BYTES = 256 * LIMIT_MIB,
    // Statements of a file: the default of an option of limit-reached, and the most that
    // it takes. The largest dumps that people keep as a first migration have some
    // 100,000. Reached: limit-reached, an error, tells from which line on nothing was
    // judged.
    LIMIT_STATEMENTS = 500000,
    LIMIT_STATEMENTS_MOST = 10000000,
    // Findings of a file that are reported one by one; likewise an option. GitHub takes
    // 25,000 of a SARIF report. Reached: the weightiest are kept, limit-reached counts
    // the others, and what of them blocks does so.
    LIMIT_FINDINGS = 10000,
    LIMIT_FINDINGS_MOST = 1000000,

    // ---- nesting ----

    // Levels of arrays and objects in a journal, a snapshot, the event of a CI run and
    // whatever else is JSON: a real one has eight. Every level takes some of the stack.
    // Reached: journal-invalid or snapshot-invalid, else exit 2.
    LIMIT_JSON_DEPTH = 64,
    // The same of YAML, whose aliases make little text a large tree: its nodes, too.
    // Reached: the file counts as one that cannot be read, and the rules say so.
    LIMIT_YAML_DEPTH = 64,
    LIMIT_YAML_NODES = 50000,
    LIMIT_YAML_BYTES = 4 * LIMIT_MIB,

    // ---- folders ----

    // Levels of folders below one with migrations, and folders there: links that lead
    // into each other's folders, and trees of git's that hold one another many times,
    // make ever more paths. Reached: unreadable-file names the first that was not looked
    // into; in commits and other branches, exit 2.
    LIMIT_FOLDER_DEPTH = 32,
    LIMIT_FOLDERS = 20000,

    // ---- files beside the migrations ----

    LIMIT_JOURNAL_BYTES = 16 * LIMIT_MIB,  // some 80,000 entries; journal-invalid
    LIMIT_SNAPSHOT_BYTES = 64 * LIMIT_MIB, // a large one has 1 MiB; snapshot-invalid
    LIMIT_EVENT_BYTES = 4 * LIMIT_MIB,     // of a CI run; no label of it approves then
    LIMIT_SCHEMA_BYTES = 4 * LIMIT_MIB,    // a module of TypeScript or Prisma's schema

    // Files that may deploy something, those that GitLab's include, and bytes of one.
    // Reached: push-in-deploy says at which it has stopped.
    LIMIT_DEPLOY_FILES = 5000,
    LIMIT_DEPLOY_INCLUDES = 200,
    LIMIT_DEPLOY_BYTES = LIMIT_MIB,

    // ---- regular expressions of the user's ----

    // Steps of one search. Honest expressions need a few for each byte; "(a+)+$" doubles
    // them with each. Reached: limit-reached, an error, and the expression is not used
    // any more in this run.
    LIMIT_PATTERN_STEPS = 5 * 1000 * 1000,
    // Steps of all searches for one expression in a run: some seconds.
    LIMIT_PATTERN_STEPS_OF_RUN = 500 * 1000 * 1000,
    // A step may go over all of the text: it counts once more for each so many bytes.
    LIMIT_PATTERN_STEP_BYTES = 1024,
    // PCRE2's own limits of one attempt: backtracking points, how deep they nest, and
    // their memory in KiB. They hold for our own expressions, too.
    LIMIT_PATTERN_MATCH = 1000000,
    LIMIT_PATTERN_DEPTH = 200000,
    LIMIT_PATTERN_HEAP_KIB = 64 * LIMIT_KIB,
    // Bytes of an expression; a longer one is refused with the configuration: exit 2.
    LIMIT_PATTERN_BYTES = 8192
};

#endif
