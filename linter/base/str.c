// SPDX-License-Identifier: Apache-2.0
// Views of bytes. An empty view may have a NULL pointer, which neither memcmp nor pointer
// arithmetic may see.
#include "base/str.h"

#include "base/fail.h"

#include <limits.h>
#include <string.h>

#define FNV_OFFSET UINT64_C(14695981039346656037)
#define FNV_PRIME UINT64_C(1099511628211)

// Names compared for "did you mean" are shorter.
enum { DISTANCE_MAX = 64 };

int str_int_len(Str s)
{
    return s.len > INT_MAX ? INT_MAX : (int)s.len;
}

const char *str_ptr(Str s)
{
    return s.ptr == NULL ? "" : s.ptr;
}

Str str_from(const char *cstr)
{
    return (Str){ cstr, cstr == NULL ? 0 : strlen(cstr) };
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// tolower() would follow the locale.
static char lower(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    return c;
}

static bool same_bytes(const char *a, const char *b, size_t n)
{
    return n == 0 || memcmp(a, b, n) == 0;
}

bool str_eq(Str a, Str b)
{
    return a.len == b.len && same_bytes(a.ptr, b.ptr, a.len);
}

bool str_eq_ci(Str a, Str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    return true;
}

static int cmp_size(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

int str_cmp(Str a, Str b)
{
    size_t common = smaller(a.len, b.len);
    int order = common == 0 ? 0 : memcmp(a.ptr, b.ptr, common);
    return order != 0 ? order : cmp_size(a.len, b.len);
}

// Takes the run of digits at *at, without its leading zeros: then a longer run is a
// larger number.
static Str take_number(Str s, size_t *at)
{
    size_t end = *at;
    while (end < s.len && is_digit(s.ptr[end]))
        end++;
    size_t start = *at;
    while (start < end && s.ptr[start] == '0')
        start++;
    *at = end;
    return str_slice(s, start, end);
}

static int cmp_number(Str a, Str b)
{
    return a.len != b.len ? cmp_size(a.len, b.len) : str_cmp(a, b);
}

int str_cmp_natural(Str a, Str b)
{
    size_t i = 0;
    size_t j = 0;
    while (i < a.len && j < b.len) {
        int order;
        if (is_digit(a.ptr[i]) && is_digit(b.ptr[j])) {
            Str number = take_number(a, &i);
            order = cmp_number(number, take_number(b, &j));
        } else {
            order = (unsigned char)a.ptr[i++] - (unsigned char)b.ptr[j++];
        }
        if (order != 0)
            return order;
    }
    if (i < a.len || j < b.len)
        return i < a.len ? 1 : -1;
    return str_cmp(a, b);
}

bool str_starts(Str s, Str prefix)
{
    return s.len >= prefix.len && same_bytes(s.ptr, prefix.ptr, prefix.len);
}

bool str_ends(Str s, Str suffix)
{
    return s.len >= suffix.len && str_eq(str_drop(s, s.len - suffix.len), suffix);
}

bool str_is_any(Str s, const char *const *list)
{
    for (; *list; list++)
        if (str_eq(s, str_from(*list)))
            return true;
    return false;
}

bool str_in_sorted(Str s, const char *const *list, size_t count)
{
    size_t from = 0;
    while (from < count) {
        size_t middle = from + (count - from) / 2;
        int order = str_cmp(s, str_from(list[middle]));
        if (order == 0)
            return true;
        if (order < 0)
            count = middle;
        else
            from = middle + 1;
    }
    return false;
}

bool str_contains(Str s, Str needle)
{
    return needle.len == 0 || str_find(s, needle, 0) < s.len;
}

size_t str_find(Str s, Str needle, size_t from)
{
    if (needle.len == 0)
        return smaller(from, s.len);
    if (needle.len > s.len)
        return s.len;
    size_t last = s.len - needle.len;
    for (size_t at = from; at <= last; at++) {
        at = str_find_char(s, needle.ptr[0], at);
        if (at > last)
            break;
        if (memcmp(s.ptr + at, needle.ptr, needle.len) == 0)
            return at;
    }
    return s.len;
}

size_t str_find_char(Str s, char c, size_t from)
{
    if (from >= s.len)
        return s.len;
    const char *found = memchr(s.ptr + from, c, s.len - from);
    return found == NULL ? s.len : (size_t)(found - s.ptr);
}

size_t str_rfind_char(Str s, char c)
{
    for (size_t i = s.len; i > 0; i--)
        if (s.ptr[i - 1] == c)
            return i - 1;
    return s.len;
}

Str str_slice(Str s, size_t from, size_t to)
{
    if (from > to || to > s.len)
        bug("slice %zu..%zu of %zu bytes", from, to, s.len);
    return (Str){ from == 0 ? s.ptr : s.ptr + from, to - from };
}

Str str_drop(Str s, size_t n)
{
    return str_slice(s, n, s.len);
}

Str str_take(Str s, size_t n)
{
    return str_slice(s, 0, n);
}

Str str_trim(Str s)
{
    size_t start = 0;
    size_t end = s.len;
    while (start < end && is_blank(s.ptr[start]))
        start++;
    while (end > start && is_blank(s.ptr[end - 1]))
        end--;
    return str_slice(s, start, end);
}

bool str_cut(Str *rest, char sep, Str *part)
{
    if (rest->len == 0)
        return false;
    size_t end = str_find_char(*rest, sep, 0);
    *part = str_take(*rest, end);
    *rest = str_drop(*rest, smaller(end + 1, rest->len));
    return true;
}

bool str_all_digits(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_digit(s.ptr[i]))
            return false;
    return s.len > 0;
}

Str str_without_zeros(Str digits)
{
    while (digits.len > 1 && digits.ptr[0] == '0')
        digits = str_drop(digits, 1);
    return digits;
}

bool str_to_u64(Str s, uint64_t *value)
{
    if (!str_all_digits(s))
        return false;
    uint64_t sum = 0;
    for (size_t i = 0; i < s.len; i++) {
        uint64_t digit = (uint64_t)(s.ptr[i] - '0');
        if (sum > (UINT64_MAX - digit) / 10)
            return false;
        sum = sum * 10 + digit;
    }
    *value = sum;
    return true;
}

uint64_t str_hash(Str s)
{
    return str_hash_more(FNV_OFFSET, s);
}

uint64_t str_hash_more(uint64_t hash, Str s)
{
    for (size_t i = 0; i < s.len; i++)
        hash = (hash ^ (unsigned char)s.ptr[i]) * FNV_PRIME;
    return hash;
}

// What both begin and end with costs nothing, and most candidates share some.
static void drop_common_ends(Str *a, Str *b)
{
    size_t n = 0;
    while (n < a->len && n < b->len && a->ptr[n] == b->ptr[n])
        n++;
    *a = str_drop(*a, n);
    *b = str_drop(*b, n);
    n = 0;
    while (n < a->len && n < b->len && a->ptr[a->len - n - 1] == b->ptr[b->len - n - 1])
        n++;
    *a = str_take(*a, a->len - n);
    *b = str_take(*b, b->len - n);
}

size_t str_distance(Str a, Str b)
{
    drop_common_ends(&a, &b);
    if (a.len == 0 || b.len == 0 || a.len > DISTANCE_MAX || b.len > DISTANCE_MAX)
        return a.len > b.len ? a.len : b.len;
    // rows[i % 3][j]: edits from the first i bytes of a to the first j of b; a swap looks
    // back two rows.
    size_t rows[3][DISTANCE_MAX + 1];
    for (size_t j = 0; j <= b.len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3];
        const size_t *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            char x = a.ptr[i - 1];
            char y = b.ptr[j - 1];
            row[j] = smaller(above[j - 1] + (x != y), smaller(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && x == b.ptr[j - 2] && a.ptr[i - 2] == y)
                row[j] = smaller(row[j], two_above[j - 2] + 1);
        }
    }
    return rows[a.len % 3][b.len];
}

size_t str_brackets_around(Str s)
{
    size_t open = 0, close = 0;
    while (open < s.len && s.ptr[open] == '(')
        open++;
    while (close < s.len - open && s.ptr[s.len - 1 - close] == ')')
        close++;
    size_t depth = open, least = open;
    for (size_t i = open; i < s.len - close; i++) {
        if (s.ptr[i] == ')' && depth == 0)
            return 0;
        depth += s.ptr[i] == '(';
        depth -= s.ptr[i] == ')';
        least = depth < least ? depth : least;
    }
    return depth == close ? least : 0;
}
