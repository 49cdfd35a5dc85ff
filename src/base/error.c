#include "src/base/error.h"

struct row {
    const char *name;
    const char *text;
    enum bs_alert alert;
};

static const struct row rows[] = {
#define BS_X(name, alert, text) { #name, text, alert },
    BS_ERRORS(BS_X)
#undef BS_X
};

static const struct row *find(bs_status s) {
    if (s <= BS_E_FIRST_ || s >= BS_E_LAST_) return 0;
    return &rows[s - BS_E_FIRST_ - 1];
}

enum bs_alert bs_status_alert(bs_status s) {
    const struct row *r = find(s);
    return r ? r->alert : BS_ALERT_NONE;
}

const char *bs_status_text(bs_status s) {
    const struct row *r = find(s);
    if (r) return r->text;
    switch ((int)s) {
    case BS_OK: return "ok";
    case BS_WANT_INPUT: return "more input is wanted";
    case BS_WANT_OUTPUT: return "output is to be drained";
    case BS_WANT_CALLBACK: return "a callback asked to pause";
    case BS_WANT_HANDSHAKE: return "a handshake is to be gone on with";
    case BS_WANT_READ: return "application data is to be read first";
    case BS_WANT_EARLY: return "early data may pass";
    case BS_WANT_HELLO: return "a ClientHello is waited for";
    default: return "unknown status";
    }
}

const char *bs_status_name(bs_status s) {
    const struct row *r = find(s);
    if (r) return r->name;
    switch ((int)s) {
    case BS_OK: return "BS_OK";
    case BS_WANT_INPUT: return "BS_WANT_INPUT";
    case BS_WANT_OUTPUT: return "BS_WANT_OUTPUT";
    case BS_WANT_CALLBACK: return "BS_WANT_CALLBACK";
    case BS_WANT_HANDSHAKE: return "BS_WANT_HANDSHAKE";
    case BS_WANT_READ: return "BS_WANT_READ";
    case BS_WANT_EARLY: return "BS_WANT_EARLY";
    case BS_WANT_HELLO: return "BS_WANT_HELLO";
    default: return "BS_E_?";
    }
}
