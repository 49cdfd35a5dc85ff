/**
 * \file crl_download.h
 * \brief CRLs from where certificates say that they are (-crl_download).                       RFC 5280 4.2.1.13, 4.2.1.15
 */
#ifndef BEARSHIM_APPS_CRL_DOWNLOAD_H
#define BEARSHIM_APPS_CRL_DOWNLOAD_H

#include <openssl/x509_vfy.h>

/** \brief Let verifications with this store fetch CRLs over HTTP, when they want one. */
void app_crl_download(X509_STORE *store);

#endif
