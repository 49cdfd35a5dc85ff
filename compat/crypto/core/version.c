/* Which OpenSSL this library stands in for. Programs parse the text, so it begins as OpenSSL's does. */
#include "config.h"

#include <openssl/crypto.h>
#include <openssl/opensslv.h>

#include <stddef.h>

#include "compat/crypto/core/paths.h"

unsigned int OPENSSL_version_major(void) { return OPENSSL_VERSION_MAJOR; }
unsigned int OPENSSL_version_minor(void) { return OPENSSL_VERSION_MINOR; }
unsigned int OPENSSL_version_patch(void) { return OPENSSL_VERSION_PATCH; }
const char *OPENSSL_version_pre_release(void) { return OPENSSL_VERSION_PRE_RELEASE; }
const char *OPENSSL_version_build_metadata(void) { return OPENSSL_VERSION_BUILD_METADATA; }
unsigned long OpenSSL_version_num(void) { return OPENSSL_VERSION_NUMBER; }

const char *OpenSSL_version(int type) {
    switch (type) {
    case OPENSSL_VERSION: return OPENSSL_VERSION_TEXT;
    case OPENSSL_VERSION_STRING: return OPENSSL_VERSION_STR;
    case OPENSSL_FULL_VERSION_STRING: return OPENSSL_FULL_VERSION_STR;
    case OPENSSL_CFLAGS: return "compiler: information not available";
    case OPENSSL_BUILT_ON: return "built on: date not available";
    case OPENSSL_PLATFORM: return "platform: bearshim " VERSION " on BearSSL";
    case OPENSSL_DIR: return "OPENSSLDIR: \"" BS_OPENSSLDIR "\"";
    case OPENSSL_ENGINES_DIR: return "ENGINESDIR: N/A";
    case OPENSSL_MODULES_DIR: return "MODULESDIR: N/A";
    case OPENSSL_CPU_INFO: return "CPUINFO: N/A";
    default: return "not available";
    }
}

const char *OPENSSL_info(int type) {
    switch (type) {
    case OPENSSL_INFO_CONFIG_DIR: return BS_OPENSSLDIR;
    case OPENSSL_INFO_DSO_EXTENSION: return ".so";
    case OPENSSL_INFO_DIR_FILENAME_SEPARATOR: return "/";
    case OPENSSL_INFO_LIST_SEPARATOR: return ":";
    case OPENSSL_INFO_SEED_SOURCE: return "os-specific";
    default: return NULL; /* no engines, no modules, no CPU settings */
    }
}

int OPENSSL_issetugid(void) { return bs_is_setugid() ? 1 : 0; }
int OPENSSL_isservice(void) { return 0; }
