// SPDX-License-Identifier: Apache-2.0
// Str: a view of bytes. It never owns them and is never assumed to end in NUL.
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Str {
    const char *ptr;
    size_t len;
} Str;

// STR("literal") as an expression, STR_INIT("literal") in static tables.
#define STR(lit) ((Str){ (lit), sizeof(lit) - 1 })
// clang-format off
#define STR_INIT(lit) { (lit), sizeof(lit) - 1 }
// clang-format on

// For printf-like calls: out_fmt(o, "no file " STR_FMT, STR_ARG(path)). Evaluates its
// argument twice: what costs time is kept in a variable.
#define STR_FMT "%.*s"
#define STR_ARG(s) str_int_len(s), str_ptr(s)

int str_int_len(Str s);     // the length as an int, cut at INT_MAX
const char *str_ptr(Str s); // never NULL

Str str_from(const char *cstr); // a view of a C string; NULL gives the empty view

bool str_eq(Str a, Str b);
bool str_eq_ci(Str a, Str b); // ASCII letters compare without case
int str_cmp(Str a, Str b);    // by bytes, shorter first: <0, 0, >0
// Runs of digits compare by their value, the rest by bytes: "9_a" < "10_a". Ties are
// broken by str_cmp.
int str_cmp_natural(Str a, Str b);
bool str_starts(Str s, Str prefix);
bool str_ends(Str s, Str suffix);
bool str_contains(Str s, Str needle);
bool str_is_any(Str s, const char *const *list); // equal to one of a list ended by NULL
// Equal to one of a list that is sorted as str_cmp does.
bool str_in_sorted(Str s, const char *const *list, size_t count);
// Offset of the first at or after `from`, or s.len.
size_t str_find(Str s, Str needle, size_t from);
size_t str_find_char(Str s, char c, size_t from);
size_t str_rfind_char(Str s, char c); // offset of the last, or s.len

Str str_slice(Str s, size_t from, size_t to); // asserts from <= to <= len
Str str_drop(Str s, size_t n); // without the first n bytes; asserts n <= len
Str str_take(Str s, size_t n); // the first n bytes; asserts n <= len
Str str_trim(Str s);           // without blanks and line ends on both sides
// Takes the text before the next `sep` off *rest (or all of it) into *part; false when
// *rest is used up.
bool str_cut(Str *rest, char sep, Str *part);

bool str_all_digits(Str s);        // at least one byte, all of them 0-9
Str str_without_zeros(Str digits); // that lead it; "000" is "0"
// Decimal digits only; false on anything else and on overflow.
bool str_to_u64(Str s, uint64_t *value);
uint64_t str_hash(Str s); // FNV-1a, the same on every machine: fingerprints depend on it
uint64_t str_hash_more(uint64_t hash, Str s);

// Number of single-byte edits (insert, delete, replace, swap of neighbours) from a to b;
// for "did you mean". Strings that differ over more than 64 bytes count as having nothing
// in common.
size_t str_distance(Str a, Str b);

// How many pairs of brackets are around all of it: 1 of "((a)(b))", none of "(a)(b)", nor
// where they do not pair. Each byte but '(' and ')' is as good as another.
size_t str_brackets_around(Str s);

#endif
