// SPDX-License-Identifier: Apache-2.0
// Unit tests of base/list.h.
#include "base/list.h"

#include "check.h"

static void finds_texts(void **state)
{
    (void)state;
    Str texts[] = { STR("id"), STR("Name"), STR("") };
    const StrVec none = { 0 }, two = { .at = texts, .len = 2 },
                 three = { .at = texts, .len = 3 };
    assert_true(list_has(&two, STR("Name")));
    assert_false(list_has(&two, STR("name")));
    assert_true(list_has_ci(&two, STR("nAME")));
    assert_false(list_has_ci(&two, STR("nam")));
    assert_false(list_has(&two, STR("")) || list_has_ci(&two, STR("")));
    assert_true(list_has(&three, STR("")) && list_has_ci(&three, (Str){ 0 }));
    assert_false(list_has(&none, STR("")) || list_has_ci(&none, STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(finds_texts) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
