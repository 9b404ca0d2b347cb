// SPDX-License-Identifier: Apache-2.0
// Views, plain and materialized, and functions.
#include "catalog/replay_priv.h"

void apply_create_view(Catalog *catalog, const Op *op)
{
    if (!op->view || op->name.name.len == 0)
        return;
    Name name = creation_name(catalog, op->name, op->view->temporary);
    const Object *known = relation_at(catalog, name);
    if (known) {
        View *view = known->kind == OBJ_VIEW ? known->record : NULL;
        if (view && op_has(op, OPF_OR_REPLACE))
            view->def = view_def_copy(catalog, op->view);
        return;
    }
    View *view = NEW(catalog->arena, View);
    *view = (View){ .name = name,
                    .def = view_def_copy(catalog, op->view),
                    .origin = catalog->here };
    object_add(catalog, OBJ_VIEW, view, &view->name, &view->origin);
}

void apply_create_function(Catalog *catalog, const Op *op)
{
    if (!op->function || op->name.name.len == 0)
        return;
    Name name = creation_name(catalog, op->name, false);
    Str arguments = op->function->arguments.ptr ? op->function->arguments : STR("");
    const Object *known = function_find(catalog, name, arguments);
    Function *function = known ? known->record : NULL;
    if (known && !op_has(op, OPF_OR_REPLACE))
        return;
    if (!function) {
        function = NEW(catalog->arena, Function);
        *function = (Function){ .name = name, .origin = catalog->here };
        function->def.arguments = arguments;
        object_add(catalog, OBJ_FUNCTION, function, &function->name, &function->origin);
    }
    function->def = *op->function;
    function->def.arguments = arguments;
}

void apply_drop_function(Catalog *catalog, const Op *op)
{
    Str arguments = op->function ? op->function->arguments : (Str){ 0 };
    Object *object = function_find(catalog, op->name, arguments);
    if (object)
        object_drop(catalog, object, op_has(op, OPF_CASCADE));
}
