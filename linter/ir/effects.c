// SPDX-License-Identifier: Apache-2.0
#include "ir/effects.h"

const RowEffects *effects_on_rows(const Effects *effects)
{
    static const RowEffects none = { 0 };
    return effects->on_rows ? effects->on_rows : &none;
}

RowEffects *effects_own_rows(Arena *arena, Effects *effects)
{
    RowEffects *own = NEW(arena, RowEffects);
    *own = *effects_on_rows(effects);
    effects->on_rows = own;
    return own;
}
