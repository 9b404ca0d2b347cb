// SPDX-License-Identifier: Apache-2.0
// Conditions of shell scripts that name an environment: what stands behind them runs for
// developers or tests alone.
#include "source/deploy_priv.h"

static const char *const PRODUCTION[] = {
    "production", "prod", "main", "master", "refs/heads/main", "refs/heads/master", NULL
};

Condition shell_condition(const DeployWordVec *words)
{
    Condition condition = { 0 };
    bool is_not = false;
    bool names_aside = false;
    bool names_production = false;
    for (size_t i = 0; i < words->len; i++) {
        Str word = words->at[i].text;
        is_not = is_not != (str_eq(word, STR("!=")) || str_eq(word, STR("!")));
        if (str_starts(word, STR("$")) || str_starts(word, STR("-")))
            continue;
        names_aside = names_aside || deploy_name_is_aside(word);
        names_production = names_production || str_is_any(word, PRODUCTION);
    }
    condition.then_aside = is_not ? names_production : names_aside;
    condition.else_aside = is_not ? names_aside : names_production;
    return condition;
}

bool shell_is_test(const DeployWordVec *words)
{
    static const char *const TESTS[] = { "[", "[[", "test", NULL };
    return words->len > 0 && str_is_any(words->at[0].text, TESTS);
}
