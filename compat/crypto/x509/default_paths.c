/* Where Debian keeps trusted certificates, and the variables that name others. */
#include <openssl/x509.h>

#include "compat/crypto/core/paths.h"

const char *X509_get_default_cert_file(void) { return BS_OPENSSLDIR "/cert.pem"; }
const char *X509_get_default_cert_dir(void) { return BS_OPENSSLDIR "/certs"; }
const char *X509_get_default_cert_area(void) { return BS_OPENSSLDIR; }
const char *X509_get_default_private_dir(void) { return BS_OPENSSLDIR "/private"; }
const char *X509_get_default_cert_file_env(void) { return "SSL_CERT_FILE"; }
const char *X509_get_default_cert_dir_env(void) { return "SSL_CERT_DIR"; }
