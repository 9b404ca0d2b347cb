// SPDX-License-Identifier: Apache-2.0
// The cursor that definitions are read with; what takes something moves it on.
#ifndef DIALECT_SQLITE_DEF_PRIV_H
#define DIALECT_SQLITE_DEF_PRIV_H

#include "dialect/sqlite_def.h"

// The token that many behind the cursor, or one of kind SLT_END.
SlToken sl_peek(const SlSource *s, size_t ahead);
bool sl_sees(const SlSource *s, const char *word);
bool sl_sees_punct(const SlSource *s, char c);
bool sl_at_end(const SlSource *s);

// False: something else stands there, and the cursor with it.
bool sl_take(SlSource *s, const char *word);
bool sl_take_punct(SlSource *s, char c);
// ptr NULL: no name stands there.
Str sl_take_ident(SlSource *s);
// Where the token in front of the cursor ends.
size_t sl_last_end(const SlSource *s);
// Over as many tokens as there are.
void sl_skip(SlSource *s, size_t count);
// Takes the brackets at the cursor; gives what is in them, without blanks around it. ptr
// NULL: there are none.
Str sl_take_brackets(SlSource *s);
// Up to the comma or the bracket that ends the item.
void sl_skip_item(SlSource *s);
// A column's type: words in lower case with one blank between, and what is in brackets
// as it is written. Text empty: there is none.
TypeRef sl_read_type(SlSource *s);

#endif
