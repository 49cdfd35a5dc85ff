/* The parts of PKCS#12 files as ASN.1 types of their own.        man 3 d2i_X509; RFC 7292 4 */
#include <openssl/crypto.h>
#include <openssl/objects.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/asn1/pkcs12_local.h"

static const struct bs_field bags_fields[] = {
    { &bs_item_object, offsetof(PKCS12_BAGS, type), BS_PLAIN, 0, false },
    { &bs_item_any, offsetof(PKCS12_BAGS, value), BS_EXPLICIT, 0, false },
};
static const struct bs_item item_bags = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE, .size = sizeof(PKCS12_BAGS),
    BS_FIELDS(bags_fields), .name = "PKCS12_BAGS" };
BS_ITEM_FUNCTIONS(PKCS12_BAGS, PKCS12_BAGS, item_bags)

struct PKCS12_MAC_DATA_st {
    X509_SIG *digest;
    ASN1_OCTET_STRING *salt;
    ASN1_INTEGER *iterations; /* NULL: 1 */
};
static const struct bs_field mac_fields[] = {
    { &bs_item_x509_sig, offsetof(PKCS12_MAC_DATA, digest), BS_PLAIN, 0, false },
    { &bs_item_octet_string, offsetof(PKCS12_MAC_DATA, salt), BS_PLAIN, 0, false },
    { &bs_item_integer, offsetof(PKCS12_MAC_DATA, iterations), BS_PLAIN, 0, true },
};
static const struct bs_item item_mac = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE,
    .size = sizeof(PKCS12_MAC_DATA), BS_FIELDS(mac_fields), .name = "PKCS12_MAC_DATA" };
BS_ITEM_FUNCTIONS(PKCS12_MAC_DATA, PKCS12_MAC_DATA, item_mac)

static void *bag_make(void) {
    PKCS12_SAFEBAG *b = (PKCS12_SAFEBAG *)OPENSSL_zalloc(sizeof *b);
    if (b) b->type = OBJ_nid2obj(NID_undef);
    return b;
}
static void bag_free(void *v) { PKCS12_SAFEBAG_free((PKCS12_SAFEBAG *)v); }
static void *bag_decode(bs_reader whole) { return bs_p12_read_bag(&whole, 0); }
static void bag_encode(const void *v, bs_writer *w) { bs_p12_put_bag(w, (const PKCS12_SAFEBAG *)v); }
static const struct bs_item_funcs bag_funcs = { bag_make, bag_free, bag_decode, bag_encode };
static const struct bs_item item_bag = { .kind = BS_ITEM_WHOLE, .tag = BS_DER_SEQUENCE, .funcs = &bag_funcs,
    .name = "PKCS12_SAFEBAG" };
PKCS12_SAFEBAG *PKCS12_SAFEBAG_new(void) { return (PKCS12_SAFEBAG *)bs_item_new(&item_bag); }
BS_ITEM_IT(PKCS12_SAFEBAG, item_bag)
BS_ITEM_ENCODE(PKCS12_SAFEBAG, PKCS12_SAFEBAG, item_bag)
