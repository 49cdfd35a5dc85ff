/* RFC 7693: the examples of appendices A and B, and what its self-test (appendix E) ends with. SipHash's example is that of
 * appendix A of "SipHash: a fast short-input PRF". */
#ifndef TESTS_VECTORS_RFC7693_BLAKE2_H
#define TESTS_VECTORS_RFC7693_BLAKE2_H

static const char rfc7693_blake2b_abc[] = "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                                          "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923";
static const char rfc7693_blake2s_abc[] = "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982";
static const char rfc7693_blake2b_self_test[] = "c23a7800d98123bd10f506c61e29da5603d763b8bbad2e737f5e765a7bccd475";
static const char rfc7693_blake2s_self_test[] = "6a411f08ce25adcdfb02aba641451cec53c598b24f4fc787fbdc88797f4c1dfe";
/* key 00 01 ... 0f, message 00 01 ... 0e, as bytes */
static const char siphash_2_4_example[] = "e545be4961ca29a1";

#endif
