/* Certificate policies, where the flags ask for them.                                      RFC 5280 6.1.2 to 6.1.5 */
#include <stdlib.h>

#include "src/x509/path_local.h"
#include "src/x509/policy_tree.h"

/* All whose extensions are malformed are told of, also those that come after the one that decided. */
static int report_invalid(struct bs_path *p) {
    for (size_t i = 0; i + 1 < p->num; i++) {
        struct bs_policy_exts e;
        bool bad = bs_policy_exts_read(&e, p->chain[i].cert) == BS_POLICY_MALFORMED;
        bs_policy_exts_clear(&e);
        if (!bs_path_expect(p, bad, &p->chain[i], (int)i, BS_V_ERR_INVALID_POLICY_EXTENSION)) return 0;
    }
    return 1;
}

/* The program's policies in an array to be freed; false when out of memory. */
static bool list_wanted(const struct bs_path *p, bs_reader **out, size_t *out_num) {
    bs_reader one;
    size_t n = 0;
    *out = NULL;
    while (p->ops->policy && p->ops->policy(p->arg, n, &one)) n++;
    *out_num = n;
    if (n == 0) return true;
    *out = (bs_reader *)calloc(n, sizeof **out);
    for (size_t i = 0; *out && i < n; i++) (void)p->ops->policy(p->arg, i, &(*out)[i]);
    return *out != NULL;
}

static enum bs_policy_verdict check(struct bs_path *p) {
    const struct bs_cert *chain[BS_PATH_MAX];
    struct bs_policy_tree *tree = NULL;
    bool required = false;
    bs_reader *wanted;
    struct bs_policy_question q = { .chain = chain, .num = p->num,
                                    .explicit_policy = (p->flags & BS_PATH_EXPLICIT_POLICY) != 0,
                                    .inhibit_any = (p->flags & BS_PATH_INHIBIT_ANY) != 0,
                                    .inhibit_map = (p->flags & BS_PATH_INHIBIT_MAP) != 0 };
    for (size_t i = 0; i < p->num; i++) chain[i] = p->chain[i].cert;
    if (!list_wanted(p, &wanted, &q.num_wanted)) return BS_POLICY_TOO_MANY;
    q.wanted = wanted;
    enum bs_policy_verdict v = bs_policy_check(&q, &tree, &required);
    free(wanted);
    if (p->ops->policies) {
        p->ops->policies(p->arg, tree, required);
    } else {
        bs_policy_tree_free(tree);
    }
    return v;
}

int bs_path_check_policies(struct bs_path *p) {
    switch (check(p)) {
    case BS_POLICY_INVALID: return report_invalid(p);
    case BS_POLICY_TOO_MANY: p->error = BS_V_ERR_OUT_OF_MEM; return -1;
    case BS_POLICY_FAILURE:
        p->current = (struct bs_path_cert){ NULL, NULL };
        p->error = BS_V_ERR_NO_EXPLICIT_POLICY;
        return p->ops->event(p->arg, p, 0) ? 1 : 0;
    case BS_POLICY_VALID: break;
    }
    if ((p->flags & BS_PATH_NOTIFY_POLICY) == 0) return 1;
    p->current = (struct bs_path_cert){ NULL, NULL };
    return p->ops->event(p->arg, p, 2) ? 1 : 0;
}
