#include "src/x509/policy_tree.h"

#include <stdlib.h>

/*
 * As in OpenSSL, node by node, so that programs that look at the tree see the same: levels are linked from the trust
 * anchor down (RFC 5280 6.1.3 (d)); after each, what has no children any more is pruned upwards.
 */

static bool push(struct bs_policy_set *s, struct bs_policy_node *n) {
    if (s->num == s->room) {
        size_t room = s->room ? 2 * s->room : 8;
        struct bs_policy_node **p = (struct bs_policy_node **)realloc((void *)s->nodes, room * sizeof *p);
        if (!p) return false;
        s->nodes = p;
        s->room = room;
    }
    s->nodes[s->num++] = n;
    return true;
}

static bool push_to_level(struct bs_policy_level *l, struct bs_policy_node *n) {
    struct bs_policy_set s = { l->nodes, l->num, l->room };
    bool ok = push(&s, n);
    l->nodes = s.nodes;
    l->num = s.num;
    l->room = s.room;
    return ok;
}

/* level may be NULL: a node of no level. */
static struct bs_policy_node *add_node(struct bs_policy_tree *t, struct bs_policy_level *level,
                                       const struct bs_policy_data *data, struct bs_policy_node *parent) {
    if (t->num_nodes == BS_POLICY_NODES_MAX) return NULL;
    struct bs_policy_node *n = &t->nodes[t->num_nodes];
    *n = (struct bs_policy_node){ .data = data, .parent = parent };
    if (level && bs_policy_is_any(data->policy)) {
        if (level->any) return NULL;
        level->any = n;
    } else if (level && !push_to_level(level, n)) {
        return NULL;
    }
    t->num_nodes++;
    if (parent) parent->num_children++;
    return n;
}

/* A node for a policy that anyPolicy stands for, with anyPolicy's qualifiers. */
static struct bs_policy_node *add_made(struct bs_policy_tree *t, struct bs_policy_level *level, bs_reader policy,
                                       const struct bs_policy_data *any, bool critical, struct bs_policy_node *parent) {
    if (t->num_made == BS_POLICY_NODES_MAX) return NULL;
    struct bs_policy_data *d = &t->made[t->num_made];
    *d = (struct bs_policy_data){ .policy = policy, .qualifiers = any->qualifiers, .critical = critical };
    struct bs_policy_node *n = add_node(t, level, d, parent);
    if (n) t->num_made++;
    return n;
}

static bool node_matches(const struct bs_policy_level *l, const struct bs_policy_node *n, bs_reader policy) {
    const struct bs_policy_data *d = n->data;
    if (l->inhibit_map || (!d->mapped && !d->mapped_any)) return bs_r_same(d->policy, policy);
    return bs_policy_expects(d, policy);
}

/* RFC 5280 6.1.3 (d) (1): each policy of the certificate, below all that expect it, or below anyPolicy. */
static bool link_asserted(struct bs_policy_tree *t, struct bs_policy_level *cur) {
    const struct bs_policy_level *last = cur - 1;
    for (size_t i = 0; i < cur->exts.num_policies; i++) {
        const struct bs_policy_data *d = &cur->exts.policies[i];
        bool matched = false;
        for (size_t k = 0; k < last->num; k++) {
            if (!node_matches(last, last->nodes[k], d->policy)) continue;
            if (!add_node(t, cur, d, last->nodes[k])) return false;
            matched = true;
        }
        if (!matched && last->any && !add_node(t, cur, d, last->any)) return false;
    }
    return true;
}

static bool has_child(const struct bs_policy_level *l, const struct bs_policy_node *parent, bs_reader policy) {
    for (size_t i = 0; i < l->num; i++) {
        if (l->nodes[i]->parent == parent && bs_r_same(l->nodes[i]->data->policy, policy)) return true;
    }
    return false;
}

/* RFC 5280 6.1.3 (d) (2), for one node: what it expects and the certificate does not name, its anyPolicy stands for. */
static bool link_unmatched(struct bs_policy_tree *t, struct bs_policy_level *cur, struct bs_policy_node *n) {
    const struct bs_policy_data *d = n->data;
    const struct bs_policy_data *any = &cur->exts.any;
    if ((cur - 1)->inhibit_map || !d->mapped) {
        return n->num_children > 0 || add_made(t, cur, d->policy, any, d->critical, n) != NULL;
    }
    for (size_t i = 0; n->num_children != d->num_expected && i < d->num_expected; i++) {
        if (has_child(cur, n, d->expected[i])) continue;
        if (!add_made(t, cur, d->expected[i], any, d->critical, n)) return false;
    }
    return true;
}

static bool link_any(struct bs_policy_tree *t, struct bs_policy_level *cur) {
    const struct bs_policy_level *last = cur - 1;
    for (size_t i = 0; i < last->num; i++) {
        if (!link_unmatched(t, cur, last->nodes[i])) return false;
    }
    return !last->any || add_node(t, cur, &cur->exts.any, last->any) != NULL;
}

static void drop(struct bs_policy_node *n) {
    n->dead = true;
    if (n->parent) n->parent->num_children--;
}

static void drop_dead(struct bs_policy_level *l) {
    size_t n = 0;
    for (size_t i = 0; i < l->num; i++) {
        if (!l->nodes[i]->dead) l->nodes[n++] = l->nodes[i];
    }
    l->num = n;
}

/* RFC 5280 6.1.3 (d) (3), 6.1.4 (b) (2): false if nothing is left. */
static bool prune(struct bs_policy_tree *t, struct bs_policy_level *cur) {
    for (size_t i = 0; cur->inhibit_map && i < cur->num; i++) {
        const struct bs_policy_data *d = cur->nodes[i]->data;
        if (d->mapped || d->mapped_any) drop(cur->nodes[i]);
    }
    drop_dead(cur);
    while (cur-- > t->levels) {
        for (size_t i = 0; i < cur->num; i++) {
            if (cur->nodes[i]->num_children == 0) drop(cur->nodes[i]);
        }
        drop_dead(cur);
        if (cur->any && cur->any->num_children == 0) {
            drop(cur->any);
            cur->any = NULL;
        }
    }
    return t->levels[0].any != NULL;
}

/* OpenSSL's sets are sorted by a search: all but the last of ours are. */
static void sort(struct bs_policy_set *s) {
    for (size_t i = s->num; i-- > 1;) {
        struct bs_policy_node *a = s->nodes[i - 1], *b = s->nodes[i];
        if (bs_policy_compare(a->data->policy, b->data->policy) <= 0) return;
        s->nodes[i - 1] = b;
        s->nodes[i] = a;
    }
}

static struct bs_policy_node *find_in_set(struct bs_policy_set *s, bs_reader policy) {
    sort(s);
    for (size_t i = 0; i < s->num; i++) {
        if (bs_r_same(s->nodes[i]->data->policy, policy)) return s->nodes[i];
    }
    return NULL;
}

/* A policy is in a set once. */
static bool add_to_set(struct bs_policy_set *s, struct bs_policy_node *n) {
    return find_in_set(s, n->data->policy) != NULL || push(s, n);
}

/* RFC 5280 6.1.5 (g) (iii) (1): the nodes whose parent is anyPolicy; the last level's anyPolicy stands for all. */
static bool find_authority(struct bs_policy_tree *t, struct bs_policy_set *constrained) {
    struct bs_policy_level *last = &t->levels[t->num_levels - 1];
    struct bs_policy_set *to = last->any ? constrained : &t->authority;
    if (last->any && !add_to_set(&t->authority, last->any)) return false;
    for (struct bs_policy_level *l = t->levels; l < last && l->any; l++) {
        for (size_t i = 0; i < l[1].num; i++) {
            if (l[1].nodes[i]->parent == l->any && !add_to_set(to, l[1].nodes[i])) return false;
        }
    }
    return true;
}

static bool find_user(struct bs_policy_tree *t, const struct bs_policy_question *q, struct bs_policy_set *set) {
    struct bs_policy_node *any = t->levels[t->num_levels - 1].any;
    for (size_t i = 0; i < q->num_wanted; i++) t->user_any = t->user_any || bs_policy_is_any(q->wanted[i]);
    for (size_t i = 0; !t->user_any && i < q->num_wanted; i++) {
        struct bs_policy_node *n = find_in_set(set, q->wanted[i]);
        if (!n && !any) continue;
        if (!n) n = add_made(t, NULL, q->wanted[i], any->data, false, any->parent);
        if (!n || !push(&t->user, n)) return false;
    }
    return true;
}

const struct bs_policy_set *bs_policy_tree_user(const struct bs_policy_tree *t) {
    return t->user_any ? &t->authority : &t->user;
}

void bs_policy_tree_free(struct bs_policy_tree *t) {
    if (!t) return;
    for (size_t i = 0; i < t->num_levels; i++) {
        free((void *)t->levels[i].nodes);
        bs_policy_exts_clear(&t->levels[i].exts);
    }
    free((void *)t->authority.nodes);
    free((void *)t->user.nodes);
    free(t->levels);
    free(t->nodes);
    free(t->made);
    free(t);
}

static struct bs_policy_tree *new_tree(size_t num_levels) {
    struct bs_policy_tree *t = (struct bs_policy_tree *)calloc(1, sizeof *t);
    if (!t) return NULL;
    t->levels = (struct bs_policy_level *)calloc(num_levels, sizeof *t->levels);
    t->nodes = (struct bs_policy_node *)malloc(BS_POLICY_NODES_MAX * sizeof *t->nodes);
    t->made = (struct bs_policy_data *)malloc(BS_POLICY_NODES_MAX * sizeof *t->made);
    if (t->levels && t->nodes && t->made) {
        t->num_levels = num_levels;
        return t;
    }
    bs_policy_tree_free(t);
    return NULL;
}

static const struct bs_cert *cert_of(const struct bs_policy_question *q, size_t level) {
    return q->chain[q->num - 1 - level];
}

static bool self_issued(const struct bs_policy_question *q, size_t level) {
    return (cert_of(q, level)->flags & BS_EXFLAG_SI) != 0;
}

static void count(long *counter, bool counts, long skip) {
    if (*counter > 0 && counts) (*counter)--;
    if (skip >= 0 && skip < *counter) *counter = skip;
}

/*
 * Reads the extensions from the anchor down. When there is no policy in common and one is required all is decided, and as
 * in OpenSSL what stands below is not looked at.
 */
static enum bs_policy_verdict read_levels(struct bs_policy_tree *t, const struct bs_policy_question *q, bool *out_explicit,
                                          bool *out_empty) {
    long explicit_policy = q->explicit_policy ? 0 : (long)q->num;
    bool empty = false;
    for (size_t i = 1; i < q->num && (explicit_policy > 0 || !empty); i++) {
        struct bs_policy_exts *e = &t->levels[i].exts;
        switch (bs_policy_exts_read(e, cert_of(q, i))) {
        case BS_POLICY_READ: break;
        case BS_POLICY_MALFORMED: return BS_POLICY_INVALID;
        case BS_POLICY_NO_MEMORY: return BS_POLICY_TOO_MANY;
        }
        empty = empty || !e->asserts;
        if (explicit_policy > 0) count(&explicit_policy, !self_issued(q, i), e->explicit_skip);
    }
    *out_explicit = explicit_policy == 0;
    *out_empty = empty;
    return BS_POLICY_VALID;
}

/* RFC 5280 6.1.4 (h) to (j): where anyPolicy and mapping hold. */
static void set_flags(struct bs_policy_tree *t, const struct bs_policy_question *q) {
    long any = q->inhibit_any ? 0 : (long)q->num, map = q->inhibit_map ? 0 : (long)q->num;
    for (size_t i = 1; i < q->num; i++) {
        struct bs_policy_level *l = &t->levels[i];
        bool si = self_issued(q, i);
        l->inhibit_any = !l->exts.has_any || (any == 0 && (!si || i + 1 == q->num));
        l->inhibit_map = map == 0;
        if (any > 0) count(&any, !si, l->exts.any_skip);
        if (map > 0) count(&map, !si, l->exts.map_skip);
    }
}

enum grown { GROWN, GROWN_EMPTY, GROWN_TOO_LARGE };

static enum grown grow(struct bs_policy_tree *t) {
    static const uint8_t any_policy[] = { 0x55, 0x1D, 0x20, 0x00 };
    static const struct bs_policy_data root = { .policy = { any_policy, sizeof any_policy } };
    if (!add_node(t, &t->levels[0], &root, NULL)) return GROWN_TOO_LARGE;
    for (size_t i = 1; i < t->num_levels; i++) {
        struct bs_policy_level *l = &t->levels[i];
        if (!link_asserted(t, l) || (!l->inhibit_any && !link_any(t, l))) return GROWN_TOO_LARGE;
        if (!prune(t, l)) return GROWN_EMPTY;
    }
    return GROWN;
}

static enum bs_policy_verdict judge(struct bs_policy_tree *t, const struct bs_policy_question *q, bool *out_explicit,
                                    bool *out_keep) {
    bool empty = false;
    enum bs_policy_verdict v = read_levels(t, q, out_explicit, &empty);
    if (v != BS_POLICY_VALID) return v;
    if (empty) return *out_explicit ? BS_POLICY_FAILURE : BS_POLICY_VALID;
    set_flags(t, q);
    switch (grow(t)) {
    case GROWN: break;
    case GROWN_EMPTY: return *out_explicit ? BS_POLICY_FAILURE : BS_POLICY_VALID;
    case GROWN_TOO_LARGE: return BS_POLICY_TOO_MANY;
    }
    struct bs_policy_set constrained = { .nodes = NULL };
    bool ok = find_authority(t, &constrained);
    ok = ok && find_user(t, q, t->levels[t->num_levels - 1].any ? &constrained : &t->authority);
    free((void *)constrained.nodes);
    if (!ok) return BS_POLICY_TOO_MANY;
    *out_keep = !*out_explicit || bs_policy_tree_user(t)->num > 0;
    return *out_keep ? BS_POLICY_VALID : BS_POLICY_FAILURE;
}

enum bs_policy_verdict bs_policy_check(const struct bs_policy_question *q, struct bs_policy_tree **out_tree,
                                       bool *out_explicit) {
    bool keep = false;
    *out_tree = NULL;
    *out_explicit = false;
    if (q->num < 2) return BS_POLICY_VALID; /* a trust anchor alone has no policies to be judged by */
    struct bs_policy_tree *t = new_tree(q->num);
    if (!t) return BS_POLICY_TOO_MANY;
    enum bs_policy_verdict v = judge(t, q, out_explicit, &keep);
    if (keep) {
        *out_tree = t;
    } else {
        bs_policy_tree_free(t);
    }
    return v;
}
