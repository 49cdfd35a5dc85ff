#include "apps/elf_image.h"

#include <elf.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct version_name { unsigned index; const char *version, *library; };

/* While reading: the tables that give a symbol's version index its names. */
struct reader {
    Elf *elf;
    struct app_elf *out;
    struct version_name *versions;
    size_t num_versions;
    bool out_of_memory;
};

static char *copy(struct reader *r, const char *text) {
    char *s = strdup(text != NULL ? text : "");
    r->out_of_memory = r->out_of_memory || s == NULL;
    return s;
}

static void add_version(struct reader *r, unsigned index, const char *version, const char *library) {
    struct version_name *more = realloc(r->versions, (r->num_versions + 1) * sizeof(*more));
    if (more == NULL || version == NULL) {
        r->out_of_memory = r->out_of_memory || more == NULL;
        r->versions = more != NULL ? more : r->versions;
        return;
    }
    r->versions = more;
    more[r->num_versions++] = (struct version_name){ index, version, library };
}

static void add_symbol(struct reader *r, struct app_symbols *to, const char *name, const struct version_name *v,
                       bool weak) {
    if (to->num == to->cap) {
        size_t cap = to->cap > 0 ? 2 * to->cap : 64;
        struct app_symbol *more = realloc(to->list, cap * sizeof(*more));
        if (more == NULL) {
            r->out_of_memory = true;
            return;
        }
        to->list = more;
        to->cap = cap;
    }
    to->list[to->num++] = (struct app_symbol){
        copy(r, name), copy(r, v != NULL ? v->version : ""), copy(r, v != NULL ? v->library : ""), weak
    };
}

/* --- sections -------------------------------------------------------------- */

static Elf_Scn *section(struct reader *r, GElf_Word type, GElf_Shdr *header) {
    Elf_Scn *s = NULL;
    while ((s = elf_nextscn(r->elf, s)) != NULL) {
        if (gelf_getshdr(s, header) != NULL && header->sh_type == type) {
            return s;
        }
    }
    return NULL;
}

static void read_needed_versions(struct reader *r) {
    GElf_Shdr h;
    Elf_Scn *s = section(r, SHT_GNU_verneed, &h);
    Elf_Data *d = s != NULL ? elf_getdata(s, NULL) : NULL;
    GElf_Verneed need;
    GElf_Vernaux aux;
    int at = 0;
    while (d != NULL && gelf_getverneed(d, at, &need) != NULL) {
        const char *library = elf_strptr(r->elf, h.sh_link, need.vn_file);
        int aux_at = at + (int)need.vn_aux;
        for (unsigned i = 0; i < need.vn_cnt && gelf_getvernaux(d, aux_at, &aux) != NULL; i++) {
            add_version(r, aux.vna_other, elf_strptr(r->elf, h.sh_link, aux.vna_name), library);
            aux_at += (int)aux.vna_next;
        }
        if (need.vn_next == 0) {
            break;
        }
        at += (int)need.vn_next;
    }
}

static void read_defined_versions(struct reader *r) {
    GElf_Shdr h;
    Elf_Scn *s = section(r, SHT_GNU_verdef, &h);
    Elf_Data *d = s != NULL ? elf_getdata(s, NULL) : NULL;
    GElf_Verdef def;
    GElf_Verdaux aux;
    int at = 0;
    while (d != NULL && gelf_getverdef(d, at, &def) != NULL) {
        if ((def.vd_flags & VER_FLG_BASE) == 0 && gelf_getverdaux(d, at + (int)def.vd_aux, &aux) != NULL) {
            add_version(r, def.vd_ndx, elf_strptr(r->elf, h.sh_link, aux.vda_name), "");
        }
        if (def.vd_next == 0) {
            break;
        }
        at += (int)def.vd_next;
    }
}

static const struct version_name *version_of(const struct reader *r, Elf_Data *versym, int i) {
    GElf_Versym v;
    if (versym == NULL || gelf_getversym(versym, i, &v) == NULL) {
        return NULL;
    }
    for (size_t k = 0; k < r->num_versions; k++) {
        if (r->versions[k].index == (v & 0x7fffu)) {
            return &r->versions[k];
        }
    }
    return NULL;
}

static void read_symbols(struct reader *r) {
    GElf_Shdr h, vh;
    GElf_Sym sym;
    Elf_Scn *s = section(r, SHT_DYNSYM, &h);
    Elf_Data *d = s != NULL ? elf_getdata(s, NULL) : NULL;
    Elf_Scn *vs = section(r, SHT_GNU_versym, &vh);
    Elf_Data *versym = vs != NULL ? elf_getdata(vs, NULL) : NULL;
    for (int i = 1; d != NULL && gelf_getsym(d, i, &sym) != NULL; i++) {
        const char *name = elf_strptr(r->elf, h.sh_link, sym.st_name);
        if (name == NULL || *name == '\0' || GELF_ST_BIND(sym.st_info) == STB_LOCAL) {
            continue;
        }
        bool import = sym.st_shndx == SHN_UNDEF;
        bool weak = GELF_ST_BIND(sym.st_info) == STB_WEAK;
        add_symbol(r, import ? &r->out->imports : &r->out->exports, name, version_of(r, versym, i), weak);
    }
}

static void add_needed(struct reader *r, const char *name) {
    char **more = realloc(r->out->needed, (r->out->num_needed + 1) * sizeof(*more));
    if (more == NULL) {
        r->out_of_memory = true;
        return;
    }
    r->out->needed = more;
    more[r->out->num_needed++] = copy(r, name);
}

static void set_text(struct reader *r, char **field, const char *text) {
    if (*field == NULL && text != NULL) {
        *field = copy(r, text);
    }
}

static void read_dynamic(struct reader *r) {
    GElf_Shdr h;
    GElf_Dyn dyn;
    Elf_Scn *s = section(r, SHT_DYNAMIC, &h);
    Elf_Data *d = s != NULL ? elf_getdata(s, NULL) : NULL;
    for (int i = 0; d != NULL && gelf_getdyn(d, i, &dyn) != NULL && dyn.d_tag != DT_NULL; i++) {
        if (dyn.d_tag != DT_NEEDED && dyn.d_tag != DT_SONAME && dyn.d_tag != DT_RPATH && dyn.d_tag != DT_RUNPATH) {
            continue;
        }
        const char *text = elf_strptr(r->elf, h.sh_link, dyn.d_un.d_val);
        switch (dyn.d_tag) {
        case DT_NEEDED:
            if (text != NULL) {
                add_needed(r, text);
            }
            break;
        case DT_SONAME:
            set_text(r, &r->out->soname, text);
            break;
        case DT_RPATH:
            set_text(r, &r->out->rpath, text);
            break;
        default:
            set_text(r, &r->out->runpath, text);
            break;
        }
    }
}

/* --- the file -------------------------------------------------------------- */

static const char *read_image(struct reader *r) {
    GElf_Ehdr e;
    if (elf_kind(r->elf) != ELF_K_ELF || gelf_getehdr(r->elf, &e) == NULL) {
        return "not an ELF file";
    }
    if (e.e_type != ET_EXEC && e.e_type != ET_DYN) {
        return "neither a program nor a shared library";
    }
    r->out->elf_class = gelf_getclass(r->elf);
    r->out->machine = e.e_machine;
    read_dynamic(r);
    read_needed_versions(r);
    read_defined_versions(r);
    read_symbols(r);
    return r->out_of_memory ? "out of memory" : NULL;
}

struct app_elf *app_elf_read(const char *path, const char **error) {
    *error = "cannot be opened";
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || elf_version(EV_CURRENT) == EV_NONE) {
        if (fd >= 0) {
            close(fd);
        }
        return NULL;
    }
    struct reader r = { .elf = elf_begin(fd, ELF_C_READ, NULL), .out = calloc(1, sizeof(struct app_elf)) };
    *error = "out of memory";
    if (r.elf != NULL && r.out != NULL) {
        r.out->path = copy(&r, path);
        *error = read_image(&r);
    }
    elf_end(r.elf);
    close(fd);
    free(r.versions);
    if (*error != NULL) {
        app_elf_free(r.out);
        return NULL;
    }
    return r.out;
}

static void free_symbols(struct app_symbols *s) {
    for (size_t i = 0; i < s->num; i++) {
        free(s->list[i].name);
        free(s->list[i].version);
        free(s->list[i].library);
    }
    free(s->list);
}

void app_elf_free(struct app_elf *e) {
    if (e == NULL) {
        return;
    }
    for (size_t i = 0; i < e->num_needed; i++) {
        free(e->needed[i]);
    }
    free(e->needed);
    free_symbols(&e->imports);
    free_symbols(&e->exports);
    free(e->path);
    free(e->soname);
    free(e->rpath);
    free(e->runpath);
    free(e);
}

static int compare(const void *a, const void *b) {
    const struct app_symbol *x = a, *y = b;
    int c = strcmp(x->name, y->name);
    return c != 0 ? c : strcmp(x->version, y->version);
}

void app_symbols_sort(struct app_symbols *s) {
    if (s->num > 1) {
        qsort(s->list, s->num, sizeof(s->list[0]), compare);
    }
}

const struct app_symbol *app_symbols_find(const struct app_symbols *s, const char *name, const char *version) {
    size_t low = 0, high = s->num;
    while (low < high) { /* the first of that name */
        size_t mid = low + (high - low) / 2;
        if (strcmp(s->list[mid].name, name) < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    for (; low < s->num && strcmp(s->list[low].name, name) == 0; low++) {
        if (version == NULL || strcmp(s->list[low].version, version) == 0) {
            return &s->list[low];
        }
    }
    return NULL;
}
