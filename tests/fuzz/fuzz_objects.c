/* Object identifiers: from text and from DER, and back. */
#include <openssl/objects.h>

#include "tests/fuzz/face.h"

static void look(const ASN1_OBJECT *o) {
    char small[8], text[4000];
    int len = OBJ_obj2txt(text, sizeof(text), o, 1);
    must(OBJ_obj2txt(small, sizeof(small), o, 1) == len && strlen(small) < sizeof(small));
    must(OBJ_obj2txt(NULL, 0, o, 1) == len);
    either(OBJ_obj2nid(o));
    if (len <= 0 || len >= (int)sizeof(text)) return;
    ASN1_OBJECT *again = OBJ_txt2obj(text, 1);
    must(again && OBJ_cmp(o, again) == 0);
    ASN1_OBJECT_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = (char *)malloc(size + 1);
    const unsigned char *p = data;
    must(text != NULL);
    if (size > 0) memcpy(text, data, size);
    text[size] = 0;
    ASN1_OBJECT *o = OBJ_txt2obj(text, 0);
    if (o) look(o);
    ASN1_OBJECT_free(o);
    o = d2i_ASN1_OBJECT(NULL, &p, (long)size);
    if (o) look(o);
    ASN1_OBJECT_free(o);
    free(text);
    ERR_clear_error();
    return 0;
}
