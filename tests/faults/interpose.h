// SPDX-License-Identifier: Apache-2.0
// Calls to the C library that fail when they are told to. interpose.c defines malloc(),
// read() and their kin anew, for the program and all libraries it is linked with.
#ifndef FAULTS_INTERPOSE_H
#define FAULTS_INTERPOSE_H

#include <stdbool.h>
#include <stddef.h>

typedef enum CallKind {
    CALL_MEMORY, // malloc and all that calls it
    CALL_LOOK,   // what a path is: stat, realpath, readlink
    CALL_OPEN,   // of a file or folder that is to be read
    CALL_READ,   // a part of a file or folder
    CALL_WRITE,  // to a file or pipe, and all that makes, moves and deletes files
    CALL_KINDS
} CallKind;

typedef struct Fault {
    CallKind kind;
    size_t at;  // the call that it happens to, from 1; 0: none
    bool stays; // it happens to all later ones, too
    int error;  // what errno is set to; 0: the call does its work
    bool ends;  // read() finds the end of the file there
    int most;   // bytes that read() and write() do at once, if not 0
    int raise;  // a signal that comes before it, if not 0
} Fault;

// From here on the calls are counted, and those fail that are meant to.
void fault_begin(const Fault *fault);
// The number of calls so far.
size_t fault_calls(CallKind kind);

#endif
