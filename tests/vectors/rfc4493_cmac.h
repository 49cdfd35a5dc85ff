/* RFC 4493 4: one key, four messages that begin alike; their lengths and MACs. */
#ifndef TESTS_VECTORS_RFC4493_CMAC_H
#define TESTS_VECTORS_RFC4493_CMAC_H

#include <stddef.h>

static const char rfc4493_key[] = "2b7e151628aed2a6abf7158809cf4f3c";
static const char rfc4493_msg[] = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                                  "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";
static const struct {
    size_t len;
    const char *mac;
} rfc4493_cmac[] = {
    { 0, "bb1d6929e95937287fa37d129b756746" },
    { 16, "070a16b46b4d4144f79bdd9dd04a287c" },
    { 40, "dfa66747de9ae63030ca32611497c827" },
    { 64, "51f0bebf7e3b9d92fc49741779363cfe" },
};

#endif
