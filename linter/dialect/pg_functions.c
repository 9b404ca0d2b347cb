// SPDX-License-Identifier: Apache-2.0
// The volatility of functions: PostgreSQL's own from pg_proc (11 to 18), users' from
// their CREATE FUNCTION.
#include "dialect/pg_functions.h"

#include "dialect/pg_lex.h"

#include <string.h>

// SQL functions are looked into this deep.
enum { INLINED_MAX = 8 };

// What is immutable or stable, or no function although brackets may follow it, in the
// order of bytes. Without what only the system itself calls: input and output,
// operators, index support, aggregates. None of these names has a volatile overload.
// clang-format off
static const char *const steady[] = {
    "abbrev", "abs", "acldefault", "acos", "acosd", "acosh", "age", "all", "and", "any",
    "area", "array", "array_dims", "array_fill", "array_length", "array_lower",
    "array_ndims", "array_position", "array_positions", "array_remove", "array_replace",
    "array_reverse", "array_sort", "array_to_json", "array_to_string",
    "array_to_tsvector", "array_upper", "as", "ascii", "asin", "asind", "asinh", "atan",
    "atan2", "atan2d", "atand", "atanh", "between", "bit", "bit_count", "bit_length",
    "bool", "bool_and", "box", "broadcast", "btrim", "bytea", "cardinality", "case",
    "casefold", "cast", "cbrt", "ceil", "ceiling", "center", "char", "char_length",
    "character", "character_length", "chr", "cidr", "circle", "citext", "coalesce",
    "col_description", "collate", "concat", "concat_ws", "convert", "convert_from",
    "convert_to", "cos", "cosd", "cosh", "cot", "cotd", "crc32", "crc32c",
    "current_catalog", "current_database", "current_date", "current_role",
    "current_schema", "current_schemas", "current_setting", "current_time",
    "current_timestamp", "current_user", "date", "date_add", "date_bin", "date_part",
    "date_subtract", "date_trunc", "datemultirange", "daterange", "dec", "decimal",
    "decode", "degrees", "diagonal", "diameter", "digest", "distinct", "div", "else",
    "encode", "enum_first", "enum_last", "enum_range", "erf", "erfc", "exists", "exp",
    "extract", "factorial", "family", "filter", "float", "float4", "float8", "floor",
    "format", "format_type", "from", "gamma", "gcd", "get_bit", "get_byte",
    "get_current_ts_config", "getdatabaseencoding", "getpgusername", "greatest",
    "grouping", "height", "hmac", "host", "hostmask", "hstore", "ilike", "in", "inet",
    "inet_client_addr", "inet_client_port", "inet_server_addr", "inet_server_port",
    "initcap", "int2", "int4", "int4multirange", "int4range", "int8", "int8multirange",
    "int8range", "interval", "is", "isclosed", "isempty", "isfinite", "ishorizontal",
    "isopen", "isparallel", "isperp", "isvertical", "json", "json_array",
    "json_array_length", "json_build_array", "json_build_object", "json_exists",
    "json_object", "json_objectagg", "json_populate_record", "json_query", "json_scalar",
    "json_strip_nulls", "json_to_record", "json_to_tsvector", "json_typeof", "json_value",
    "jsonb", "jsonb_array_length", "jsonb_build_array", "jsonb_build_object",
    "jsonb_insert", "jsonb_object", "jsonb_path_exists", "jsonb_path_exists_tz",
    "jsonb_path_match", "jsonb_path_match_tz", "jsonb_path_query_array",
    "jsonb_path_query_array_tz", "jsonb_path_query_first", "jsonb_path_query_first_tz",
    "jsonb_populate_record", "jsonb_populate_record_valid", "jsonb_pretty", "jsonb_set",
    "jsonb_set_lax", "jsonb_strip_nulls", "jsonb_to_record", "jsonb_to_tsvector",
    "jsonb_typeof", "justify_days", "justify_hours", "justify_interval", "lcm", "least",
    "left", "length", "lgamma", "like", "line", "ln", "localtime", "localtimestamp",
    "log", "log10", "lower", "lower_inc", "lower_inf", "lpad", "lseg", "ltrim", "macaddr",
    "make_date", "make_interval", "make_time", "make_timestamp", "make_timestamptz",
    "makeaclitem", "masklen", "md5", "min_scale", "mod", "multirange", "national",
    "nchar", "netmask", "network", "normalize", "not", "notlike", "now", "npoints",
    "nullif", "num_nonnulls", "num_nulls", "numeric", "nummultirange", "numnode",
    "numrange", "obj_description", "octet_length", "oid", "on", "or", "over", "overlaps",
    "overlay", "parse_ident", "pclose", "pg_backend_pid", "pg_basetype",
    "pg_client_encoding", "pg_current_snapshot", "pg_current_xact_id",
    "pg_current_xact_id_if_assigned", "pg_get_serial_sequence", "pg_has_role",
    "pg_input_error_info", "pg_input_is_valid", "pg_is_in_recovery",
    "pg_postmaster_start_time", "pg_relation_size", "pg_replication_origin_oid",
    "pg_settings_get_flags", "pg_size_bytes", "pg_size_pretty", "pg_split_walfile_name",
    "pg_table_is_visible", "pg_typeof", "phraseto_tsquery", "pi", "plainto_tsquery",
    "point", "polygon", "popen", "position", "pow", "power", "precision", "quote_ident",
    "quote_literal", "quote_nullable", "radians", "radius", "range_merge", "regclass",
    "regexp_count", "regexp_instr", "regexp_like", "regexp_match", "regexp_replace",
    "regexp_split_to_array", "regexp_substr", "repeat", "replace", "reverse", "right",
    "round", "row", "row_to_json", "rpad", "rtrim", "scale", "select", "session_user",
    "set_bit", "set_byte", "set_masklen", "setweight", "sha224", "sha256", "sha384",
    "sha512", "sign", "similarity", "sin", "sind", "sinh", "slope", "some", "split_part",
    "sqrt", "st_geomfromtext", "st_makepoint", "st_point", "st_setsrid",
    "statement_timestamp", "string_to_array", "strip", "strpos", "substr", "substring",
    "system_user", "tan", "tand", "tanh", "text", "then", "time", "timestamp",
    "timestamptz", "timetz", "timezone", "to_ascii", "to_bin", "to_char", "to_date",
    "to_hex", "to_json", "to_jsonb", "to_number", "to_oct", "to_regclass",
    "to_regcollation", "to_regnamespace", "to_regoper", "to_regoperator", "to_regproc",
    "to_regprocedure", "to_regrole", "to_regtype", "to_regtypemod", "to_timestamp",
    "to_tsquery", "to_tsvector", "transaction_timestamp", "translate", "trim",
    "trim_array", "trim_scale", "trunc", "ts_delete", "ts_filter", "ts_headline",
    "ts_lexize", "ts_rank", "ts_rank_cd", "tsmultirange", "tsquery_phrase", "tsrange",
    "tstzmultirange", "tstzrange", "tsvector_to_array", "txid_current",
    "txid_current_if_assigned", "txid_current_snapshot", "txid_snapshot_xmax",
    "txid_snapshot_xmin", "txid_visible_in_snapshot", "unaccent", "unistr", "upper",
    "upper_inc", "upper_inf", "uuid", "uuid_generate_v3", "uuid_generate_v5", "uuid_nil",
    "uuid_ns_dns", "uuid_ns_oid", "uuid_ns_url", "uuid_ns_x500", "values", "varchar",
    "varying", "version", "websearch_to_tsquery", "when", "where", "width",
    "width_bucket", "within", "xml_is_well_formed", "xml_is_well_formed_content",
    "xml_is_well_formed_document", "xmlcomment", "xmlconcat", "xmlelement", "xmlexists",
    "xmlforest", "xmlparse", "xmlpi", "xmlroot", "xmlserialize", "xmltext", "xmlvalidate",
    "xpath", "xpath_exists",
};
// clang-format on

static bool is_steady(Str name)
{
    return str_in_sorted(name, steady, sizeof steady / sizeof *steady);
}

static bool calls_volatile(const Ask *ask, Str expression, int depth);

// The expression of a function that is no more than SELECT expression: PostgreSQL puts it
// in the place of the call. ptr NULL: it is more.
static Str inlined_body(const Function *function)
{
    static const char *const clauses[] = { "from", "where", "union",  "group", "order",
                                           "with", "limit", "having", "into" };
    Str body = str_trim(function->def.body);
    if (!str_eq(function->def.language, STR("sql")) || body.len == 0)
        return (Str){ 0 };
    Lexer lexer = { .text = body };
    Token first = pg_lex_next(&lexer), token;
    if (!token_is_word(body, first, STR("select")))
        return (Str){ 0 };
    while ((token = pg_lex_next(&lexer)).kind != TOK_END) {
        if (token_is_punct(body, token, ';') &&
            str_trim(str_drop(body, token.end)).len == 0)
            return str_slice(body, first.end, token.start);
        if (token_is_punct(body, token, ';'))
            return (Str){ 0 };
        for (size_t i = 0; i < sizeof clauses / sizeof *clauses; i++)
            if (token_is_word(body, token, str_from(clauses[i])))
                return (Str){ 0 };
    }
    return str_drop(body, first.end);
}

static bool function_is_volatile(const Ask *ask, const Function *function, int depth)
{
    if (function->def.volatility != VOLATILITY_VOLATILE)
        return false;
    Str body = inlined_body(function);
    return ask->major < 12 || depth >= INLINED_MAX || !body.ptr ||
           calls_volatile(ask, body, depth + 1);
}

static bool name_is_volatile(const Ask *ask, Name name, int depth)
{
    const Function *function = catalog_function(ask->catalog, name, (Str){ 0 });
    if (function)
        return function_is_volatile(ask, function, depth);
    bool system = name.schema.len == 0 || str_eq(name.schema, STR("pg_catalog"));
    return !system || !is_steady(name.name);
}

// An identifier as the catalog has it.
static Str identifier(const Ask *ask, Str text, Token token)
{
    Str word = token_text(text, token);
    if (token.kind == TOK_QUOTED)
        return word.len >= 2 ? str_slice(word, 1, word.len - 1) : word;
    return arena_lower(ask->arena, word);
}

// A call is a name with a bracket behind it.
static bool calls_volatile(const Ask *ask, Str expression, int depth)
{
    Lexer lexer = { .text = expression };
    Str schema = { 0 }, name = { 0 };
    bool dotted = false;
    for (Token token = pg_lex_next(&lexer); token.kind != TOK_END;
         token = pg_lex_next(&lexer)) {
        if (token.kind == TOK_COMMENT)
            continue;
        if (token.kind == TOK_WORD || token.kind == TOK_QUOTED) {
            schema = dotted ? name : STR("");
            name = identifier(ask, expression, token);
            dotted = false;
            continue;
        }
        bool call = token_is_punct(expression, token, '(') && name.len > 0;
        if (call && name_is_volatile(ask, (Name){ schema, name }, depth))
            return true;
        dotted = token_is_punct(expression, token, '.');
        if (!dotted)
            name = STR("");
    }
    return false;
}

bool pg_is_volatile(const Ask *ask, Str expression)
{
    bool calls = expression.ptr && memchr(expression.ptr, '(', expression.len) != NULL;
    return calls && calls_volatile(ask, expression, 0);
}
