// SPDX-License-Identifier: Apache-2.0
#include "base/list.h"

bool list_has(const StrVec *list, Str text)
{
    for (size_t i = 0; i < list->len; i++)
        if (str_eq(list->at[i], text))
            return true;
    return false;
}

bool list_has_ci(const StrVec *list, Str text)
{
    for (size_t i = 0; i < list->len; i++)
        if (str_eq_ci(list->at[i], text))
            return true;
    return false;
}
