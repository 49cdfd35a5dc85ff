/**
 * \file stack_local.h
 * \brief What the library's own users of stacks may ask beside the public functions.
 */
#ifndef BS_COMPAT_STACK_LOCAL_H
#define BS_COMPAT_STACK_LOCAL_H

#include <openssl/stack.h>

/** A number that grows with each change of what is in the stack, or of its order. */
unsigned long bs_sk_changes(const OPENSSL_STACK *st);

#endif
