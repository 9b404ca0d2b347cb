// SPDX-License-Identifier: Apache-2.0
// WITH: names for queries, and what a statement reads through them.
#include "dialect/mysql_query_priv.h"

#include "base/map.h"

static bool cte(MyParser *p, MyWith *with)
{
    MyCte *cte = vec_push(p->tmp, &with->ctes);
    StrVec columns = { 0 };
    if (!my_ident(p, &cte->name) ||
        (my_is_punct(p, '(') && !my_ident_list(p, &columns)) || !my_expect(p, "AS") ||
        !my_expect_punct(p, '(') || !my_sub_query(p, &cte->query) ||
        !my_expect_punct(p, ')'))
        return false;
    size_t from = p->at;
    if (!my_take(p, "CYCLE"))
        return true;
    if (!my_idents(p, &columns) || !my_expect(p, "RESTRICT"))
        return false;
    my_uses(p, MYF_CTE_CYCLE, from);
    return true;
}

bool my_with(MyParser *p, MyWith *with)
{
    my_uses(p, MYF_WITH, p->at - 1);
    with->recursive = my_take(p, "RECURSIVE");
    do {
        if (!cte(p, with))
            return false;
    } while (my_take_punct(p, ','));
    return true;
}

// Of CTEs with the same name the first counts; the server refuses the others.
static Map cte_names(MyParser *p, const MyWith *with)
{
    Map names = { 0 };
    for (size_t i = with->ctes.len; i-- > 0;)
        map_put(p->tmp, &names, arena_lower(p->tmp, with->ctes.at[i].name),
                &with->ctes.at[i]);
    return names;
}

// The CTE that a relation names, if it is one before `limit`.
static bool names_cte(MyParser *p, const Map *names, Name relation, const MyCte *limit)
{
    if (relation.schema.len > 0)
        return false;
    const MyCte *cte = map_get(names, arena_lower(p->tmp, relation.name));
    return cte && cte < limit;
}

static void forget(MyParser *p, const Map *names, const MyCte *limit, NameVec *relations)
{
    size_t kept = 0;
    for (size_t i = 0; i < relations->len; i++)
        if (!names_cte(p, names, relations->at[i], limit))
            relations->at[kept++] = relations->at[i];
    relations->len = kept;
}

void my_with_forget(MyParser *p, const MyWith *with, NameVec *relations)
{
    Map names = cte_names(p, with);
    forget(p, &names, with->ctes.at + with->ctes.len, relations);
}

// A CTE sees those before it; a recursive one itself, and on MariaDB all others too.
void my_with_resolve(MyParser *p, const MyWith *with, NameVec *relations)
{
    Map names = cte_names(p, with);
    MyCte *end = with->ctes.at + with->ctes.len;
    forget(p, &names, end, relations);
    for (MyCte *cte = with->ctes.at; cte < end; cte++) {
        const MyCte *limit = !with->recursive                  ? cte
                             : engine_is(p->engine, "mariadb") ? end
                                                               : cte + 1;
        forget(p, &names, limit, &cte->query.relations);
        for (size_t i = 0; i < cte->query.relations.len; i++)
            *vec_push(p->arena, relations) = cte->query.relations.at[i];
    }
}
