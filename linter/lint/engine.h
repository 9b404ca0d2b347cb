// SPDX-License-Identifier: Apache-2.0
// Diagnostics of the engine itself. They are rules like the others (listed, explained,
// with fixtures), raised by the engine and the gate instead of by hooks.
#ifndef LINT_ENGINE_H
#define LINT_ENGINE_H

#include "lint/rule.h"

extern const Rule rule_syntax_error; // the grammar refuses a statement
extern const Rule
    rule_opaque_statement; // parsed, but tidegate does not know what it does
extern const Rule rule_template_placeholder; // filled in before the text is run
extern const Rule rule_file_encoding;   // NUL, UTF-16, invalid UTF-8, byte order mark
extern const Rule rule_unreadable_file; // a migration that cannot be read
extern const Rule rule_limit_reached;   // more than is judged, or reported
extern const Rule rule_bad_suppression; // names no rule, gives no reason, is mis-shaped
extern const Rule rule_unused_suppression;  // matched no finding
extern const Rule rule_expired_suppression; // is past its date
extern const Rule rule_stale_baseline;      // a line of the baseline lets nothing pass
extern const Rule rule_gate_changed;        // the change edits what decides about it

#endif
