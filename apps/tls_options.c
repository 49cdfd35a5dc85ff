#include "apps/tls_setup.h"

#define AT(field) offsetof(struct app_tls, field)
#define HEADING(text) { "", APP_OPT_HEADING, 0, NULL, text, 0 }
#define SET(name, field, help) { name, APP_OPT_SET, AT(field), NULL, help, 0 }
#define STRING(name, field, arg, help) { name, APP_OPT_STRING, AT(field), arg, help, 0 }
#define COUNT(name, field, arg, help) { name, APP_OPT_COUNT, AT(field), arg, help, 0 }
#define CONF(name, arg, help) { name, APP_OPT_CONF, AT(conf), arg, help, 0 }
#define CONF_FLAG(name, help) { name, APP_OPT_CONF_FLAG, AT(conf), NULL, help, 0 }
#define ONLY(name, version, help) { name, APP_OPT_VALUE, AT(only_version), NULL, help, version }

const struct app_opt app_tls_rows[] = {
    HEADING("Protocol"),
    ONLY("tls1", TLS1_VERSION, "TLS 1.0 alone"),
    ONLY("tls1_1", TLS1_1_VERSION, "TLS 1.1 alone"),
    ONLY("tls1_2", TLS1_2_VERSION, "TLS 1.2 alone"),
    ONLY("tls1_3", TLS1_3_VERSION, "TLS 1.3 alone"),
    CONF_FLAG("no_ssl3", "Without SSLv3"),
    CONF_FLAG("no_tls1", "Without TLS 1.0"),
    CONF_FLAG("no_tls1_1", "Without TLS 1.1"),
    CONF_FLAG("no_tls1_2", "Without TLS 1.2"),
    CONF_FLAG("no_tls1_3", "Without TLS 1.3"),
    CONF("min_protocol", "VERSION", "The lowest version, as TLSv1.2"),
    CONF("max_protocol", "VERSION", "The highest version, as TLSv1.3"),
    CONF("cipher", "STRING", "Suites of TLS 1.2 and below"),
    CONF("ciphersuites", "LIST", "Suites of TLS 1.3"),
    CONF("groups", "LIST", "Groups for the key exchange"),
    CONF("curves", "LIST", "The same as -groups"),
    CONF("sigalgs", "LIST", "Signature algorithms"),
    CONF("client_sigalgs", "LIST", "Signature algorithms for client certificates"),
    CONF_FLAG("no_ticket", "Without session tickets"),
    CONF_FLAG("serverpref", "The server's order of suites counts"),
    CONF_FLAG("prioritize_chacha", "ChaCha20 first when the client has it first"),
    CONF_FLAG("no_etm", "Without encrypt-then-MAC"),
    CONF_FLAG("no_middlebox", "Without TLS 1.3's compatibility with middleboxes"),
    CONF_FLAG("allow_no_dhe_kex", "TLS 1.3 resumption without a key exchange"),
    CONF_FLAG("no_renegotiation", "Refuse renegotiation"),
    CONF_FLAG("legacy_renegotiation", "Allow insecure renegotiation"),
    CONF_FLAG("legacy_server_connect", "Allow servers without secure renegotiation"),
    CONF_FLAG("no_legacy_server_connect", "Refuse servers without secure renegotiation"),
    CONF_FLAG("no_comp", "Without compression (the default)"),
    CONF_FLAG("bugs", "Work around bugs of other libraries"),
    CONF_FLAG("strict", "Check certificates as TLS demands"),
    CONF("record_padding", "SIZE", "Pad TLS 1.3 records to a multiple of SIZE"),
    COUNT("max_send_frag", max_send_frag, "N", "At most N bytes a record"),
    COUNT("split_send_frag", split_send_frag, "N", "The same for one write, not above -max_send_frag"),
    COUNT("max_pipelines", max_pipelines, "N", "At most N records at once, where a cipher can (none of ours does)"),
    COUNT("read_buf", read_buf, "N", "Room for N bytes when reading ahead"),
    SET("ignore_unexpected_eof", ignore_unexpected_eof, "A peer may end without close_notify"),
    STRING("psk", psk, "HEX", "A key that the peer has too"),
    STRING("psk_identity", psk_identity, "NAME", "Its name (default: Client_identity)"),
    STRING("psk_session", psk_session, "FILE", "A session in PEM as such a key, in TLS 1.3"),
    STRING("alpn", alpn, "LIST", "ALPN protocols, separated by commas"),

    HEADING("Identity"),
    STRING("cert", id.cert, "FILE", "Own certificate"),
    STRING("key", id.key, "FILE", "Its private key (default: in -cert's file)"),
    STRING("cert_chain", id.chain, "FILE", "Certificates to send after it"),
    STRING("certform", certform, "PEM|DER", "Form of -cert (found by itself)"),
    STRING("keyform", keyform, "PEM|DER", "Form of -key (found by itself)"),
    STRING("pass", pass, "SOURCE", "Pass phrase: pass:TEXT, env:NAME, file:NAME, fd:N, stdin"),

    HEADING("Verification"),
    STRING("CAfile", ca_file, "FILE", "Trusted certificates"),
    STRING("CApath", ca_path, "DIR", "Directory of trusted certificates, hashed"),
    SET("no-CAfile", no_ca_file, "Do not load the default file"),
    SET("no-CApath", no_ca_path, "Do not load the default directory"),
    SET("verify_return_error", verify_return_error, "End the handshake on a verification error"),
    SET("verify_quiet", verify_quiet, "Print errors of the verification only"),

    HEADING("Output"),
    SET("ladder", ladder, "Draw the handshake as a ladder"),
    SET("msg", msg, "Print each protocol message"),
    SET("trace", trace, "Print each protocol message in words"),
    STRING("msgfile", msg_file, "FILE", "Where -msg and -trace print"),
    SET("state", state, "Print the states of the handshake"),
    SET("debug", debug, "Print all bytes read and written"),
    STRING("keylogfile", keylog_file, "FILE", "Append secrets in NSS's key log format"),
    STRING("keymatexport", keymat_label, "LABEL", "Export keying material under this label"),
    COUNT("keymatexportlen", keymat_len, "N", "So many bytes of it (default: 20)"),
    SET("brief", brief, "A short summary of the connection"),
    SET("nbio", nbio, "Non-blocking I/O"),
    SET("crlf", crlf, "LF from the terminal becomes CRLF"),
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};

void app_tls_defaults(struct app_tls *t) {
    t->verify_depth_arg = -1;
    app_verify_defaults(&t->verify);
    t->keymat_len = 20;
    t->psk_identity = "Client_identity";
}
