// SPDX-License-Identifier: Apache-2.0
// Types: enums with their labels, composite types, domains.
#include "catalog/replay_priv.h"

static Type *find_type(const Catalog *catalog, Name name)
{
    const Object *object = type_find(catalog, name);
    return object ? object->record : NULL;
}

static void name_checks(const Catalog *catalog, Type *type)
{
    // The first is <domain>_check, the next <domain>_check1.
    size_t unnamed = 0;
    for (size_t i = 0; i < type->def.constraints.len; i++) {
        ConstraintDef *def = &type->def.constraints.at[i];
        if (def->name.len > 0)
            continue;
        Str name = type->name.name;
        def->name =
            unnamed == 0
                ? arena_fmt(catalog->arena, STR_FMT "_check", STR_ARG(name))
                : arena_fmt(catalog->arena, STR_FMT "_check%zu", STR_ARG(name), unnamed);
        unnamed++;
    }
}

void apply_create_type(Catalog *catalog, const Op *op)
{
    Name name = creation_name(catalog, op->name, false);
    if (!op->type || !name_is_free(catalog, OBJ_TYPE, name))
        return;
    Type *type = NEW(catalog->arena, Type);
    *type = (Type){ .name = name,
                    .def = type_def_copy(catalog, op->type),
                    .origin = catalog->here };
    for (size_t i = 0; i < type->def.labels.len; i++)
        *vec_push(catalog->arena, &type->label_origins) = catalog->here;
    name_checks(catalog, type);
    object_add(catalog, OBJ_TYPE, type, &type->name, &type->origin);
}

void apply_drop_type(Catalog *catalog, const Op *op)
{
    Object *object = type_find(catalog, op->name);
    if (object)
        object_drop(catalog, object, op_has(op, OPF_CASCADE));
}

// ---- enums ----

static size_t find_label(const Type *type, Str label)
{
    size_t i = 0;
    while (i < type->def.labels.len && !str_eq(type->def.labels.at[i], label))
        i++;
    return i;
}

// Where BEFORE or AFTER in the verb puts it, beside the label in detail; else at the end.
static size_t new_label_place(const Type *type, const Op *op)
{
    size_t beside = find_label(type, op->detail);
    if (beside == type->def.labels.len)
        return beside;
    return str_eq_ci(op->verb, STR("before")) ? beside : beside + 1;
}

void apply_add_enum_value(Catalog *catalog, const Op *op)
{
    Type *type = find_type(catalog, op->name);
    if (!type || type->def.kind != TYPE_ENUM ||
        find_label(type, op->part) < type->def.labels.len)
        return;
    size_t place = new_label_place(type, op), behind = type->def.labels.len - place;
    *vec_push(catalog->arena, &type->def.labels) = op->part;
    *vec_push(catalog->arena, &type->label_origins) = catalog->here;
    Str *label = &type->def.labels.at[place];
    Origin *origin = &type->label_origins.at[place];
    memmove(label + 1, label, behind * sizeof *label);
    memmove(origin + 1, origin, behind * sizeof *origin);
    *label = op->part;
    *origin = catalog->here;
}

void apply_rename_enum_value(Catalog *catalog, const Op *op)
{
    const Type *type = find_type(catalog, op->name);
    size_t at = type ? find_label(type, op->part) : 0;
    Str to = op->other.name.len > 0 ? op->other.name : op->detail;
    if (type && at < type->def.labels.len && find_label(type, to) == type->def.labels.len)
        type->def.labels.at[at] = to;
}

// ---- composite types ----

void apply_alter_type(Catalog *catalog, const Op *op)
{
    Type *type = find_type(catalog, op->name);
    if (!type || type->def.kind != TYPE_COMPOSITE)
        return;
    size_t at = 0;
    while (at < type->def.attributes.len &&
           !str_eq(type->def.attributes.at[at].name, op->part))
        at++;
    bool there = at < type->def.attributes.len;
    if (str_eq(op->verb, STR("add-attribute")) && op->column && !there)
        *vec_push(catalog->arena, &type->def.attributes) =
            *column_def_keep(catalog, op->column);
    if (str_eq(op->verb, STR("drop-attribute")) && there)
        VEC_REMOVE(&type->def.attributes, at);
    if (str_eq(op->verb, STR("alter-attribute")) && op->column && there)
        type->def.attributes.at[at].type = type_ref_known(catalog, op->column->type);
    if (str_eq(op->verb, STR("rename-attribute")) && there && op->other.name.len > 0)
        type->def.attributes.at[at].name = op->other.name;
}

// ---- domains ----

static void drop_check(Type *domain, Str name)
{
    for (size_t i = 0; i < domain->def.constraints.len; i++)
        if (str_eq(domain->def.constraints.at[i].name, name)) {
            VEC_REMOVE(&domain->def.constraints, i);
            return;
        }
}

static ConstraintDef *find_check(const Type *domain, Str name)
{
    for (size_t i = 0; i < domain->def.constraints.len; i++)
        if (str_eq(domain->def.constraints.at[i].name, name))
            return &domain->def.constraints.at[i];
    return NULL;
}

void apply_alter_domain(Catalog *catalog, const Op *op)
{
    Type *domain = find_type(catalog, op->name);
    if (!domain || domain->def.kind != TYPE_DOMAIN)
        return;
    ConstraintDef *check = find_check(domain, op->part);
    if (op->constraint) {
        if (check && op->part.len > 0)
            return;
        *vec_push(catalog->arena, &domain->def.constraints) =
            constraint_def_copy(catalog, op->constraint);
        name_checks(catalog, domain);
    } else if (str_eq(op->verb, STR("drop-constraint"))) {
        drop_check(domain, op->part);
    } else if (str_eq(op->verb, STR("validate-constraint")) && check) {
        check->not_valid = false;
    } else if (str_eq(op->verb, STR("rename-constraint")) && check) {
        check->name = op->other.name;
    } else if (str_eq(op->verb, STR("set-not-null"))) {
        domain->def.not_null = true;
    } else if (str_eq(op->verb, STR("drop-not-null"))) {
        domain->def.not_null = false;
    } else if (str_eq(op->verb, STR("set-default"))) {
        domain->def.default_expr = op->detail;
    } else if (str_eq(op->verb, STR("drop-default"))) {
        domain->def.default_expr = (Str){ 0 };
    }
}
