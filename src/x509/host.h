/**
 * \file host.h
 * \brief Is a certificate for this host, address or mailbox?                RFC 6125 6; RFC 2818 3.1; RFC 5280 4.2.1.6
 */
#ifndef BS_X509_HOST_H
#define BS_X509_HOST_H

#include "src/x509/cert.h"

/** How names are matched; the values are X509_CHECK_FLAG_*. */
enum bs_host_flag {
    BS_HOST_ALWAYS_CHECK_SUBJECT = 0x1,    /* look at the subject even if there is a SAN of the kind */
    BS_HOST_NO_WILDCARDS = 0x2,
    BS_HOST_NO_PARTIAL_WILDCARDS = 0x4,    /* "*.example.com" but not "w*.example.com" */
    BS_HOST_MULTI_LABEL_WILDCARDS = 0x8,   /* "*" may stand for several labels */
    BS_HOST_SINGLE_LABEL_SUBDOMAINS = 0x10, /* ".example.com" asks for direct children alone */
    BS_HOST_NEVER_CHECK_SUBJECT = 0x20
};

/** What matched, as it stands in the certificate: a character string of type `tag`. */
struct bs_host_match {
    uint8_t tag;
    bs_reader text;
};

/**
 * \brief Match a DNS name against the dNSNames, or the common names where there is none.       RFC 6125 6.4
 * \param host    ASCII, no terminator; a name that begins with '.' asks for any name below it.
 * \param flags   enum bs_host_flag.
 * \param match   what matched; may be NULL.
 * \return 1 match, 0 none, -1 a common name is not a valid string.
 */
int bs_host_check(const struct bs_cert *c, bs_reader host, unsigned flags, struct bs_host_match *match);

/** Match a mailbox against the rfc822Names (and SmtpUTF8Mailbox), or the subject's emailAddress.  RFC 5280 7.5 */
int bs_email_check(const struct bs_cert *c, bs_reader email, unsigned flags);

/** True if an iPAddress of the SAN has these 4 or 16 bytes. */
bool bs_ip_check(const struct bs_cert *c, bs_reader ip);

/** True if the certificate has a subject alternative name of this kind (a GeneralName tag). */
bool bs_cert_has_san(const struct bs_cert *c, uint8_t general_name_tag);

/**
 * \brief The value of an otherName that says it is an SmtpUTF8Mailbox; false if it is another name.   RFC 8398 3
 * \param out   the content of the UTF8String; p is NULL if the value is of another type.
 */
BS_CHECKED bool bs_smtp_utf8_name(bs_reader other_name, bs_reader *out);

/** The same of those that are right: false for a value of another type too. */
BS_CHECKED bool bs_smtp_utf8_mailbox(bs_reader other_name, bs_reader *out);

#endif
