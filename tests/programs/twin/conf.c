/* Configuration files: grammar, variables, includes, errors with their lines. */
#include <openssl/bio.h>
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void errs(void) {
    unsigned long e;
    const char *data;
    int flags;
    while ((e = ERR_get_error_line_data(NULL, NULL, &data, &flags)) != 0) printf(" error %08lx %s", e, data);
    puts("");
}
static void section(const CONF *c, const char *name) {
    STACK_OF(CONF_VALUE) *s = NCONF_get_section(c, name);
    printf("  [%s] %d\n", name, sk_CONF_VALUE_num(s));
    for (int i = 0; i < sk_CONF_VALUE_num(s); i++) {
        CONF_VALUE *v = sk_CONF_VALUE_value(s, i);
        printf("    %s | %s | %s\n", v->section, v->name, v->value);
    }
}
static void load(const char *text) {
    CONF *c = NCONF_new(NULL);
    BIO *b = BIO_new_mem_buf(text, -1);
    long line = -1;
    printf("load %d", NCONF_load_bio(c, b, &line));
    printf(" line %ld", line);
    errs();
    section(c, "default");
    section(c, "a");
    section(c, "b");
    section(c, "a b");
    BIO_free(b);
    NCONF_free(c);
}
static void put(const char *name, const char *text) {
    FILE *f = fopen(name, "w");
    fputs(text, f);
    fclose(f);
}
static int element(const char *elem, int len, void *usr) {
    (void)usr;
    printf(" <%.*s>", len, elem ? elem : "");
    return 1;
}

int main(void) {
    setenv("TWIN_VAR", "from env", 1);
    load("");
    load("x = 1\ny=2 \n  z\t=\t three words  \n\n# comment\n   # more\nq = a # b\nr = \"a # b\" c\n");
    load("x = 1\n[a]\nx = 2\nx = 3\ny = $x\nz = ${x}$(y)\n[ b ]\nw = $a::x ${a::y} $x\n[a]\nlate = 1\n");
    load("e = $ENV::TWIN_VAR\nm = $none\n");
    load("e = ${x\n");
    load("no equal\n");
    load("[a\nx=1\n");
    load("[ a b ]\nx=1\n");
    load("x = one \\\n two \\\nthree\ny = back\\\\slash \\n \\t \\\" end\\\nz = 1");
    load("q = 'it''s' \"dq \\\" x\" `bt`\n");
    load("x = 1\r\n[a]\r\ny = 2\r\n");
    load("b::x = 1\na::y = $b::x\n[a]\nz=$y\n");
    load("1.OU = first\n2.OU = second\na-b = 3\na.b.c = 4\na!b=5\n@x = 6\n");
    load(".pragma = dollarid:on\nx$y = 1\nz = a$b ${x$y}\n");
    load(".pragma = dollarid:maybe\n");
    load(".pragma nocolon\n");
    load(".include = /nonexistent/file.cnf\nx = 1\n");
    load("x = \"unterminated\ny = 2\n");
    load("empty =\nx = $empty.\n");
    load("x = a b   c # d\n = novalue\n");
    load("\xEF\xBB\xBFx = 1\n");
    put("inc.cnf", "inc = 1\n[a]\nfrominc = 2\n");
    load("x = 1\n.include inc.cnf\ny = 2\n[b]\nz = 3\n.include = inc.cnf\nw = 4\n");
    mkdir("inc.d", 0700);
    put("inc.d/1.cnf", "one = 1\n");
    put("inc.d/4.txt", "four = 4\n");
    load(".include inc.d\n");
    put("bad.cnf", "ok = 1\nbad line\n");
    CONF *c = NCONF_new(NULL);
    long line = -1, number = -1;
    printf("file %d", NCONF_load(c, "bad.cnf", &line));
    printf(" %ld", line);
    errs();
    printf("none %d", NCONF_load(c, "none.cnf", &line));
    errs();
    NCONF_free(c);
    put("good.cnf",
        "n = 12x\nbig = 99999999999999999999\nopenssl_conf = init\n[init]\noid_section = oids\n[oids]\ntwinOID = "
        "1.3.6.1.4.1.99999.77\n");
    c = NCONF_new(NULL);
    printf("load %d", NCONF_load(c, "good.cnf", NULL));
    printf(" number %d", NCONF_get_number_e(c, NULL, "n", &number));
    printf(" %ld big %d", number, NCONF_get_number_e(c, NULL, "big", &number));
    errs();
    printf("string %s", NCONF_get_string(c, "oids", "twinOID"));
    printf(" fallback %s", NCONF_get_string(c, "oids", "n"));
    printf(" none %p", (void *)NCONF_get_string(c, "oids", "none"));
    errs();
    printf("no conf %s %p", NCONF_get_string(NULL, NULL, "TWIN_VAR"), (void *)NCONF_get_string(NULL, NULL, "TWIN_NONE"));
    errs();
    printf("section NULL %p", (void *)NCONF_get_section(c, NULL));
    printf(" none %p", (void *)NCONF_get_section(c, "none"));
    errs();
    NCONF_free(c);
    printf("modules %d nid %d", CONF_modules_load_file("good.cnf", NULL, 0), OBJ_txt2nid("twinOID") > 0);
    errs();
    put("missing.cnf", "openssl_conf = nosuch\n");
    printf("missing section %d", CONF_modules_load_file("missing.cnf", NULL, 0));
    errs();
    put("unknown.cnf", "openssl_conf = init\n[init]\nbogus = x\n");
    printf("ignored %d\n", CONF_modules_load_file("unknown.cnf", NULL, CONF_MFLAGS_IGNORE_ERRORS));
    ERR_clear_error();
    printf("no file %d", CONF_modules_load_file("none.cnf", NULL, 0) > 0);
    ERR_clear_error();
    printf(" %d\n", CONF_modules_load_file("none.cnf", NULL, CONF_MFLAGS_IGNORE_MISSING_FILE));
    ERR_clear_error();
    setenv("OPENSSL_CONF", "/x/y.cnf", 1);
    char *f = CONF_get1_default_config_file();
    puts(f);
    OPENSSL_free(f);
    unsetenv("OPENSSL_CONF");
    f = CONF_get1_default_config_file();
    puts(f);
    OPENSSL_free(f);
    printf("list %d\n", CONF_parse_list("a, b ,,c d, ", ',', 1, element, NULL));
    printf("list %d\n", CONF_parse_list("a, b ,,c d, ", ',', 0, element, NULL));
    return 0;
}
