/*
 * The picture: two rails 72 columns apart, an arrow a message, notes between the rails on the sender's side.
 * `---->` is in the clear, `====>` is encrypted.
 */
#include "apps/ladder.h"

#include <langinfo.h>
#include <locale.h>
#include <openssl/x509_vfy.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "apps/show.h"

#define INNER 72          /* between the rails; 2 + 1 + 72 + 1 columns in all       */
#define CLIENT_INDENT 5
#define SERVER_INDENT 24

struct glyphs {
    const char *rail, *plain, *sealed, *to_right, *to_left, *sealed_right, *sealed_left, *mark_left, *mark_right, *mark;
};
static const struct glyphs ascii = { "|", "-", "=", ">", "<", ">", "<", "|", "|", "~" };
static const struct glyphs utf8 = { "\u2502", "\u2500", "\u2550", "\u25b6", "\u25c0", "\u25b6", "\u25c0",
                                    "\u255e", "\u2561", "\u2550" };

struct app_ladder {
    FILE *out;
    const struct glyphs *g;
    bool colour, server, begun, done;
    bool sealed[2];              /* what the client (0) and the server (1) send is encrypted */
    size_t num_messages;
    struct timespec start;
    struct app_hs_view view;
};

enum colour { PLAIN, RAIL, NAME, NOTE, MARK, BAD, GOOD };

static void set_colour(const struct app_ladder *l, enum colour c) {
    static const char *const codes[] = { "0", "2", "1", "36", "33", "1;31", "1;32" };
    if (l->colour) {
        fprintf(l->out, "\033[%sm", codes[c]);
    }
}

static void text(const struct app_ladder *l, enum colour c, const char *s) {
    set_colour(l, c);
    fputs(s, l->out);
    set_colour(l, PLAIN);
}

static void repeat(const struct app_ladder *l, enum colour c, const char *glyph, size_t n) {
    set_colour(l, c);
    while (n-- > 0) {
        fputs(glyph, l->out);
    }
    set_colour(l, PLAIN);
}

struct app_ladder *app_ladder_new(FILE *out, bool server) {
    struct app_ladder *l = calloc(1, sizeof(*l));
    if (l == NULL) {
        return NULL;
    }
    const char *no_colour = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    l->out = out;
    l->server = server;
    l->colour = isatty(fileno(out)) && (no_colour == NULL || *no_colour == '\0')
        && term != NULL && strcmp(term, "dumb") != 0;
    setlocale(LC_CTYPE, "");
    l->g = strcmp(nl_langinfo(CODESET), "UTF-8") == 0 ? &utf8 : &ascii;
    return l;
}

void app_ladder_free(struct app_ladder *l) {
    free(l);
}

void app_ladder_restart(struct app_ladder *l) {
    l->begun = l->done = false;
    l->sealed[0] = l->sealed[1] = false;
    l->num_messages = 0;
    memset(&l->view, 0, sizeof(l->view));
}

/* --- rows ------------------------------------------------------------------ */

static void row(const struct app_ladder *l, size_t indent, enum colour c, const char *s, size_t len) {
    fputs("  ", l->out);
    text(l, RAIL, l->g->rail);
    fprintf(l->out, "%*s", (int)indent, "");
    set_colour(l, c);
    fprintf(l->out, "%.*s", (int)len, s);
    set_colour(l, PLAIN);
    fprintf(l->out, "%*s", (int)(INNER - indent - len), "");
    text(l, RAIL, l->g->rail);
    fputc('\n', l->out);
}

/* Notes longer than the row are broken at spaces. */
static void note(const struct app_ladder *l, bool from_client, const char *s) {
    size_t indent = from_client ? CLIENT_INDENT : SERVER_INDENT;
    size_t room = INNER - indent - 1;
    while (*s != '\0') {
        size_t n = strlen(s);
        if (n > room) {
            for (n = room; n > 0 && s[n] != ' '; n--) {
            }
            n = n > 0 ? n : room;
        }
        row(l, indent, NOTE, s, n);
        s += n;
        while (*s == ' ') {
            s++;
        }
    }
}

static void arrow(const struct app_ladder *l, bool from_client, const char *label) {
    const char *line = l->sealed[!from_client] ? l->g->sealed : l->g->plain;
    size_t rest = INNER - strlen(label) - 2 - 3 - 1; /* two spaces, three dashes, the head */
    fputs("  ", l->out);
    text(l, RAIL, l->g->rail);
    if (from_client) {
        repeat(l, RAIL, line, 3);
    } else {
        text(l, RAIL, l->g->to_left);
        repeat(l, RAIL, line, rest);
    }
    fputc(' ', l->out);
    text(l, NAME, label);
    fputc(' ', l->out);
    if (from_client) {
        repeat(l, RAIL, line, rest);
        text(l, RAIL, l->g->to_right);
    } else {
        repeat(l, RAIL, line, 3);
    }
    text(l, RAIL, l->g->rail);
    fputc('\n', l->out);
}

static void mark(const struct app_ladder *l, const char *s) {
    size_t left = (INNER - strlen(s) - 2) / 2;
    fputs("  ", l->out);
    text(l, MARK, l->g->mark_left);
    repeat(l, MARK, l->g->mark, left);
    fputc(' ', l->out);
    text(l, MARK, s);
    fputc(' ', l->out);
    repeat(l, MARK, l->g->mark, INNER - strlen(s) - 2 - left);
    text(l, MARK, l->g->mark_right);
    fputc('\n', l->out);
}

static void heading(struct app_ladder *l) {
    const char *left = l->server ? "client" : "client (this end)";
    const char *right = l->server ? "server (this end)" : "server";
    clock_gettime(CLOCK_MONOTONIC, &l->start);
    l->begun = true;
    fputs("\n  ", l->out);
    text(l, NAME, left);
    fprintf(l->out, "%*s", (int)(INNER + 2 - strlen(left) - strlen(right)), "");
    text(l, NAME, right);
    fputc('\n', l->out);
    row(l, 0, PLAIN, "", 0);
}

/* --- messages -------------------------------------------------------------- */

static void draw(struct app_ladder *l, bool from_client, const char *name, size_t len) {
    char label[64];
    snprintf(label, sizeof(label), "%s (%zu)", name, len);
    arrow(l, from_client, label);
    for (size_t i = 0; i < l->view.num_notes; i++) {
        note(l, from_client, l->view.notes[i]);
    }
}

static void after_handshake_message(struct app_ladder *l, bool from_client, unsigned type) {
    bool tls13 = l->view.version >= 0x0304;
    if (tls13 && type == 2 && !l->view.retry) {
        l->sealed[0] = l->sealed[1] = true;
        mark(l, "encrypted from here: handshake keys");
    } else if (tls13 && type == 20) {
        mark(l, from_client ? "the client's application keys from here" : "the server's application keys from here");
    }
}

static void start_sealing(struct app_ladder *l, bool from_client) {
    l->sealed[!from_client] = true;
    mark(l, from_client ? "the client encrypts from here" : "the server encrypts from here");
}

static void draw_handshake(struct app_ladder *l, bool from_client, const uint8_t *data, size_t len) {
    app_hs_view_message(&l->view, data, len);
    /* Some libraries report no ChangeCipherSpec that they receive; a Finished of TLS 1.2 tells of it all the same. */
    if (len > 0 && data[0] == 20 && l->view.version < 0x0304 && !l->sealed[!from_client]) {
        start_sealing(l, from_client);
    }
    const char *name = len > 0 ? app_handshake_name(data[0]) : "???";
    if (len > 0 && data[0] == 2 && l->view.retry) {
        name = "HelloRetryRequest";
    }
    draw(l, from_client, name, len);
    if (len > 0) {
        after_handshake_message(l, from_client, data[0]);
    }
}

static void draw_change_cipher_spec(struct app_ladder *l, bool from_client, size_t len) {
    bool tls13 = l->view.version >= 0x0304;
    bool saved = l->sealed[!from_client];
    l->view.num_notes = 0;
    if (tls13) {
        app_hs_note(&l->view, "for middleboxes, changes nothing");
    }
    l->sealed[!from_client] = false; /* it is always in the clear */
    draw(l, from_client, "ChangeCipherSpec", len);
    l->sealed[!from_client] = saved;
    if (!tls13 && !saved) {
        start_sealing(l, from_client);
    }
}

static void draw_alert(struct app_ladder *l, bool from_client, const uint8_t *data, size_t len) {
    char name[64];
    struct app_name_buf buf;
    l->view.num_notes = 0;
    if (len == 2) {
        snprintf(name, sizeof(name), "%s alert: %s", data[0] == 2 ? "fatal" : "warning", app_alert_name(data[1], &buf));
    } else {
        snprintf(name, sizeof(name), "alert");
    }
    draw(l, from_client, name, len);
}

void app_ladder_message(struct app_ladder *l, bool sent, int content_type, const uint8_t *data, size_t len) {
    bool from_client = sent != l->server;
    if (content_type != SSL3_RT_HANDSHAKE && content_type != SSL3_RT_CHANGE_CIPHER_SPEC
        && content_type != SSL3_RT_ALERT) {
        return;
    }
    if (!l->begun) {
        heading(l);
    }
    l->num_messages++;
    if (content_type == SSL3_RT_HANDSHAKE) {
        draw_handshake(l, from_client, data, len);
    } else if (content_type == SSL3_RT_CHANGE_CIPHER_SPEC) {
        draw_change_cipher_spec(l, from_client, len);
    } else {
        draw_alert(l, from_client, data, len);
    }
    fflush(l->out);
}

/* --- summary --------------------------------------------------------------- */

static double elapsed_ms(const struct app_ladder *l) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - l->start.tv_sec) * 1e3 + (double)(now.tv_nsec - l->start.tv_nsec) / 1e6;
}

static void summary_peer(const struct app_ladder *l, SSL *ssl) {
    X509 *peer = SSL_get1_peer_certificate(ssl);
    long result = SSL_get_verify_result(ssl);
    if (peer == NULL) {
        return;
    }
    app_show_name(l->out, l->server ? "  Client: " : "  Server: ", X509_get_subject_name(peer));
    set_colour(l, result == X509_V_OK ? GOOD : BAD);
    fprintf(l->out, "  Verified: %s (%ld)", X509_verify_cert_error_string(result), result);
    set_colour(l, PLAIN);
    fputc('\n', l->out);
    X509_free(peer);
}

void app_ladder_done(struct app_ladder *l, SSL *ssl) {
    struct app_name_buf buf;
    const unsigned char *alpn;
    unsigned alpn_len;
    if (l->done || !l->begun) {
        return;
    }
    l->done = true;
    row(l, 0, PLAIN, "", 0);
    fputs("  ", l->out);
    text(l, GOOD, SSL_session_reused(ssl) ? "Resumed handshake" : "Full handshake");
    fprintf(l->out, ": %s, %s\n", SSL_get_version(ssl), SSL_CIPHER_get_name(SSL_get_current_cipher(ssl)));
    fprintf(l->out, "  Key exchange: %s\n", l->view.group != 0 ? app_group_name(l->view.group, &buf)
                                            : SSL_session_reused(ssl) ? "none (the session's secret)" : "RSA");
    SSL_get0_alpn_selected(ssl, &alpn, &alpn_len);
    if (alpn_len > 0) {
        fprintf(l->out, "  ALPN: %.*s\n", (int)alpn_len, (const char *)alpn);
    }
    summary_peer(l, ssl);
    fprintf(l->out, "  %zu messages, %lu bytes in, %lu bytes out, %.1f ms\n\n", l->num_messages,
            (unsigned long)BIO_number_read(SSL_get_rbio(ssl)), (unsigned long)BIO_number_written(SSL_get_wbio(ssl)),
            elapsed_ms(l));
    fflush(l->out);
}

void app_ladder_failed(struct app_ladder *l, SSL *ssl) {
    (void)ssl;
    if (l->done || !l->begun) {
        return;
    }
    l->done = true;
    row(l, 0, PLAIN, "", 0);
    fputs("  ", l->out);
    text(l, BAD, "The handshake failed.");
    fputs("\n\n", l->out);
    fflush(l->out);
}
