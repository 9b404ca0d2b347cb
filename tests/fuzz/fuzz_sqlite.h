// SPDX-License-Identifier: Apache-2.0
// What a fuzzer calls for each of its inputs, as LLVMFuzzerTestOneInput.
#ifndef FUZZ_FUZZ_SQLITE_H
#define FUZZ_FUZZ_SQLITE_H

#include <stddef.h>
#include <stdint.h>

// Two bytes choose the engine and the runner, the rest is two files with a line "-- next
// file" between them, or one. The first is run as one that is merged, the second as one
// that is judged, and what must hold of every text is checked: a breach ends the program.
// Always 0.
int fuzz_sqlite(const uint8_t *data, size_t size);

#endif
