/* Every row of the tables of extensions and of extended key usages, by the numbers of the documents that define them. */
#include <criterion/criterion.h>
#include <string.h>

#include "src/x509/cert_ext.h"
#include "tests/src/x509/make_cert.h"

#define OID(s) { (const uint8_t *)(s), sizeof(s) - 1 }

/* RFC 5280 4.2: what path validation handles may be critical. */
Test(x509_cert_ext, what_may_be_critical) {
    static const struct {
        bs_reader oid;
        bool handled;
    } all[] = {
        { OID("\x55\x1D\x0E"), false }, { OID("\x55\x1D\x0F"), true },  { OID("\x55\x1D\x11"), true },
        { OID("\x55\x1D\x12"), false }, { OID("\x55\x1D\x13"), true },  { OID("\x55\x1D\x1E"), true },
        { OID("\x55\x1D\x1F"), true },  { OID("\x55\x1D\x20"), true },  { OID("\x55\x1D\x21"), true },
        { OID("\x55\x1D\x23"), false }, { OID("\x55\x1D\x24"), true },  { OID("\x55\x1D\x25"), true },
        { OID("\x55\x1D\x2E"), false }, { OID("\x55\x1D\x36"), true },
        { OID("\x60\x86\x48\x01\x86\xF8\x42\x01\x01"), true },     /* Netscape's certificate type */
        { OID("\x2B\x06\x01\x05\x05\x07\x01\x0E"), true },         /* RFC 3820 */
        { OID("\x2B\x06\x01\x05\x05\x07\x01\x07"), true },         /* RFC 3779 */
        { OID("\x2B\x06\x01\x05\x05\x07\x01\x08"), true },
        { OID("\x2B\x06\x01\x05\x05\x07\x30\x01\x05"), true },     /* RFC 6960 4.2.2.2.1 */
        { OID("\x2B\x06\x01\x05\x05\x07\x01\x01"), false },        /* authorityInfoAccess */
        { OID("\x55\x1D\x10"), false }, { OID("\x55\x1D"), false }, { OID("\x2A\x03"), false },
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        cr_expect_eq(bs_cert_ext_supported(all[i].oid), all[i].handled, "row %zu", i);
    }
}

/* RFC 5280 4.2.1.12 and its like: one usage alone sets its own bit. */
Test(x509_cert_ext, each_extended_usage) {
    static const struct {
        bs_reader oid;
        uint32_t bit;
    } all[] = {
        { OID("\x2B\x06\x01\x05\x05\x07\x03\x01"), BS_XKU_SSL_SERVER }, { OID("\x2B\x06\x01\x05\x05\x07\x03\x02"), BS_XKU_SSL_CLIENT },
        { OID("\x2B\x06\x01\x05\x05\x07\x03\x03"), BS_XKU_CODE_SIGN },  { OID("\x2B\x06\x01\x05\x05\x07\x03\x04"), BS_XKU_SMIME },
        { OID("\x2B\x06\x01\x05\x05\x07\x03\x08"), BS_XKU_TIMESTAMP },  { OID("\x2B\x06\x01\x05\x05\x07\x03\x09"), BS_XKU_OCSP_SIGN },
        { OID("\x2B\x06\x01\x05\x05\x07\x03\x0A"), BS_XKU_DVCS },       { OID("\x55\x1D\x25\x00"), BS_XKU_ANYEKU },
        { OID("\x2B\x06\x01\x04\x01\x82\x37\x0A\x03\x03"), BS_XKU_SGC }, { OID("\x60\x86\x48\x01\x86\xF8\x42\x04\x01"), BS_XKU_SGC },
        { OID("\x2A\x03\x04"), 0 },
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        uint8_t value[32], list[64];
        bs_writer v = bs_w_to(value, sizeof value), l = bs_w_to(list, sizeof list);
        bs_mark m = bs_der_open(&v, BS_DER_SEQUENCE);
        bs_der_put(&v, BS_DER_OID, all[i].oid.p, all[i].oid.len);
        bs_der_close(&v, m);
        put_extension(&l, 0x25, bs_w_written(&v));
        struct made made;
        struct make_cert what = { .subject = "a", .issuer = "b", .serial = 1, .extensions = bs_w_written(&l) };
        made_init(&made, &what);
        cr_expect((made.cert.flags & BS_EXFLAG_XKUSAGE) != 0 && (made.cert.flags & BS_EXFLAG_INVALID) == 0, "row %zu", i);
        cr_expect_eq(made.cert.ext_key_usage, all[i].bit, "row %zu", i);
        made_free(&made);
    }
}
