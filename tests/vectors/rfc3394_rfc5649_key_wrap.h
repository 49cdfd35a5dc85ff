/* RFC 3394 4.1, 4.6 (plain) and RFC 5649 6 (with padding): key, what is wrapped, result. */
#ifndef TESTS_VECTORS_RFC3394_RFC5649_KEY_WRAP_H
#define TESTS_VECTORS_RFC3394_RFC5649_KEY_WRAP_H

#include <stdbool.h>

static const struct {
    bool pad;
    const char *kek, *key, *wrapped;
} key_wraps[] = {
    { false, "000102030405060708090a0b0c0d0e0f", "00112233445566778899aabbccddeeff",
      "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5" },
    { false, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
      "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f",
      "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21" },
    { true, "5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8", "c37b7e6492584340bed12207808941155068f738",
      "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a" },
    { true, "5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8", "466f7250617369", "afbeb0f07dfbf5419200f2ccb50bb24f" },
};

#endif
