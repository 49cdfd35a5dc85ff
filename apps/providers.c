#include "apps/providers.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <string.h>

#include "apps/certs.h"

#define AT(field) offsetof(struct app_provider_options, field)
const struct app_opt app_provider_rows[] = {
    { "", APP_OPT_HEADING, 0, NULL, "Providers", 0 },
    { "provider", APP_OPT_LIST, AT(names), "NAME", "default (which is there anyhow), or base; may be repeated", 0 },
    { "provider-path", APP_OPT_STRING, AT(path), "DIR", "Without effect: nothing is loaded of files", 0 },
    { "propquery", APP_OPT_STRING, AT(query), "QUERY", "The properties that algorithms must have", 0 },
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};

/* Who names providers wants no others: base alone has no algorithms. */
static bool load_all(const char *command, const struct app_list *names) {
    bool has_default = names->num == 0;
    for (size_t i = 0; i < names->num; i++) {
        if (OSSL_PROVIDER_load(NULL, names->list[i]) == NULL) {
            app_library_error(command, "there is no provider %s", names->list[i]);
            return false;
        }
        has_default = has_default || strcmp(names->list[i], "default") == 0;
    }
    if (!has_default) {
        app_error(command, "without the provider default there are no algorithms");
    }
    return has_default;
}

/* All algorithms have the same properties, so that one of them stands for all. */
bool app_providers_load(const char *command, const struct app_provider_options *o) {
    if (!load_all(command, &o->names)) {
        return false;
    }
    EVP_MD *md = EVP_MD_fetch(NULL, "SHA2-256", o->query);
    if (md == NULL) {
        app_library_error(command, "no algorithms have the properties %s", o->query);
    }
    EVP_MD_free(md);
    return md != NULL;
}
