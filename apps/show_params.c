#include <openssl/evp.h>
#include <openssl/objects.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "apps/show.h"
#include "apps/tls_setup.h"

/* --- signature algorithms -------------------------------------------------- */

static const char *signature_name(int nid) {
    switch (nid) {
    case NID_rsaEncryption:
        return "RSA";
    case NID_rsassaPss:
        return "RSA-PSS";
    case NID_dsa:
        return "DSA";
    case NID_X9_62_id_ecPublicKey:
        return "ECDSA";
    case NID_ED25519:
        return "ed25519";
    case NID_ED448:
        return "ed448";
    default:
        return NULL;
    }
}

/* Schemes that a signature and a digest do not tell apart from others.   RFC 8446 4.2.3, RFC 8734 */
static const char *scheme_name(unsigned code) {
    static const struct { unsigned code; const char *name; } names[] = {
        { 0x0809, "rsa_pss_pss_sha256" }, { 0x080a, "rsa_pss_pss_sha384" }, { 0x080b, "rsa_pss_pss_sha512" },
        { 0x081a, "ecdsa_brainpoolP256r1_sha256" }, { 0x081b, "ecdsa_brainpoolP384r1_sha384" },
        { 0x081c, "ecdsa_brainpoolP512r1_sha512" },
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (names[i].code == code) {
            return names[i].name;
        }
    }
    return NULL;
}

void app_show_sigalg_list(FILE *out, SSL *ssl, bool shared) {
    int num = shared ? SSL_get_shared_sigalgs(ssl, 0, NULL, NULL, NULL, NULL, NULL)
                     : SSL_get_sigalgs(ssl, -1, NULL, NULL, NULL, NULL, NULL);
    if (num <= 0) {
        return;
    }
    fprintf(out, "%s%sSignature Algorithms: ", shared ? "Shared " : "", SSL_is_server(ssl) ? "" : "Requested ");
    for (int i = 0; i < num; i++) {
        int sign, hash;
        unsigned char low, high;
        if (shared) {
            SSL_get_shared_sigalgs(ssl, i, &sign, &hash, NULL, &low, &high);
        } else {
            SSL_get_sigalgs(ssl, i, &sign, &hash, NULL, &low, &high);
        }
        const char *name = scheme_name((unsigned)high << 8 | low);
        fputs(i > 0 ? ":" : "", out);
        if (name != NULL) {
            fputs(name, out);
            continue;
        }
        name = signature_name(sign);
        if (name != NULL) {
            fputs(name, out);
        } else {
            fprintf(out, "0x%02X", (unsigned)low);
        }
        if (hash != NID_undef) {
            fprintf(out, "+%s", OBJ_nid2sn(hash));
        } else if (name == NULL) {
            fprintf(out, "+0x%02X", (unsigned)high);
        }
    }
    fputc('\n', out);
}

void app_show_peer_signature(FILE *out, SSL *ssl, const char *digest_label, const char *type_label) {
    int nid;
    if (SSL_get_peer_signature_nid(ssl, &nid) && nid != NID_undef) {
        fprintf(out, "%s: %s\n", digest_label, OBJ_nid2sn(nid));
    }
    if (SSL_get_peer_signature_type_nid(ssl, &nid)) {
        const char *name = signature_name(nid);
        fprintf(out, "%s: %s\n", type_label, name != NULL ? name : OBJ_nid2sn(nid));
    }
}

static void show_client_cert_types(FILE *out, SSL *ssl) {
    const unsigned char *types;
    size_t num = (size_t)SSL_get0_certificate_types(ssl, &types);
    if (num == 0) {
        return;
    }
    fputs("Client Certificate Types: ", out);
    for (size_t i = 0; i < num; i++) {
        fputs(i > 0 ? ", " : "", out);
        switch (types[i]) { /* RFC 5246 7.4.4, RFC 8422 5.5 */
        case 1: fputs("RSA sign", out); break;
        case 2: fputs("DSA sign", out); break;
        case 3: fputs("RSA fixed DH", out); break;
        case 4: fputs("DSS fixed DH", out); break;
        case 64: fputs("ECDSA sign", out); break;
        case 65: fputs("RSA fixed ECDH", out); break;
        case 66: fputs("ECDSA fixed ECDH", out); break;
        default: fprintf(out, "UNKNOWN (%d),", types[i]); break;
        }
    }
    fputc('\n', out);
}

void app_show_sigalgs(FILE *out, SSL *ssl) {
    if (!SSL_is_server(ssl)) {
        show_client_cert_types(out, ssl);
    }
    app_show_sigalg_list(out, ssl, false);
    app_show_sigalg_list(out, ssl, true);
    app_show_peer_signature(out, ssl, "Peer signing digest", "Peer signature type");
}

/* --- names and keys -------------------------------------------------------- */

void app_show_ca_names(FILE *out, SSL *ssl) {
    const STACK_OF(X509_NAME) *names = SSL_get0_peer_CA_list(ssl);
    int num = names != NULL ? sk_X509_NAME_num(names) : 0;
    if (num <= 0) {
        if (!SSL_is_server(ssl)) {
            fputs("---\nNo client certificate CA names sent\n", out);
        }
        return;
    }
    fprintf(out, "---\nAcceptable %s certificate CA names\n", SSL_is_server(ssl) ? "server" : "client");
    for (int i = 0; i < num; i++) {
        app_show_name(out, "", sk_X509_NAME_value(names, i));
    }
}

void app_show_temp_key(FILE *out, SSL *ssl) {
    EVP_PKEY *key = NULL;
    char group[64];
    size_t len;
    if (!SSL_get_peer_tmp_key(ssl, &key)) {
        return;
    }
    fputs("Server Temp Key: ", out);
    int id = EVP_PKEY_get_id(key);
    int bits = EVP_PKEY_get_bits(key);
    switch (id) {
    case EVP_PKEY_RSA:
        fprintf(out, "RSA, %d bits\n", bits);
        break;
    case EVP_PKEY_DH:
        fprintf(out, "DH, %d bits\n", bits);
        break;
    case EVP_PKEY_EC:
        if (!EVP_PKEY_get_utf8_string_param(key, "group", group, sizeof(group), &len)) {
            strcpy(group, "?");
        }
        fprintf(out, "ECDH, %s, %d bits\n", group, bits);
        break;
    default:
        fprintf(out, "%s, %d bits\n", OBJ_nid2sn(id), bits);
        break;
    }
    EVP_PKEY_free(key);
}

void app_show_point_formats(FILE *out, SSL *ssl) {
    const char *formats = NULL;
    long num = SSL_ctrl(ssl, SSL_CTRL_GET_EC_POINT_FORMATS, 0, &formats);
    if (num <= 0) {
        return;
    }
    fputs("Supported Elliptic Curve Point Formats: ", out);
    for (long i = 0; i < num; i++) {
        fputs(i > 0 ? ":" : "", out);
        switch (formats[i]) { /* RFC 8422 5.1.2 */
        case 0: fputs("uncompressed", out); break;
        case 1: fputs("ansiX962_compressed_prime", out); break;
        case 2: fputs("ansiX962_compressed_char2", out); break;
        default: fprintf(out, "unknown(%d)", formats[i]); break;
        }
    }
    fputc('\n', out);
}

/* IANA's names: of the groups OpenSSL knows by other names, and of those it knows by none. */
static void show_group(FILE *out, SSL *ssl, int nid) {
    if ((nid & TLSEXT_nid_unknown) != 0) {
        fprintf(out, "0x%04X", (unsigned)nid & 0xffff);
        return;
    }
    const char *name = SSL_group_to_name(ssl, nid);
    fputs(name != NULL ? name : OBJ_nid2sn(nid), out);
}

void app_show_groups(FILE *out, SSL *ssl, bool shared) {
    int groups[64];
    int num = (int)SSL_get1_groups(ssl, NULL);
    if (num <= 0 || num > 64) {
        return;
    }
    SSL_get1_groups(ssl, groups);
    fputs("Supported groups: ", out);
    for (int i = 0; i < num; i++) {
        fputs(i > 0 ? ":" : "", out);
        show_group(out, ssl, groups[i]);
    }
    fputc('\n', out);
    if (!shared) {
        return;
    }
    fputs("Shared groups: ", out);
    num = (int)SSL_get_shared_group(ssl, -1);
    for (int i = 0; i < num; i++) {
        fputs(i > 0 ? ":" : "", out);
        show_group(out, ssl, (int)SSL_get_shared_group(ssl, i));
    }
    fputs(num == 0 ? "NONE\n" : "\n", out);
}

void app_show_keying_material(FILE *out, SSL *ssl) {
    const struct app_tls *t = app_tls_of(ssl);
    if (t->keymat_label == NULL || SSL_get_session(ssl) == NULL) {
        return;
    }
    size_t len = (size_t)t->keymat_len;
    fprintf(out, "Keying material exporter:\n    Label: '%s'\n    Length: %zu bytes\n", t->keymat_label, len);
    uint8_t *key = calloc(1, len + 1);
    if (key == NULL
        || SSL_export_keying_material(ssl, key, len, t->keymat_label, strlen(t->keymat_label), NULL, 0, 0) <= 0) {
        fputs("    Error\n", out);
        free(key);
        return;
    }
    fputs("    Keying material: ", out);
    for (size_t i = 0; i < len; i++) {
        fprintf(out, "%02X", key[i]);
    }
    fputc('\n', out);
    OPENSSL_cleanse(key, len);
    free(key);
}
