// SPDX-License-Identifier: Apache-2.0
// malloc() and realloc() for libraries that can be given such functions. Each of them
// says in its own way that memory is out, as "not found" or as an error of the input; so
// none of them learns of it.
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

// Never NULL: out of memory ends the program (exit 2).
void *memory_get(size_t size);
void *memory_resize(void *memory, size_t size);
void memory_release(void *memory);

// For a process that ends soon: what was freed is kept, as asking the system for it once
// more, a page at a time, costs more than the rest of a file's work.
void memory_keep_freed(void);

#endif
