/**
 * \file elf_image.h
 * \brief What an ELF file says of the libraries and names it needs and offers.
 */
#ifndef BEARSHIM_APPS_ELF_IMAGE_H
#define BEARSHIM_APPS_ELF_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

struct app_symbol {
    char *name;
    char *version;     /* "" if it has none                                       */
    char *library;     /* an import: the soname that the version is asked of, or "" */
    bool weak;         /* an import: the program starts without it                */
};

struct app_symbols {
    struct app_symbol *list;
    size_t num, cap;
};

struct app_elf {
    char *path;
    int elf_class, machine;
    char **needed;
    size_t num_needed;
    char *soname, *rpath, *runpath;     /* or NULL */
    struct app_symbols imports, exports;
};

/**
 * \brief Read a file.
 * \param error  a static text, when it fails.
 * \return  NULL on failure.
 */
struct app_elf *app_elf_read(const char *path, const char **error);
void app_elf_free(struct app_elf *e);

/** \brief Sort by name, then version; app_symbols_find() needs that. */
void app_symbols_sort(struct app_symbols *s);

/** \brief The symbol of that name and version (NULL: any), or NULL. */
const struct app_symbol *app_symbols_find(const struct app_symbols *s, const char *name, const char *version);

/* --- elf_search.c ---------------------------------------------------------- */

/**
 * \brief Find the file that the loader would take for a DT_NEEDED entry.
 * \param of      the file that needs it.
 * \param rpaths  DT_RPATH of the files that led to it, ended by NULL.
 * \return  a path to free, or NULL.
 */
char *app_elf_search(const char *name, const struct app_elf *of, const char *const *rpaths);

#endif
