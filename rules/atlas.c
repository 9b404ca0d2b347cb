// SPDX-License-Identifier: Apache-2.0
// Atlas: the checksums of a migration folder, and directives in its files.
#include "lint/rule.h"

// ---- atlas-sum-mismatch ----

// What is said of a file, around its name.
typedef struct Phrase {
    FaultKind kind;
    const char *before;
    const char *behind;
} Phrase;

static const Phrase phrases[] = {
    { FAULT_SUM_MISSING, "there is no atlas.sum",
      ": Atlas stops with \"checksum file not found\"" },
    { FAULT_SUM_UNUSABLE, "atlas.sum ", ": Atlas stops before it runs anything" },
    { FAULT_SUM_ADDED, "",
      " is in the folder and not listed here: Atlas stops with \"checksum mismatch\"" },
    { FAULT_SUM_EDITED, "",
      " is not as it was when this was written: Atlas stops with \"checksum mismatch\"" },
    { FAULT_SUM_REMOVED, "",
      " is listed and not in the folder: Atlas stops with \"checksum mismatch\"" },
};

static const Phrase *phrase_of(FaultKind kind)
{
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (phrases[i].kind == kind)
            return &phrases[i];
    return NULL;
}

static void check_sum(RuleCtx *ctx, const Project *project)
{
    for (size_t i = 0; i < project->faults.len; i++) {
        const FileFault *fault = &project->faults.at[i];
        const Phrase *phrase = phrase_of(fault->kind);
        if (phrase)
            report_file(ctx, fault->path, fault->text, fault->span,
                        "%s" STR_FMT STR_FMT "%s", phrase->before, STR_ARG(fault->name),
                        STR_ARG(fault->words), phrase->behind);
    }
}

RULE(atlas_sum_mismatch) = {
    .id = "atlas-sum-mismatch",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_sum,
    .title = "atlas.sum does not fit the migrations",
    .why = "Atlas sums up the names and contents of all migrations and compares them "
           "with atlas.sum before it does anything else. Where they differ, the deploy "
           "stops with nothing applied. Two branches that each add a migration both "
           "change the file, which is how Atlas makes sure that somebody looks at the "
           "order.",
    .fix = "Look at what the difference is: take back the edit of a file that is merged, "
           "bring the files of a merge into the order in which they are to run, and only "
           "then run `atlas migrate hash`",
    .bad = "@ migrations/atlas.sum\n"
           "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
           "@ migrations/1_users.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ expect atlas-sum-mismatch migrations/atlas.sum:2\n",
    .good = "@ migrations/atlas.sum\n"
            "h1:zZdvzpk3kziKvv6L0zc+qq9XGwk6MyjqKproVaKzh1o=\n"
            "1_users.sql h1:StQPvxMrn7RDTxFItbJmag9a54ughu7OfAOvkv6TzUY=\n"
            "@ migrations/1_users.sql\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n",
};

// ---- atlas-directive ----

static void check_directive(RuleCtx *ctx, const Project *project)
{
    for (size_t i = 0; i < project->faults.len; i++) {
        const FileFault *fault = &project->faults.at[i];
        if (fault->kind == FAULT_DIRECTIVE)
            report_file(ctx, fault->path, fault->text, fault->span, STR_FMT,
                        STR_ARG(fault->words));
    }
}

RULE(atlas_directive) = {
    .id = "atlas-directive",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_directive,
    .title = "An Atlas directive that stops the deploy or does nothing",
    .why = "Atlas reads atlas:txmode and atlas:checkpoint in the comments at the top of "
           "a file, and only when an empty line parts them from the first statement. "
           "Elsewhere they are comments: the file runs in a transaction after all, or a "
           "checkpoint is run on databases that have everything in it. A transaction "
           "mode that a file cannot have stops the deploy.",
    .fix = "Put the directive at the top of the file with an empty line behind it; a "
           "file can have the modes none and file",
    .bad = "@ migrations/atlas.sum\n"
           "h1:c0QoOI94XkFTYeOoTs3e2g3PM/vQHU1Ueq9EkO/Nbb4=\n"
           "1_users.sql h1:guveWwjlujw46YpZToTlb2tVoo33M1+Z5t/rylSgTEY=\n"
           "@ migrations/1_users.sql\n"
           "-- atlas:txmode none\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ expect atlas-directive migrations/1_users.sql:1\n",
    .good = "@ migrations/atlas.sum\n"
            "h1:fTT5J/lK8gpTSziP1NY4JgCPJkmkN22rrmOBSiOmFDc=\n"
            "1_users.sql h1:gBV7gzGztta0prHknnBXgOc9jgUtwPHs0Z6snUgOcA4=\n"
            "@ migrations/1_users.sql\n"
            "-- atlas:txmode none\n"
            "\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n",
};
