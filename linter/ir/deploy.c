// SPDX-License-Identifier: Apache-2.0
// Which names speak of development or tests: by their parts, so that "latest" and
// "devices" do not.
#include "ir/deploy.h"

static const char *const ASIDE[] = {
    "dev",     "develop",    "development", "devcontainer", "local",   "localhost",
    "test",    "tests",      "testing",     "e2e",          "preview", "previews",
    "sandbox", "playground", "playwright",  "cypress",      "vitest",  "jest",
    "example", "examples",   "fixtures",    "integration",  NULL,
};

static bool is_part_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_aside(Str part)
{
    for (const char *const *word = ASIDE; *word; word++)
        if (str_eq_ci(part, str_from(*word)))
            return true;
    return false;
}

bool deploy_name_is_aside(Str name)
{
    for (size_t at = 0; at < name.len;) {
        size_t end = at;
        while (end < name.len && is_part_char(name.ptr[end]))
            end++;
        if (end > at && is_aside(str_slice(name, at, end)))
            return true;
        at = end + 1;
    }
    return false;
}
