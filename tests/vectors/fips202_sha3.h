/* NIST's examples for FIPS 202: functions by the length of their output (SHAKE: by its name), message, output. */
#ifndef TESTS_VECTORS_FIPS202_SHA3_H
#define TESTS_VECTORS_FIPS202_SHA3_H

#include "src/crypto/sha3.h"

static const struct {
    const struct bs_sha3_class *class;
    const char *msg, *out;
} fips202_sha3[] = {
    { &bs_sha3_224, "", "6b4e03423667dbb73b6e15454f0eb1abd4597f9a1b078e3f5b5a6bc7" },
    { &bs_sha3_224, "abc", "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf" },
    { &bs_sha3_256, "", "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a" },
    { &bs_sha3_256, "abc", "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532" },
    { &bs_sha3_384, "abc",
      "ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b298d88cea927ac7f539f1edf228376d25" },
    { &bs_sha3_512, "abc",
      "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e10e116e9192af3c91a7ec57647e3934057340b4cf408d5a5"
      "6592f8274eec53f0" },
    { &bs_shake128, "", "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26" },
    { &bs_shake256, "",
      "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762fd75dc4ddd8c0f200cb05019d67b592f6fc821c49479ab486"
      "40292eacb3b7c4be" },
};

#endif
