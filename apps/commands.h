/**
 * \file commands.h
 * \brief The commands of the program; each returns the exit status. argv[0] is the command's name.
 */
#ifndef BEARSHIM_APPS_COMMANDS_H
#define BEARSHIM_APPS_COMMANDS_H

/** \brief A TLS client for the terminal, as openssl's. */
int app_s_client(int argc, char **argv);
/** \brief A TLS server for tests, as openssl's. */
int app_s_server(int argc, char **argv);
/** \brief List the cipher suites that a cipher string selects. */
int app_ciphers(int argc, char **argv);
/** \brief Digests, MACs and signatures of files; argv[0] may be the name of a digest. */
int app_dgst(int argc, char **argv);
/** \brief Encrypt, decrypt, encode or decode; argv[0] may be the name of a cipher, or base64. */
int app_enc(int argc, char **argv);
/** \brief Make a private key, or parameters. */
int app_genpkey(int argc, char **argv);
/** \brief Convert, check or print a key. */
int app_pkey(int argc, char **argv);
/** \brief Ask whether certificates are revoked. */
int app_ocsp(int argc, char **argv);
/** \brief Take PKCS#12 files apart, or make them. */
int app_pkcs12(int argc, char **argv);
/** \brief Print random bytes. */
int app_rand(int argc, char **argv);
/** \brief Verify certificates and their chains. */
int app_verify(int argc, char **argv);
/** \brief Make and print certificate requests, and certificates. */
int app_req(int argc, char **argv);
/** \brief Print, check or convert a CRL. */
int app_crl(int argc, char **argv);
/** \brief Print, check or convert a certificate, as openssl's. */
int app_x509(int argc, char **argv);
/** \brief What the libraries say of themselves. */
int app_version(int argc, char **argv);
/** \brief Run a program on our libraries. */
int app_run(int argc, char **argv);
/** \brief Tell whether a program can run on our libraries. */
int app_check(int argc, char **argv);

#endif
