// SPDX-License-Identifier: Apache-2.0
// Liquibase's changelogs while they are read.
#ifndef SOURCE_LIQUIBASE_PRIV_H
#define SOURCE_LIQUIBASE_PRIV_H

#include "source/changelog_priv.h"

typedef struct LogPatterns LogPatterns;

typedef struct LogReader {
    Folder *folder;
    LogPatterns *patterns;
    MigrationVec changesets; // in the order in which they are run
    StrVec dbms;             // of each of them: the databases it is for; empty: all
    Map ids;                 // of changesets -> path of their file
    Map seen;                // changelogs that were read, by path
} LogReader;

LogPatterns *log_patterns_new(Arena *arena); // for log_patterns_free
void log_patterns_free(LogPatterns *patterns);

// The first line that is not empty says "--liquibase formatted sql".
bool is_formatted_sql(Str text);
// Adds the changesets of a formatted file.
void formatted_sql_read(LogReader *log, Str path, Str text);

// A line of a changelog in XML, YAML or JSON that brings in others.
typedef struct Include {
    Str target;
    Span span;
    bool is_folder;   // includeAll
    bool is_relative; // to the changelog
} Include;

typedef VEC(Include) IncludeVec;

bool is_changelog_name(Str name); // ends in .xml, .yaml, .yml or .json
// What a changelog in one of those languages brings in, in its order, and how many
// changesets it has of its own. False when it is no changelog.
bool changelog_read(Arena *arena, Str path, Str text, IncludeVec *includes, size_t *own);
// Whether it has nothing in it, and is not just written in a way that is not understood.
bool changelog_is_empty(Arena *arena, Str path, Str text);

#endif
