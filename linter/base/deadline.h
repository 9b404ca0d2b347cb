// SPDX-License-Identifier: Apache-2.0
// The time that a run may take. Long work asks between its steps whether that is over and
// stops in good order; what never comes to ask is ended by a timer. One run of the
// program has one deadline.
#ifndef BASE_DEADLINE_H
#define BASE_DEADLINE_H

#include "base/str.h"

#include <stdbool.h>

// From now on deadline_passed() is true after so many seconds of the wall's clock: with 0
// at once, which needs no clock. A quarter more, and a second, and the program ends with
// `status` and a message that names the place. One that was started before is forgotten.
void deadline_start(unsigned seconds, int status);
// The same without the time to stop in good order: for what never asks.
void deadline_start_hard(unsigned seconds, int status);
void deadline_end(void);

// What is worked on from here on, for the message: a file's path. It is copied, so far as
// there is room.
void deadline_place(Str place);

// False without a deadline. Costs next to nothing.
bool deadline_passed(void);
// As it was started with.
unsigned deadline_seconds(void);

#endif
