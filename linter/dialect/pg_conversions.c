// SPDX-License-Identifier: Apache-2.0
// Old type to new type: which casts there are (pg_cast, the same on 11 to 18), which of
// them leave the bytes alone, and when a length or precision does.
#include "dialect/pg_conversions.h"

// Domains may be made of domains; deeper ones are taken for what they say they are.
enum { DOMAINS_MAX = 32 };

// What an assignment may turn a type into: names between bars.
typedef struct CastRow {
    const char *from;
    const char *same_bytes;
    const char *converted;
} CastRow;

#define REGS                                                                             \
    "|regclass|regcollation|regconfig|regdictionary|regnamespace|regoper|regoperator|"   \
    "regproc|regprocedure|regrole|regtype|"
#define TEXTS "|text|character varying|character|citext|"

static const CastRow casts[] = {
    { "\"char\"", "", TEXTS },
    { "smallint", "", "|integer|bigint|numeric|real|double precision|oid" REGS },
    { "integer", "|oid" REGS, "|smallint|bigint|numeric|real|double precision|money|" },
    { "bigint", "", "|smallint|integer|numeric|real|double precision|money|oid" REGS },
    { "numeric", "", "|smallint|integer|bigint|real|double precision|money|" },
    { "real", "", "|smallint|integer|bigint|numeric|double precision|" },
    { "double precision", "", "|smallint|integer|bigint|numeric|real|" },
    { "money", "", "|numeric|" },
    { "oid", "|integer" REGS, "|bigint|" },
    { "regclass", "|integer|oid|", "|bigint|" },
    { "regproc", "|integer|oid|regprocedure|", "|bigint|" },
    { "regprocedure", "|integer|oid|regproc|", "|bigint|" },
    { "regtype", "|integer|oid|", "|bigint|" },
    { "regrole", "|integer|oid|", "|bigint|" },
    { "regnamespace", "|integer|oid|", "|bigint|" },
    { "text", TEXTS, "|name|\"char\"|regclass|" },
    { "character varying", TEXTS, "|name|\"char\"|regclass|" },
    { "character", "", "|text|character varying|citext|name|\"char\"|" },
    { "citext", TEXTS, "" },
    { "name", "", TEXTS },
    { "xml", "|text|character varying|character|", "|citext|" },
    { "cidr", "|inet|", "" },
    { "inet", "", "|cidr|" },
    { "bit", "|bit varying|", "" },
    { "bit varying", "|bit|", "" },
    { "json", "", "|jsonb|" },
    { "jsonb", "", "|json|" },
    { "macaddr", "", "|macaddr8|" },
    { "macaddr8", "", "|macaddr|" },
    { "date", "", "|timestamp without time zone|timestamp with time zone|" },
    { "time without time zone", "", "|interval|time with time zone|" },
    { "time with time zone", "", "|time without time zone|" },
    { "timestamp without time zone", "",
      "|date|time without time zone|timestamp with time zone|" },
    { "timestamp with time zone", "",
      "|date|time without time zone|time with time zone|timestamp without time zone|" },
    { "interval", "", "|time without time zone|" },
    { "boolean", "", "" },
    { "bytea", "", "" },
    { "uuid", "", "" },
    { "box", "", "|polygon|" },
    { "path", "", "|polygon|" },
    { "point", "", "|box|" },
    { "polygon", "", "|path|" },
};

// Types that share an operator class, so that an index over one serves the other.
static const char *const orders[] = { "|text|character varying|", "|cidr|inet|" };

static bool lists(const char *list, Str name)
{
    Str rest = str_from(list), item;
    while (str_cut(&rest, '|', &item))
        if (item.len > 0 && str_eq(item, name))
            return true;
    return false;
}

static const CastRow *find_casts(Str from)
{
    for (size_t i = 0; i < sizeof casts / sizeof *casts; i++)
        if (str_eq(str_from(casts[i].from), from))
            return &casts[i];
    return NULL;
}

// ---- types ----

static const Type *domain_of(const Ask *ask, TypeRef type)
{
    const Type *known =
        type.array_dims == 0 ? catalog_type(ask->catalog, type.name) : NULL;
    return known && known->def.kind == TYPE_DOMAIN ? known : NULL;
}

TypeRef pg_base_type(const Ask *ask, TypeRef type)
{
    const Type *domain;
    for (int i = 0; i < DOMAINS_MAX && (domain = domain_of(ask, type)); i++)
        type = domain->def.base;
    return type;
}

bool pg_is_constrained(const Ask *ask, TypeRef type)
{
    const Type *domain;
    for (int i = 0; i < DOMAINS_MAX && (domain = domain_of(ask, type)); i++) {
        if (domain->def.not_null || domain->def.constraints.len > 0)
            return true;
        type = domain->def.base;
    }
    return false;
}

// An interval's name has its fields.
static Str type_name(TypeRef type)
{
    static const Str interval = STR_INIT("interval");
    return str_starts(type.name.name, interval) ? interval : type.name.name;
}

static bool is_same_type(TypeRef a, TypeRef b)
{
    bool schemas = a.name.schema.len == 0 || b.name.schema.len == 0 ||
                   str_eq(a.name.schema, b.name.schema);
    return schemas && str_eq(type_name(a), type_name(b)) &&
           (a.array_dims > 0) == (b.array_dims > 0);
}

// ---- lengths and precisions ----

static bool same_mods(TypeRef a, TypeRef b)
{
    bool same = a.mod_count == b.mod_count && str_eq(a.name.name, b.name.name);
    for (size_t i = 0; same && i < a.mod_count; i++)
        same = a.mods[i] == b.mods[i];
    return same;
}

static bool wider_length(TypeRef from, TypeRef to)
{
    return to.mod_count == 0 || (from.mod_count > 0 && from.mods[0] <= to.mods[0]);
}

static bool wider_numeric(TypeRef from, TypeRef to)
{
    return to.mod_count == 0 || (from.mod_count > 0 && from.mods[0] <= to.mods[0] &&
                                 (from.mod_count > 1 ? from.mods[1] : 0) ==
                                     (to.mod_count > 1 ? to.mods[1] : 0));
}

// Six digits are all that there are.
static bool wider_precision(TypeRef from, TypeRef to)
{
    enum { MICROSECONDS = 6 };
    return to.mod_count == 0 || to.mods[0] >= MICROSECONDS ||
           (from.mod_count > 0 && from.mods[0] <= to.mods[0]);
}

// Fields that end in seconds cut nothing off.
static bool wider_interval(TypeRef from, TypeRef to)
{
    bool whole = str_eq(to.name.name, STR("interval")) ||
                 str_ends(to.name.name, STR("second")) ||
                 str_eq(from.name.name, to.name.name);
    return whole && wider_precision(from, to);
}

typedef struct LengthRow {
    const char *type;
    bool (*is_wider)(TypeRef from, TypeRef to);
} LengthRow;

// Types whose values stay when the limit grows; those of others are checked one by one
// unless nothing changes.
static const LengthRow lengths[] = {
    { "character varying", wider_length },
    { "bit varying", wider_length },
    { "numeric", wider_numeric },
    { "timestamp without time zone", wider_precision },
    { "timestamp with time zone", wider_precision },
    { "time without time zone", wider_precision },
    { "time with time zone", wider_precision },
    { "interval", wider_interval },
};

static bool length_fits(TypeRef from, TypeRef to)
{
    if (from.array_dims > 0)
        return to.mod_count == 0 || same_mods(from, to);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        if (str_eq(str_from(lengths[i].type), type_name(to)))
            return lengths[i].is_wider(from, to);
    return to.mod_count == 0 || same_mods(from, to);
}

// ---- one step of a conversion ----

// A zone that is UTC by any of its names. Where the text sets none the server's own is
// taken for UTC, as it is on most.
static bool is_utc(const Ask *ask)
{
    static const char names[] =
        "|utc|gmt|uct|zulu|universal|greenwich|gmt0|gmt+0|gmt-0|0|"
        "default|local|";
    const Setting *set = session_setting(ask->scene->session, STR("timezone"));
    if (!set || !set->value.ptr)
        return true;
    Str zone = set->value;
    if (zone.len >= 4 && str_eq_ci(str_take(zone, 4), STR("etc/")))
        zone = str_drop(zone, 4);
    char lower[16];
    if (zone.len > sizeof lower)
        return false;
    for (size_t i = 0; i < zone.len; i++)
        lower[i] = zone.ptr[i] >= 'A' && zone.ptr[i] <= 'Z' ? (char)(zone.ptr[i] | 0x20)
                                                            : zone.ptr[i];
    return lists(names, (Str){ lower, zone.len });
}

// Both count microseconds; which ones depends on the zone.
static bool only_zone_differs(TypeRef from, TypeRef to)
{
    static const Str prefix = STR_INIT("timestamp ");
    return str_starts(type_name(from), prefix) && str_starts(type_name(to), prefix);
}

static bool keeps_bytes(const Ask *ask, TypeRef from, TypeRef to)
{
    if (is_same_type(from, to))
        return length_fits(from, to);
    const CastRow *row = find_casts(type_name(from));
    if (from.array_dims > 0 || to.array_dims > 0)
        return false;
    if (row && lists(row->same_bytes, type_name(to))) {
        // Only text with a limit of its own has one to compare with.
        bool limited = str_eq(from.name.name, STR("character varying"));
        TypeRef bare = { .name = to.name };
        return length_fits(limited ? from : bare, to);
    }
    return ask->major >= 12 && only_zone_differs(from, to) && is_utc(ask) &&
           wider_precision((TypeRef){ 0 }, to);
}

static bool is_text(Str name)
{
    return lists(TEXTS "|name|", name);
}

static bool is_enum(const Ask *ask, TypeRef type)
{
    const Type *known =
        type.array_dims == 0 ? catalog_type(ask->catalog, type.name) : NULL;
    return known && known->def.kind == TYPE_ENUM;
}

// Without USING. Of types that are neither built in nor enums nothing is claimed.
static bool is_assignable(const Ask *ask, TypeRef from, TypeRef to)
{
    Str source = type_name(from), target = type_name(to);
    if (is_same_type(from, to))
        return true;
    if ((from.array_dims > 0) != (to.array_dims > 0))
        return from.array_dims > 0 && is_text(target);
    const CastRow *row = find_casts(source);
    if (is_text(target) ||
        (row && (lists(row->same_bytes, target) || lists(row->converted, target))))
        return true;
    bool known = row || is_enum(ask, from);
    return !known || (!find_casts(target) && !is_enum(ask, to));
}

static bool same_order(TypeRef from, TypeRef to)
{
    if (is_same_type(from, to))
        return true;
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        if (lists(orders[i], type_name(from)) && lists(orders[i], type_name(to)))
            return true;
    return false;
}

static bool same_collation(const ColumnDef *old, const ColumnDef *new)
{
    static const Str none = STR_INIT("default");
    Str before = old->collation.len > 0 ? old->collation : none;
    Str after = new->collation.len > 0 ? new->collation : none;
    return str_eq(before, after);
}

// What USING leaves to be converted; false when it is more than a cast of the column.
static bool using_casts(const Ask *ask, TypeRef *from, bool *rewrites)
{
    const ColumnDef *def = ask->op->column;
    if (!def->using_expr.ptr)
        return true;
    if (!def->using_type)
        return false;
    if (def->using_type->text.len == 0)
        return true;
    TypeRef middle = pg_base_type(ask, *def->using_type);
    *rewrites =
        !keeps_bytes(ask, *from, middle) || pg_is_constrained(ask, *def->using_type);
    *from = middle;
    return true;
}

Conversion pg_conversion(const Ask *ask)
{
    const ColumnDef *def = ask->op->column;
    const Column *column = table_column(pg_table(ask), ask->op->part);
    Conversion result = { .allowed = true, .rewrites = true };
    if (!column || column->def->type.name.name.len == 0)
        return result;
    TypeRef old = pg_base_type(ask, column->def->type), from = old;
    TypeRef to = pg_base_type(ask, def->type);
    result.same_order = same_order(old, to) && same_collation(column->def, def);
    bool rewrites = false;
    bool cast = using_casts(ask, &from, &rewrites);
    result.allowed = !cast || is_assignable(ask, from, to);
    if (column->def->default_expr.ptr && !is_assignable(ask, old, to))
        result.allowed = false;
    result.rewrites = !cast || rewrites || !keeps_bytes(ask, from, to) ||
                      pg_is_constrained(ask, def->type);
    return result;
}

// ---- indexes ----

static bool redefines(const Op *op)
{
    return op->kind == OP_ALTER_COLUMN_TYPE ||
           (op->kind == OP_ALTER_GENERATED && !op_has(op, OPF_REVOKE));
}

IndexFate pg_index_fate(const Ask *ask, const Table *table, const Index *index)
{
    IndexFate fate = INDEX_STAYS;
    if (!table)
        return fate;
    for (size_t i = 0; i < ask->action_count; i++) {
        const Op *op = &ask->actions[i];
        bool drops = op->kind == OP_DROP_COLUMN;
        if (op->kind == OP_DROP_CONSTRAINT && str_eq(op->part, index->constraint))
            return INDEX_DROPPED;
        if ((drops || redefines(op)) && pg_index_reads(ask, index, op->part))
            fate = drops ? INDEX_DROPPED : INDEX_REDEFINED;
        if (fate == INDEX_DROPPED)
            return fate;
    }
    return fate;
}

static bool reads_in_text(const Ask *ask, const Index *index)
{
    for (size_t i = 0; i < index->def.parts.len; i++)
        if (index->def.parts.at[i].expression.ptr)
            return true;
    (void)ask;
    return index->def.where.ptr != NULL;
}

// The column's own collation counts only where the index names none.
static bool sorts_alike(const Ask *ask, const Index *index)
{
    const Column *column = table_column(pg_table(ask), ask->op->part);
    const ColumnDef *def = ask->op->column;
    for (size_t i = 0; i < index->def.parts.len; i++) {
        const IndexPart *part = &index->def.parts.at[i];
        if (str_eq(part->column, ask->op->part) && part->collation.len == 0)
            return pg_conversion(ask).same_order;
    }
    return column &&
           same_order(pg_base_type(ask, column->def->type), pg_base_type(ask, def->type));
}

// PostgreSQL compares definitions, and does not look into expressions; the index of a
// partition that belongs to its parent's is always built again.
bool pg_index_is_rebuilt(const Ask *ask, const Index *index)
{
    return pg_index_reads(ask, index, ask->op->part) &&
           (reads_in_text(ask, index) || index->parent.name.len > 0 || !index->valid ||
            !sorts_alike(ask, index));
}
