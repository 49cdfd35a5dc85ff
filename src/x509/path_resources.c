#include "src/x509/path_resources.h"

#include <stdlib.h>

#include "src/x509/addr_blocks.h"
#include "src/x509/as_ids.h"
#include "src/x509/path_local.h"

/* RFC 3779 2.2.1, 3.2.1: id-pe-ipAddrBlocks, id-pe-autonomousSysIds */
static const uint8_t oid_addresses[] = { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x07 };
static const uint8_t oid_systems[] = { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x08 };

/* The content of the extension's SEQUENCE; what comes twice is none. */
static bool find(const struct bs_cert *c, const uint8_t *oid, bs_reader *out) {
    struct bs_cert_ext e;
    size_t num;
    return c->has_resources && bs_cert_ext_find(c, bs_r_from(oid, sizeof oid_addresses), &e, &num) && num == 1 &&
           bs_der_read(&e.value, BS_DER_SEQUENCE, out);
}

static bool find_addresses(const struct bs_cert *c, bs_reader *out) {
    return find(c, oid_addresses, out) && bs_addr_blocks_valid(*out);
}

static bool find_systems(const struct bs_cert *c, struct bs_as_ids *out) {
    bs_reader seq;
    return find(c, oid_systems, &seq) && bs_as_ids_decode(out, seq);
}

/* Where the leaf is, or what stands below it. */
static int start(const struct bs_resource_chain *c) { return c->claim ? -1 : 0; }

/* --- addresses ------------------------------------------------------------------------------------- */

/* The families of an extension, sorted. */
struct families {
    struct bs_addr_family *v;
    size_t num;
};

static int by_id(const void *a, const void *b) {
    return bs_addr_family_order((const struct bs_addr_family *)a, (const struct bs_addr_family *)b);
}

static bool load(struct families *out, bs_reader blocks) {
    struct bs_addr_family f;
    bs_reader at = blocks;
    size_t n = 0;
    for (out->num = 0; bs_addr_family_next(&at, &f);) out->num++;
    out->v = (struct bs_addr_family *)calloc(out->num + 1, sizeof *out->v);
    if (!out->v) return false;
    while (n < out->num && bs_addr_family_next(&blocks, &out->v[n])) n++;
    qsort(out->v, out->num, sizeof *out->v, by_id);
    return true;
}

/* The first of that name, or NULL. */
static const struct bs_addr_family *lookup(const struct families *in, const struct bs_addr_family *f) {
    size_t low = 0, high = in->num;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (bs_addr_family_order(&in->v[mid], f) < 0) low = mid + 1;
        else high = mid;
    }
    return low < in->num && bs_addr_family_order(&in->v[low], f) == 0 ? &in->v[low] : NULL;
}

/* A certificate without the extension has nothing to give: RFC 3779 2.3. */
static bool addresses_above_nothing(const struct bs_resource_chain *c, const struct families *child, size_t i) {
    for (size_t k = 0; k < child->num; k++) {
        if (!bs_addr_id_valid(child->v[k].id)) return false;
        if (!child->v[k].inherit) return c->fault(c->arg, i, (int)i, BS_V_ERR_UNNESTED_RESOURCE);
    }
    return true;
}

/* What the child has, or inherits, becomes what the parent has. */
static bool addresses_above(const struct bs_resource_chain *c, struct families *child, const struct families *parent,
                            size_t i) {
    for (size_t k = 0; k < child->num; k++) {
        struct bs_addr_family *below = &child->v[k];
        const struct bs_addr_family *above = lookup(parent, below);
        if (!above && !below->inherit) return c->fault(c->arg, i, (int)i, BS_V_ERR_UNNESTED_RESOURCE);
        if (above && !bs_addr_id_valid(above->id)) return false;
        if (!above || above->inherit) continue;
        if (below->inherit || bs_addr_contains(above, below)) *below = *above;
        else if (!c->fault(c->arg, i, (int)i, BS_V_ERR_UNNESTED_RESOURCE)) return false;
    }
    return true;
}

static int climb_addresses(const struct bs_resource_chain *c, struct families *child, size_t i) {
    for (; i < c->num; i++) {
        bs_reader blocks;
        if (!find_addresses(c->cert(c->arg, i), &blocks)) {
            if (!addresses_above_nothing(c, child, i)) return 0;
            continue;
        }
        if (!bs_addr_blocks_canonical(blocks) && !c->fault(c->arg, i, (int)i, BS_V_ERR_INVALID_EXTENSION)) return 0;
        struct families parent;
        if (!load(&parent, blocks)) return -1;
        bool go_on = addresses_above(c, child, &parent, i);
        free(parent.v);
        if (!go_on) return 0;
    }
    return 1;
}

/* RFC 3779 2.3: "a trust anchor [...] MUST NOT" inherit */
static int end_of_addresses(const struct bs_resource_chain *c, const struct families *child) {
    const size_t last = c->num - 1;
    struct bs_addr_family f;
    bs_reader at;
    if (!find_addresses(c->cert(c->arg, last), &at)) return 1;
    while (bs_addr_family_next(&at, &f)) {
        if (!bs_addr_id_valid(f.id)) return 0;
        if (!f.inherit || !lookup(child, &f)) continue;
        if (!c->fault(c->arg, last, (int)c->num, BS_V_ERR_UNNESTED_RESOURCE)) return 0;
    }
    return 1;
}

int bs_resources_check_addresses(const struct bs_resource_chain *c) {
    struct families child;
    bs_reader blocks;
    if (c->claim) blocks = *c->claim;
    else if (!find_addresses(c->cert(c->arg, 0), &blocks)) return 1;
    if (!bs_addr_blocks_canonical(blocks) && !c->fault(c->arg, 0, start(c), BS_V_ERR_INVALID_EXTENSION)) return 0;
    if (!load(&child, blocks)) return -1;
    int r = climb_addresses(c, &child, c->claim ? 0 : 1);
    if (r == 1) r = end_of_addresses(c, &child);
    free(child.v);
    return r;
}

/* --- autonomous systems ----------------------------------------------------------------------------- */

/* What is claimed of one kind so far; nothing if neither. */
struct claim {
    struct bs_as_choice ranges; /* present: claimed */
    bool inherit;
};

static bool systems_above(const struct bs_resource_chain *c, struct claim *below, const struct bs_as_choice *above,
                          size_t i) {
    if (!above->present && below->ranges.present) {
        if (!c->fault(c->arg, i, (int)i, BS_V_ERR_UNNESTED_RESOURCE)) return false;
        *below = (struct claim){ .inherit = false };
    }
    if (!above->present || above->inherit) return true;
    if (below->inherit || !below->ranges.present || bs_as_contains(above, &below->ranges)) {
        *below = (struct claim){ .ranges = *above };
        return true;
    }
    return c->fault(c->arg, i, (int)i, BS_V_ERR_UNNESTED_RESOURCE);
}

static int climb_systems(const struct bs_resource_chain *c, struct claim below[BS_AS_KINDS], size_t i) {
    for (; i < c->num; i++) {
        struct bs_as_ids ids;
        if (!find_systems(c->cert(c->arg, i), &ids)) {
            bool claims = below[BS_AS_NUM].ranges.present || below[BS_AS_RDI].ranges.present;
            if (claims && !c->fault(c->arg, i, (int)i, BS_V_ERR_UNNESTED_RESOURCE)) return 0;
            continue;
        }
        if (!bs_as_ids_canonical(&ids) && !c->fault(c->arg, i, (int)i, BS_V_ERR_INVALID_EXTENSION)) return 0;
        for (size_t k = 0; k < BS_AS_KINDS; k++) {
            if (!systems_above(c, &below[k], &ids.of[k], i)) return 0;
        }
    }
    return 1;
}

/* RFC 3779 3.3: nor may a trust anchor inherit systems */
static int end_of_systems(const struct bs_resource_chain *c) {
    const size_t last = c->num - 1;
    struct bs_as_ids ids;
    if (!find_systems(c->cert(c->arg, last), &ids)) return 1;
    for (size_t k = 0; k < BS_AS_KINDS; k++) {
        if (!ids.of[k].present || !ids.of[k].inherit) continue;
        if (!c->fault(c->arg, last, (int)c->num, BS_V_ERR_UNNESTED_RESOURCE)) return 0;
    }
    return 1;
}

int bs_resources_check_systems(const struct bs_resource_chain *c) {
    struct bs_as_ids ids;
    struct claim below[BS_AS_KINDS] = { { .inherit = false } };
    if (c->claim ? !bs_as_ids_decode(&ids, *c->claim) : !find_systems(c->cert(c->arg, 0), &ids)) return 1;
    if (!bs_as_ids_canonical(&ids) && !c->fault(c->arg, 0, start(c), BS_V_ERR_INVALID_EXTENSION)) return 0;
    for (size_t k = 0; k < BS_AS_KINDS; k++) {
        below[k].inherit = ids.of[k].present && ids.of[k].inherit;
        if (!below[k].inherit) below[k].ranges = ids.of[k];
    }
    int r = climb_systems(c, below, c->claim ? 0 : 1);
    return r == 1 ? end_of_systems(c) : r;
}

/* --- of a path -------------------------------------------------------------------------------------- */

static const struct bs_cert *path_cert(void *arg, size_t i) { return ((const struct bs_path *)arg)->chain[i].cert; }

static bool path_fault(void *arg, size_t i, int depth, int code) {
    struct bs_path *p = (struct bs_path *)arg;
    const struct bs_path_cert at = p->chain[i];
    return bs_path_fault(p, &at, depth, code);
}

int bs_path_check_resources(struct bs_path *p) {
    const struct bs_resource_chain c = { .num = p->num, .cert = path_cert, .fault = path_fault, .arg = p };
    int r = bs_resources_check_systems(&c);
    if (r == 1) r = bs_resources_check_addresses(&c);
    if (r < 0) p->error = BS_V_ERR_OUT_OF_MEM;
    return r < 0 ? 0 : r;
}
