/**
 * \file refused.h
 * \brief What a refused function does (compat/refused.def lists them).
 */
#ifndef BS_COMPAT_REFUSED_H
#define BS_COMPAT_REFUSED_H

/** Queues ERR_R_DISABLED of the family that `name` begins with; the data tells the name and why it is refused. */
void bs_refuse(const char *name, const char *why);

#endif
