// SPDX-License-Identifier: Apache-2.0
// pg_parse raw|protobuf FILE...: has libpg_query parse the files and does nothing with
// the trees: the least that a program with PostgreSQL's grammar needs for these bytes.
// "raw" is the parser alone, whose tree stays in its own memory; "protobuf" is the public
// interface, which writes the tree out as a message for others to read. Exits 1 at the
// first file that does not parse or cannot be read.
#include "postgres.h"

#include "pg_query.h"
#include "pg_query_internal.h"

typedef bool Parse(const char *sql);

static bool parse_raw(const char *sql)
{
    MemoryContext context = pg_query_enter_memory_context();
    PgQueryInternalParsetreeAndError result =
        pg_query_raw_parse(sql, PG_QUERY_PARSE_DEFAULT);
    bool fine = !result.error;
    free(result.stderr_buffer);
    if (result.error)
        pg_query_free_error(result.error);
    pg_query_exit_memory_context(context);
    return fine;
}

static bool parse_protobuf(const char *sql)
{
    PgQueryProtobufParseResult result = pg_query_parse_protobuf(sql);
    bool fine = !result.error;
    pg_query_free_protobuf_parse_result(result);
    return fine;
}

// The file's bytes and a zero, to be freed; NULL, with errno, if it cannot be read.
static char *read_file(const char *name)
{
    FILE *file = fopen(name, "rb");
    if (!file)
        return NULL;
    char *text = NULL;
    long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    if (size >= 0 && fseek(file, 0, SEEK_SET) == 0)
        text = malloc((size_t)size + 1);
    if (text && fread(text, 1, (size_t)size, file) != (size_t)size) {
        free(text);
        text = NULL;
    }
    if (text)
        text[size] = '\0';
    fclose(file);
    return text;
}

int main(int argc, char *argv[])
{
    Parse *parse = argc < 2                           ? NULL
                   : strcmp(argv[1], "raw") == 0      ? parse_raw
                   : strcmp(argv[1], "protobuf") == 0 ? parse_protobuf
                                                      : NULL;
    if (!parse) {
        fprintf(stderr, "Usage: pg_parse raw|protobuf FILE…\n");
        return 2;
    }
    for (int i = 2; i < argc; i++) {
        char *text = read_file(argv[i]);
        bool fine = text && parse(text);
        if (!fine)
            fprintf(stderr, "pg_parse: %s: %s\n", argv[i],
                    text ? "does not parse" : "cannot be read");
        free(text);
        if (!fine)
            return 1;
    }
    return 0;
}
