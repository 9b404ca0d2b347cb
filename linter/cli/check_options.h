// SPDX-License-Identifier: Apache-2.0
// The options of `tidegate check`.
#ifndef CLI_CHECK_OPTIONS_H
#define CLI_CHECK_OPTIONS_H

#include "cli/exit_codes.h"
#include "cli/options.h"
#include "gate/verdict.h"
#include "report/report.h"
#include "source/layout.h"

typedef enum ColorWhen { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } ColorWhen;

typedef struct FormatWish {
    const Reporter *reporter;
    Str file; // empty: standard output
} FormatWish;

typedef struct CheckOptions {
    StrVec paths;
    Str base; // "auto", "none" or a ref
    bool base_given;
    StrVec against;   // refs; empty: see against_wish
    Str against_wish; // "auto", "none"; empty: auto in CI, none elsewhere
    bool staged;
    bool all;
    bool quiet;
    LayoutWishes wishes;
    FailOn fail_on;
    bool fail_on_given;
    ExitCodes exit_codes;
    VEC(FormatWish) formats;
    Str comment_name; // of the Markdown report; empty: none
    Str config;
    Str baseline; // a file, or "none"; empty: not given
    bool strict;
    ColorWhen color;
    Str stdin_path;      // empty: not given
    unsigned time_limit; // seconds
} CheckOptions;

extern const OptionTable check_option_table;

// The options as nobody has set any.
CheckOptions check_options_default(void);

// What the words of --layout, --engine ("postgres", "postgres@15") and --runner mean, and
// those of --fail-on; false with *why, which names the nearest and all that are known.
bool layout_from(Arena *arena, Str word, LayoutWishes *wishes, Str *why);
bool engine_from(Arena *arena, Str word, LayoutWishes *wishes, Str *why);
bool runner_from(Arena *arena, Str word, LayoutWishes *wishes, Str *why);
bool fail_on_read(Arena *arena, Str word, FailOn *fail_on, Str *why);

#endif
