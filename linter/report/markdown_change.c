// SPDX-License-Identifier: Apache-2.0
// Each operation as a sentence, the way people write it into a pull request.
#include "report/markdown_priv.h"

#include "ir/op.h"

enum { MAX_LISTED = 12 };

// $o: the object; $n: the parts' names; $p: the parts with what they are, or become; $t:
// likewise, with what they were; $i: what the first one is; $k: the kind of object;
// $s: an "s" where there are several parts; $c: a colon where there are any.
static const char *const sentences[OP_KIND_COUNT] = {
    [OP_CREATE_SCHEMA] = "Creates schema $o",
    [OP_DROP_SCHEMA] = "Drops schema $o",
    [OP_RENAME_SCHEMA] = "Renames schema $o to $i",
    [OP_CREATE_TABLE] = "Creates table $o$c$p",
    [OP_DROP_TABLE] = "Drops table $o",
    [OP_RENAME_TABLE] = "Renames table $o to $i",
    [OP_SET_TABLE_OPTION] = "Changes options of table $o",
    [OP_ADD_COLUMN] = "Adds column$s $p to $o",
    [OP_DROP_COLUMN] = "Drops column$s $n of $o",
    [OP_RENAME_COLUMN] = "Renames column $n of $o to $i",
    [OP_ALTER_COLUMN_TYPE] = "Changes the type of column$s $t of $o",
    [OP_SET_NOT_NULL] = "Forbids NULL in column$s $n of $o",
    [OP_DROP_NOT_NULL] = "Allows NULL in column$s $n of $o",
    [OP_SET_DEFAULT] = "Sets the default of column$s $n of $o",
    [OP_DROP_DEFAULT] = "Drops the default of column$s $n of $o",
    [OP_ALTER_IDENTITY] = "Changes the identity of column$s $n of $o",
    [OP_ALTER_GENERATED] = "Changes generated column$s $n of $o",
    [OP_ALTER_COLUMN] = "Changes options of column$s $n of $o",
    [OP_MODIFY_COLUMN] = "Redefines column$s $t of $o",
    [OP_ADD_CONSTRAINT] = "Adds constraint$s $p to $o",
    [OP_DROP_CONSTRAINT] = "Drops constraint$s $n of $o",
    [OP_RENAME_CONSTRAINT] = "Renames constraint $n of $o to $i",
    [OP_VALIDATE_CONSTRAINT] = "Checks the rows of $o against $n",
    [OP_ALTER_CONSTRAINT] = "Changes constraint $n of $o",
    [OP_CREATE_INDEX] = "Builds index $p on $o",
    [OP_DROP_INDEX] = "Drops index $o",
    [OP_RENAME_INDEX] = "Renames index $o to $i",
    [OP_ALTER_INDEX] = "Changes index $o",
    [OP_REINDEX] = "Builds indexes of $o anew",
    [OP_CREATE_SEQUENCE] = "Creates sequence $o",
    [OP_ALTER_SEQUENCE] = "Changes sequence $o",
    [OP_DROP_SEQUENCE] = "Drops sequence $o",
    [OP_CREATE_VIEW] = "Creates view $o",
    [OP_DROP_VIEW] = "Drops $k $o",
    [OP_REFRESH_VIEW] = "Computes materialized view $o anew",
    [OP_CREATE_TYPE] = "Creates type $o",
    [OP_ALTER_TYPE] = "Changes type $o",
    [OP_DROP_TYPE] = "Drops type $o",
    [OP_ADD_ENUM_VALUE] = "Adds label $n to enum $o",
    [OP_RENAME_ENUM_VALUE] = "Renames a label of enum $o: $n",
    [OP_ALTER_DOMAIN] = "Changes domain $o",
    [OP_ATTACH_PARTITION] = "Makes $n a partition of $o",
    [OP_DETACH_PARTITION] = "Takes partition $n from $o",
    [OP_ALTER_PARTITION] = "Changes partitions of $o",
    [OP_ADD_INHERIT] = "Makes $o a child of $i",
    [OP_DROP_INHERIT] = "Makes $o no longer a child of $i",
    [OP_CREATE_TRIGGER] = "Creates trigger $n on $o",
    [OP_DROP_TRIGGER] = "Drops trigger $n of $o",
    [OP_SET_TRIGGER] = "Switches triggers of $o: $n",
    [OP_CREATE_FUNCTION] = "Creates function $o",
    [OP_DROP_FUNCTION] = "Drops function $o",
    [OP_CREATE_POLICY] = "Creates policy $n on $o",
    [OP_ALTER_POLICY] = "Changes policy $n of $o",
    [OP_DROP_POLICY] = "Drops policy $n of $o",
    [OP_SET_ROW_SECURITY] = "Switches row level security of $o",
    [OP_CREATE_OBJECT] = "Creates $k $o",
    [OP_ALTER_OBJECT] = "Changes $k $o",
    [OP_DROP_OBJECT] = "Drops $k $o",
    [OP_RENAME_OBJECT] = "Renames $k $o to $i",
    [OP_SET_SCHEMA] = "Moves $o to schema $i",
    [OP_GRANT] = "Changes who may use $o",
    [OP_COMMENT] = "Comments on $o",
    [OP_TRUNCATE] = "Empties $o",
    [OP_INSERT] = "Inserts rows into $o",
    [OP_UPDATE] = "Updates rows of $o",
    [OP_DELETE] = "Deletes rows of $o",
    [OP_MERGE] = "Merges rows into $o",
    [OP_COPY] = "Copies rows of $o",
    [OP_SELECT] = "Reads $o",
    [OP_LOCK_TABLE] = "Locks $o",
    [OP_MAINTENANCE] = "Runs maintenance on $o",
    [OP_DO_BLOCK] = "Runs a block",
    [OP_EXECUTE] = "Runs SQL that is built at run time",
    [OP_CALL] = "Calls $o",
    [OP_OPAQUE] = "Runs a statement that is not understood",
    [OP_TRANSACTION] = "Controls the transaction",
    [OP_SET_SESSION] = "Sets $n",
};

// Where indexes are parts of tables.
static const char *const index_sentences[OP_KIND_COUNT] = {
    [OP_DROP_INDEX] = "Drops index $n of $o",
    [OP_RENAME_INDEX] = "Renames index $n of $o to $i",
    [OP_ALTER_INDEX] = "Changes index $n of $o",
};

// The steps of making a table anew.
static const struct {
    const char *verb;
    const char *sentence;
} step_sentences[] = {
    { "make", "Makes table $o anew" },
    { "copy", "Copies the rows of $o into the new table" },
    { "drop", "Drops the old table $o" },
    { "rename", "Gives the new table the name $o" },
    { "restore", "Makes $n of $o again" },
};

static const char *step_sentence(Str verb)
{
    for (size_t i = 0; i < sizeof step_sentences / sizeof *step_sentences; i++)
        if (str_eq(verb, str_from(step_sentences[i].verb)))
            return step_sentences[i].sentence;
    return NULL;
}

static const char *sentence_of(const Change *change)
{
    if (change->verb.len > 0)
        return step_sentence(change->verb);
    bool part = change->parts.len > 0 && change->parts.at[0].name.len > 0;
    const char *of_part = part ? index_sentences[change->kind] : NULL;
    return of_part ? of_part : sentences[change->kind];
}

static void part_words(Page *page, const ChangePart *part, char what)
{
    page_name(page, part->name, MD_LINE);
    if (what == 'n' || part->is.len == 0)
        return;
    out_cstr(page->out, " (");
    if (what == 't' && part->was.len > 0) {
        page_name(page, part->was, MD_LINE);
        out_cstr(page->out, " → ");
    }
    page_name(page, part->is, MD_LINE);
    out_char(page->out, ')');
}

static void parts_words(Page *page, const Change *change, char what)
{
    size_t count = change->parts.len;
    for (size_t i = 0; i < count && i < MAX_LISTED; i++) {
        out_cstr(page->out, i > 0 ? ", " : "");
        part_words(page, &change->parts.at[i], what);
    }
    if (count > MAX_LISTED)
        out_fmt(page->out, " and %zu more", count - MAX_LISTED);
}

static void placeholder(Page *page, const Change *change, char what)
{
    if (what == 'o')
        page_name(page, change_object(page->out->arena, change), MD_LINE);
    else if (what == 's')
        out_cstr(page->out, change->parts.len > 1 ? "s" : "");
    else if (what == 'c')
        out_cstr(page->out, change->parts.len > 0 ? ": " : "");
    else if (what == 'k')
        out_cstr(page->out, object_kind_word(change->object));
    else if (what != 'i')
        parts_words(page, change, what);
    else if (change->parts.len > 0)
        page_name(page, change->parts.at[0].is, MD_LINE);
}

void page_change(Page *page, const Change *change)
{
    const char *sentence = sentence_of(change);
    for (const char *at = sentence ? sentence : ""; *at; at++) {
        if (*at == '$')
            placeholder(page, change, *++at);
        else
            out_char(page->out, *at);
    }
    if (change->count > 1)
        out_fmt(page->out, " (%zu statements)", change->count);
    if (change->refused.len > 0)
        out_cstr(page->out, ", which the server refuses");
}
