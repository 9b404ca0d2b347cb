// SPDX-License-Identifier: Apache-2.0
// What a fuzzer calls for each of its inputs, as LLVMFuzzerTestOneInput.
#ifndef FUZZ_FUZZ_MYSQL_H
#define FUZZ_FUZZ_MYSQL_H

#include <stddef.h>
#include <stdint.h>

// Two bytes choose the server and the runner, the rest is a file. It is taken apart, run
// on a database that the file itself fills, and what must hold of every text is checked:
// a breach ends the program. Always 0.
int fuzz_mysql(const uint8_t *data, size_t size);

#endif
