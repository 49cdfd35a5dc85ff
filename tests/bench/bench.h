/* What the measurements share, and those of bench_x509.c. Each prints one number. */
#ifndef BENCH_H
#define BENCH_H

double now_s(void);         /* seconds of a clock that only goes on */
void die(const char *what); /* says what failed, with the error queue, and ends the program */

void ca_first_use(const char *cert, const char *ca_file); /* us: load the file and look in vain for the issuer in it */
void parse_certs(const char *ca_file);                    /* us for 10,000 certificates of a PEM file, from DER */
void verify_chain(const char *chain_file);                /* chains per second: leaf, intermediate, root */
void load_keys(const char *key_file);                     /* private keys per second, from PEM */

#endif
