/* Addresses, sockets, and the BIOs that connect and accept, on 127.0.0.1 alone. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pair.h"

static void errors(void) {
    unsigned long e;
    while ((e = ERR_get_error())) printf("   error lib %d reason %d\n", ERR_GET_LIB(e), ERR_GET_REASON(e));
}

static void say(const char *what, long ret) {
    printf("%s: %ld\n", what, ret);
    errors();
}

static const char *text(const char *s) { return s ? s : "(null)"; }

static void parse(const char *hostserv, enum BIO_hostserv_priorities prio) {
    char *host = NULL, *service = NULL;
    int ret = BIO_parse_hostserv(hostserv, &host, &service, prio);
    printf("parse '%s' %d: %d host %s service %s\n", hostserv, (int)prio, ret, text(host), text(service));
    errors();
    OPENSSL_free(host);
    OPENSSL_free(service);
}

static void show(const BIO_ADDR *a) {
    unsigned char raw[200];
    size_t len = 99;
    char *host = BIO_ADDR_hostname_string(a, 1), *service = BIO_ADDR_service_string(a, 1), *path = BIO_ADDR_path_string(a);
    int ret = BIO_ADDR_rawaddress(a, NULL, &len);
    int again = BIO_ADDR_rawaddress(a, raw, NULL);
    int unix_name = BIO_ADDR_family(a) == AF_UNIX; /* the host is this machine's name */
    printf("family %d raw %d %d len %zu port %d host %s service %s path %s\n", BIO_ADDR_family(a), ret, again, len,
           ntohs(BIO_ADDR_rawport(a)), unix_name ? "-" : text(host), text(service), text(path));
    OPENSSL_free(host);
    OPENSSL_free(service);
    OPENSSL_free(path);
    errors();
}

static void addresses(void) {
    static const unsigned char v4[4] = { 127, 0, 0, 1 }, v6[16] = { 0x20, 1, 0xd, 0xb8, [15] = 7 };
    static char long_path[200];
    BIO_ADDR *a = BIO_ADDR_new();
    show(a);
    say("IPv4", BIO_ADDR_rawmake(a, AF_INET, v4, 4, htons(80)));
    show(a);
    say("IPv4, too long", BIO_ADDR_rawmake(a, AF_INET, v6, 16, htons(81)));
    show(a);
    say("IPv6", BIO_ADDR_rawmake(a, AF_INET6, v6, 16, htons(443)));
    show(a);
    say("IPv6, too short", BIO_ADDR_rawmake(a, AF_INET6, v6, 4, htons(443)));
    say("path", BIO_ADDR_rawmake(a, AF_UNIX, "/tmp/none", 9, 0));
    show(a);
    memset(long_path, 'a', sizeof long_path);
    say("path too long", BIO_ADDR_rawmake(a, AF_UNIX, long_path, sizeof long_path, 0));
    say("no such family", BIO_ADDR_rawmake(a, 99, v4, 4, 0));
    BIO_ADDR_clear(a);
    show(a);
    BIO_ADDR_free(a);
    BIO_ADDR_free(NULL);
}

static void look(const char *host, const char *service, int type, int family, int socktype, int protocol) {
    BIO_ADDRINFO *list = NULL;
    int ret = protocol < 0 ? BIO_lookup(host, service, (enum BIO_lookup_type)type, family, socktype, &list)
                           : BIO_lookup_ex(host, service, type, family, socktype, protocol, &list);
    printf("look up %s %s type %d family %d socktype %d: %d\n", text(host), text(service), type, family, socktype, ret);
    errors();
    if (ret != 1) return;
    for (const BIO_ADDRINFO *i = list; i; i = BIO_ADDRINFO_next(i)) {
        printf(" family %d socktype %d protocol %d ", BIO_ADDRINFO_family(i), BIO_ADDRINFO_socktype(i),
               BIO_ADDRINFO_protocol(i));
        show(BIO_ADDRINFO_address(i));
    }
    BIO_ADDRINFO_free(list);
}

static void lookups(void) {
    look("127.0.0.1", "443", BIO_LOOKUP_CLIENT, AF_INET, SOCK_STREAM, -1);
    look("127.0.0.1", "443", BIO_LOOKUP_CLIENT, AF_UNSPEC, SOCK_STREAM, -1);
    look("127.0.0.1", "443", BIO_LOOKUP_CLIENT, AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    look("127.0.0.1", "443", BIO_LOOKUP_CLIENT, AF_INET, SOCK_STREAM, IPPROTO_TCP);
    look("::1", "443", BIO_LOOKUP_CLIENT, AF_INET6, SOCK_STREAM, 0);
    look(NULL, "443", BIO_LOOKUP_SERVER, AF_INET, SOCK_STREAM, -1);
    look("/tmp/none", NULL, BIO_LOOKUP_CLIENT, AF_UNIX, SOCK_STREAM, -1);
    look("127.0.0.1", "443", BIO_LOOKUP_CLIENT, 99, SOCK_STREAM, -1);
    look("127.0.0.1", "no such service", BIO_LOOKUP_CLIENT, AF_INET, SOCK_STREAM, -1);
    look(NULL, NULL, BIO_LOOKUP_CLIENT, AF_INET, SOCK_STREAM, -1);
    BIO_ADDRINFO_free(NULL);
    printf("of nothing: %d %d %d %d %d\n", BIO_ADDRINFO_next(NULL) == NULL, BIO_ADDRINFO_family(NULL),
           BIO_ADDRINFO_socktype(NULL), BIO_ADDRINFO_protocol(NULL), BIO_ADDRINFO_address(NULL) == NULL);
}

static void loopback(BIO_ADDR *a, unsigned short port) {
    static const unsigned char v4[4] = { 127, 0, 0, 1 };
    check(BIO_ADDR_rawmake(a, AF_INET, v4, 4, port), "address");
}

static void sockets(void) {
    BIO_ADDR *a = BIO_ADDR_new(), *peer = BIO_ADDR_new();
    union BIO_sock_info_u info = { .addr = peer };
    int n = 0;
    loopback(a, 0);
    say("no socket", BIO_connect(-1, a, 0));
    say("no socket", BIO_bind(-1, a, 0));
    say("no socket", BIO_listen(-1, a, 0));
    say("bad domain", BIO_socket(99, SOCK_STREAM, 0, 0));
    int l = BIO_socket(AF_INET, SOCK_STREAM, 0, 0), c = BIO_socket(AF_INET, SOCK_STREAM, 0, 0);
    say("ioctl", BIO_socket_ioctl(l, FIONREAD, &n) <= 0);
    say("nbio", BIO_socket_nbio(-1, 1));
    say("listen", BIO_listen(l, a, BIO_SOCK_REUSEADDR | BIO_SOCK_NONBLOCK));
    say("listen again", BIO_listen(l, a, 0));
    say("info", BIO_sock_info(l, BIO_SOCK_INFO_ADDRESS, &info));
    say("other info", BIO_sock_info(l, (enum BIO_sock_info_type)9, &info));
    say("info of none", BIO_sock_info(-1, BIO_SOCK_INFO_ADDRESS, &info));
    loopback(a, BIO_ADDR_rawport(peer));
    BIO_socket_nbio(l, 1);
    say("nobody to accept", BIO_accept_ex(l, peer, 0));
    printf("retry %d\n", BIO_sock_should_retry(-1));
    say("connect", BIO_connect(c, a, BIO_SOCK_KEEPALIVE | BIO_SOCK_NODELAY));
    say("connect again", BIO_connect(c, a, 0));
    struct pollfd p = { .fd = l, .events = POLLIN };
    poll(&p, 1, 1000);
    int s = BIO_accept_ex(l, peer, BIO_SOCK_NONBLOCK);
    printf("accepted %d nonblocking %d family %d\n", s >= 0, (fcntl(s, F_GETFL) & O_NONBLOCK) != 0, BIO_ADDR_family(peer));
    say("no delay", BIO_set_tcp_ndelay(s, 1));
    say("error", BIO_sock_error(s));
    say("accept on none", BIO_accept_ex(-1, NULL, 0));
    printf("close %d %d %d\n", BIO_closesocket(s), BIO_closesocket(c), BIO_closesocket(l));
    BIO_ADDR_free(a);
    BIO_ADDR_free(peer);
}

static void state(const char *what, BIO *b, long ret) {
    int retry = BIO_should_retry(b) != 0;
    printf("%s: %ld retry %d special %d reason %d\n", what, ret, retry, BIO_should_io_special(b) != 0,
           retry ? BIO_get_retry_reason(b) : 0);
    errors();
}

static int told(BIO *b, int where, int ret) {
    (void)b;
    printf("   told %d %d\n", where, ret > 1 ? 2 : ret); /* the descriptor, at one time */
    return ret;
}

/* What is set and what is said of it, before there is a connection. */
static void settings(void) {
    BIO *c = BIO_new(BIO_s_connect()), *s = BIO_new(BIO_s_accept());
    char buf[4];
    int fd = -5;
    printf("%s %s %x %x\n", BIO_method_name(c), BIO_method_name(s), BIO_method_type(c), BIO_method_type(s));
    say("fd", BIO_get_fd(c, &fd));
    state("read", c, BIO_read(c, buf, 4));
    state("connect to nothing", c, BIO_do_connect(c));
    say("set", BIO_set_conn_hostname(c, "127.0.0.1:1234"));
    printf("host %s port %s\n", text(BIO_get_conn_hostname(c)), text(BIO_get_conn_port(c)));
    say("port", BIO_set_conn_port(c, "99"));
    say("host alone", BIO_set_conn_hostname(c, "localhost"));
    printf("host %s port %s\n", text(BIO_get_conn_hostname(c)), text(BIO_get_conn_port(c)));
    say("ambiguous", BIO_set_conn_hostname(c, "a:b:c"));
    say("family", BIO_set_conn_ip_family(c, BIO_FAMILY_IPV4));
    printf("family %ld address %d\n", BIO_get_conn_ip_family(c), BIO_get_conn_address(c) == NULL);
    say("nbio", BIO_set_nbio(c, 1));
    say("reset", BIO_reset(c));
    say("flush", BIO_flush(c));
    printf("pending %d %d eof %d close %d\n", (int)BIO_pending(c), (int)BIO_wpending(c), (int)BIO_eof(c),
           (int)BIO_get_close(c));
    state("accept on nothing", s, BIO_do_accept(s));
    printf("name %s\n", text(BIO_get_accept_name(s)));
    say("set", BIO_set_accept_name(s, "127.0.0.1:0"));
    say("mode", BIO_set_bind_mode(s, BIO_BIND_REUSEADDR));
    printf("mode %ld name %s fd %ld\n", BIO_get_bind_mode(s), text(BIO_get_accept_name(s)), (long)BIO_get_fd(s, NULL));
    say("family", BIO_set_accept_ip_family(s, BIO_FAMILY_IPV4));
    say("flush", BIO_flush(s));
    say("reset", BIO_reset(s));
    BIO_free(c);
    BIO_free(s);
}

static BIO *listening(char *where, size_t len, int nbio) {
    BIO *s = BIO_new_accept("127.0.0.1:0");
    check(s != NULL, "accept BIO");
    BIO_set_nbio_accept(s, nbio);
    if (nbio) BIO_set_nbio(s, 1);
    state("listen", s, BIO_do_accept(s));
    snprintf(where, len, "127.0.0.1:%s", text(BIO_get_accept_port(s)));
    printf("name %s family %ld\n", text(BIO_get_accept_name(s)), BIO_get_accept_ip_family(s));
    return s;
}

static void conversation(void) {
    char where[64], buf[20];
    BIO *s = listening(where, sizeof where, 1);
    state("nobody yet", s, BIO_do_accept(s));
    BIO *c = BIO_new_connect(where);
    BIO_set_info_callback(c, told);
    state("connect", c, BIO_do_connect(c));
    state("connect again", c, BIO_do_connect(c));
    printf("family %ld address %d fd %d\n", BIO_get_conn_ip_family(c),
           BIO_ADDR_family(BIO_get_conn_address(c)) == AF_INET, BIO_get_fd(c, NULL) >= 0);
    struct pollfd p = { .fd = (int)BIO_get_fd(s, NULL), .events = POLLIN };
    poll(&p, 1, 1000);
    state("accept", s, BIO_do_accept(s));
    printf("peer %s %d next %d\n", text(BIO_get_peer_name(s)), BIO_get_peer_port(s) != NULL, BIO_next(s) != NULL);
    state("accept again", s, BIO_do_accept(s));
    state("write", c, BIO_puts(c, "hello\nthere\n"));
    p.fd = (int)BIO_get_fd(BIO_next(s), NULL);
    poll(&p, 1, 1000);
    state("read", s, BIO_read(s, buf, 6));
    state("read", s, BIO_read(s, buf, sizeof buf));
    state("read nothing", s, BIO_read(s, buf, sizeof buf));
    state("answer", s, BIO_puts(s, "one\ntwo\n"));
    state("gets", c, BIO_gets(c, buf, sizeof buf));
    state("read", c, BIO_read(c, buf, sizeof buf));
    BIO *connection = BIO_pop(s);
    BIO_free(connection);
    state("the end", c, BIO_read(c, buf, sizeof buf));
    printf("eof %d\n", BIO_eof(c));
    BIO *dup = BIO_dup_chain(c);
    printf("copied %d %s\n", dup != NULL, text(BIO_get_conn_hostname(dup)));
    BIO_set_nbio(c, 1);
    say("reset", BIO_reset(c));
    long ret = BIO_do_connect(c);
    for (int i = 0; i < 100 && ret <= 0 && BIO_should_retry(c); i++) {
        struct pollfd w = { .fd = (int)BIO_get_fd(c, NULL), .events = POLLOUT };
        poll(&w, 1, 100);
        ret = BIO_do_connect(c);
    }
    printf("connected once more %ld\n", ret);
    BIO_free(dup);
    BIO_free(c);
    BIO_free_all(s);
    errors();
}

static void refused(void) {
    char where[64];
    BIO *s = listening(where, sizeof where, 0);
    BIO_free_all(s);
    BIO *c = BIO_new_connect(where);
    BIO_set_info_callback(c, told);
    state("refused", c, BIO_do_connect(c));
    state("again", c, BIO_do_connect(c));
    say("reset", BIO_reset(c));
    state("after a reset", c, BIO_do_connect(c));
    BIO_free(c);
    c = BIO_new_connect("127.0.0.1");
    state("without a port", c, BIO_do_connect(c));
    BIO_free(c);
    printf("%d\n", BIO_new_connect("a:b:c") == NULL);
    errors();
    printf("%d\n", BIO_new_accept("a:b:c") == NULL);
    errors();
}

/* TLS from end to end by BIOs alone. */
static void secure(int buffered) {
    SSL_CTX *sc = server_ctx("ec.pem"), *cc = client_ctx(1);
    char where[64], buf[32];
    SSL *ssl = NULL;
    BIO *s = listening(where, sizeof where, 1);
    BIO_set_accept_bios(s, BIO_new_ssl(sc, 0));
    BIO *c = buffered ? BIO_new_buffer_ssl_connect(cc) : BIO_new_ssl_connect(cc);
    for (BIO *b = c; b; b = BIO_next(b)) printf(" %s", BIO_method_name(b));
    printf("\n");
    say("ssl", BIO_get_ssl(c, &ssl));
    printf("server %d\n", SSL_is_server(ssl));
    BIO_set_conn_hostname(c, where);
    BIO_set_nbio(c, 1);
    long done = 0, accepted = 0;
    for (int i = 0; i < 2000 && (done <= 0 || accepted <= 0); i++) {
        if (done <= 0) done = BIO_do_handshake(c);
        if (done <= 0 && !BIO_should_retry(c)) break;
        if (!BIO_next(s)) {
            (void)BIO_do_accept(s);
        } else if (accepted <= 0) {
            accepted = BIO_do_handshake(BIO_next(s));
        }
        usleep(500);
    }
    printf("handshake %ld %ld\n", done, accepted);
    errors();
    state("write", c, BIO_puts(c, "hello\n"));
    state("flush", c, BIO_flush(c));
    for (int i = 0; i < 1000 && (done = BIO_read(s, buf, sizeof buf)) <= 0 && BIO_should_retry(s); i++) usleep(1000);
    printf("read %ld\n", done);
    BIO_ssl_shutdown(c);
    for (int i = 0; i < 1000 && (done = BIO_read(s, buf, sizeof buf)) < 0 && BIO_should_retry(s); i++) usleep(1000);
    printf("read %ld\n", done);
    BIO_free_all(c);
    BIO_free_all(s);
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
    errors();
}

int main(void) {
    static const char *const texts[] = { "a",     "a:b",     "a:",       ":b",        "*:b", "a:*",  "*", "",
                                         "[::1]", "[::1]:b", "[::1]:b:", "[::1]rest", "[a",  "::1", "a:b:c" };
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        parse(texts[i], BIO_PARSE_PRIO_HOST);
        parse(texts[i], BIO_PARSE_PRIO_SERV);
    }
    addresses();
    lookups();
    sockets();
    settings();
    conversation();
    refused();
    secure(0);
    secure(1);
    return 0;
}
