/* NIST's KMAC_samples.pdf and KMACXOF_samples.pdf for SP 800-185. The key is 40 41 .. 5f; the data are 00 01 .., 4 or 200 bytes. */
#ifndef SP800_185_KMAC_H
#define SP800_185_KMAC_H

static const struct {
    int bits;
    int xof;
    unsigned data_len;
    const char *custom, *out;
} sp800_185_kmac[] = {
    { 128, 0, 4, "", "e5780b0d3ea6f7d3a429c5706aa43a00fadbd7d49628839e3187243f456ee14e" },
    { 128, 0, 4, "My Tagged Application", "3b1fba963cd8b0b59e8c1a6d71888b7143651af8ba0a7070c0979e2811324aa5" },
    { 128, 0, 200, "My Tagged Application", "1f5b4e6cca02209e0dcb5ca635b89a15e271ecc760071dfd805faa38f9729230" },
    { 256, 0, 4, "My Tagged Application",
      "20c570c31346f703c9ac36c61c03cb64c3970d0cfc787e9b79599d273a68d2f7"
      "f69d4cc3de9d104a351689f27cf6f5951f0103f33f4f24871024d9c27773a8dd" },
    { 256, 0, 200, "",
      "75358cf39e41494e949707927cee0af20a3ff553904c86b08f21cc414bcfd691"
      "589d27cf5e15369cbbff8b9a4c2eb17800855d0235ff635da82533ec6b759b69" },
    { 256, 0, 200, "My Tagged Application",
      "b58618f71f92e1d56c1b8c55ddd7cd188b97b4ca4d99831eb2699a837da2e4d9"
      "70fbacfde50033aea585f1a2708510c32d07880801bd182898fe476876fc8965" },
    { 128, 1, 4, "", "cd83740bbd92ccc8cf032b1481a0f4460e7ca9dd12b08a0c4031178bacd6ec35" },
    { 128, 1, 4, "My Tagged Application", "31a44527b4ed9f5c6101d11de6d26f0620aa5c341def41299657fe9df1a3b16c" },
    { 128, 1, 200, "My Tagged Application", "47026c7cd793084aa0283c253ef658490c0db61438b8326fe9bddf281b83ae0f" },
    { 256, 1, 4, "My Tagged Application",
      "1755133f1534752aad0748f2c706fb5c784512cab835cd15676b16c0c6647fa9"
      "6faa7af634a0bf8ff6df39374fa00fad9a39e322a7c92065a64eb1fb0801eb2b" },
    { 256, 1, 200, "",
      "ff7b171f1e8a2b24683eed37830ee797538ba8dc563f6da1e667391a75edc02c"
      "a633079f81ce12a25f45615ec89972031d18337331d24ceb8f8ca8e6a19fd98b" },
    { 256, 1, 200, "My Tagged Application",
      "d5be731c954ed7732846bb59dbe3a8e30f83e77a4bff4459f2f1c2b4ecebb8ce"
      "67ba01c62e8ab8578d2d499bd1bb276768781190020a306a97de281dcc30305d" },
};

#endif
