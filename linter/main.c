// SPDX-License-Identifier: Apache-2.0
// The program; everything is in cli/.
#include "base/memory.h"
#include "cli/cli.h"

int main(int argc, char **argv)
{
    memory_keep_freed();
    return cli_main(argc, argv);
}
