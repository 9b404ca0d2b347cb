// SPDX-License-Identifier: Apache-2.0
// SQLite's front end with databases of other sizes: a file is judged on what it may be
// about, and must be judged as on everything.
#ifndef TESTS_WAYS_H
#define TESTS_WAYS_H

#include "ir/frontend.h"

// Never leaves anything out.
Frontend way_of_all(void);
// Runs each file in several worlds: one that has everything, one that begins each file
// with what that file asks for alone, and one between the two. Fails the test where what
// they make of a file is not the same, and goes on with what the second has made of it.
Frontend way_of_each(void);

#endif
