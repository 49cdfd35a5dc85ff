/**
 * \file error_table.h
 * \brief The list of all errors, with the alert that each sends.                       RFC 8446 6; RFC 5246 7.2
 */
#ifndef BS_BASE_ERROR_TABLE_H
#define BS_BASE_ERROR_TABLE_H

/** X(status, alert, text): the list of all errors. The text is for logs; OpenSSL's texts live in compat/. */
#define BS_ERRORS(X) \
    /* what the peer sent */ \
    X(BS_E_DECODE, BS_ALERT_DECODE_ERROR, "malformed message") \
    X(BS_E_LENGTH, BS_ALERT_DECODE_ERROR, "length field does not match") \
    X(BS_E_TOO_SHORT, BS_ALERT_DECODE_ERROR, "message ends before its first field") \
    X(BS_E_BLOCK_LENGTH, BS_ALERT_DECODE_ERROR, "length of an extension block does not match") \
    X(BS_E_CERT_LENGTH, BS_ALERT_DECODE_ERROR, "length of a certificate does not match") \
    X(BS_E_CA_NAME, BS_ALERT_DECODE_ERROR, "a CA's name cannot be decoded") \
    X(BS_E_CA_NAME_LENGTH, BS_ALERT_DECODE_ERROR, "length of a CA's name does not match") \
    X(BS_E_NO_SCHEME, BS_ALERT_DECODE_ERROR, "message ends before its signature scheme") \
    X(BS_E_SESSION_ID_TOO_LONG, BS_ALERT_ILLEGAL_PARAMETER, "session id of more than 32 bytes") \
    X(BS_E_BAD_VERSION_NUMBER, BS_ALERT_ILLEGAL_PARAMETER, "supported_versions with another version than 1.3") \
    X(BS_E_EMPTY_RECORD, BS_ALERT_UNEXPECTED_MESSAGE, "TLS 1.3 record without content") \
    X(BS_E_BAD_CIPHER_LIST, BS_ALERT_DECODE_ERROR, "malformed list of cipher suites") \
    X(BS_E_EMPTY_CIPHER_LIST, BS_ALERT_ILLEGAL_PARAMETER, "empty list of cipher suites") \
    X(BS_E_BAD_EXTENSION, BS_ALERT_DECODE_ERROR, "malformed extension") \
    X(BS_E_BAD_RENEGOTIATION_INFO, BS_ALERT_DECODE_ERROR, "malformed renegotiation_info") \
    X(BS_E_BAD_SERVER_NAME, BS_ALERT_UNRECOGNIZED_NAME, "server name with bytes that no name has") \
    X(BS_E_MESSAGE_TOO_LARGE, BS_ALERT_ILLEGAL_PARAMETER, "handshake message larger than its limit") \
    X(BS_E_UNEXPECTED_MESSAGE, BS_ALERT_UNEXPECTED_MESSAGE, "message not allowed in this state") \
    X(BS_E_UNEXPECTED_RECORD, BS_ALERT_UNEXPECTED_MESSAGE, "record type not allowed in this state") \
    X(BS_E_UNEXPECTED_CCS, BS_ALERT_UNEXPECTED_MESSAGE, "ChangeCipherSpec not allowed in this state") \
    X(BS_E_INVALID_CCS, BS_ALERT_UNEXPECTED_MESSAGE, "TLS 1.3 ChangeCipherSpec with another value than 1") \
    X(BS_E_BAD_RECORD_TYPE, BS_ALERT_UNEXPECTED_MESSAGE, "TLS 1.3 record of another outer type than application_data") \
    X(BS_E_CCS_WHEN_OPEN, BS_ALERT_UNEXPECTED_MESSAGE, "ChangeCipherSpec without a handshake") \
    X(BS_E_EARLY_CCS, BS_ALERT_UNEXPECTED_MESSAGE, "ChangeCipherSpec before the keys were agreed") \
    X(BS_E_BAD_CCS, BS_ALERT_UNEXPECTED_MESSAGE, "malformed ChangeCipherSpec") \
    X(BS_E_NOT_ON_RECORD_BOUNDARY, BS_ALERT_UNEXPECTED_MESSAGE, "key change not on a record boundary") \
    X(BS_E_DATA_IN_HANDSHAKE, BS_ALERT_UNEXPECTED_MESSAGE, "application data during a handshake") \
    X(BS_E_TOO_MANY_EMPTY_RECORDS, BS_ALERT_UNEXPECTED_MESSAGE, "too many empty records") \
    X(BS_E_TOO_MANY_WARNINGS, BS_ALERT_UNEXPECTED_MESSAGE, "too many warning alerts") \
    X(BS_E_TOO_MANY_KEY_UPDATES, BS_ALERT_UNEXPECTED_MESSAGE, "too many key updates") \
    X(BS_E_BAD_ALERT, BS_ALERT_UNEXPECTED_MESSAGE, "malformed alert") \
    X(BS_E_UNKNOWN_ALERT_LEVEL, BS_ALERT_ILLEGAL_PARAMETER, "unknown alert level") \
    X(BS_E_KEY_UPDATE_LENGTH, BS_ALERT_DECODE_ERROR, "KeyUpdate of another length than 1") \
    X(BS_E_BAD_KEY_UPDATE, BS_ALERT_ILLEGAL_PARAMETER, "bad KeyUpdate value") \
    X(BS_E_BAD_MAC, BS_ALERT_BAD_RECORD_MAC, "decryption failed or bad record mac") \
    X(BS_E_RECORD_OVERFLOW, BS_ALERT_RECORD_OVERFLOW, "ciphertext record too long") \
    X(BS_E_PLAINTEXT_OVERFLOW, BS_ALERT_RECORD_OVERFLOW, "plaintext record too long") \
    X(BS_E_RECORD_VERSION, BS_ALERT_PROTOCOL_VERSION, "wrong version number in a record") \
    X(BS_E_NOT_TLS, BS_ALERT_NONE, "bytes that are no TLS record of this connection") \
    X(BS_E_TOO_MUCH_EARLY_DATA, BS_ALERT_UNEXPECTED_MESSAGE, "more early data than allowed") \
    X(BS_E_MAX_EARLY_DATA, BS_ALERT_DECODE_ERROR, "malformed limit of early data") \
    X(BS_E_DECRYPTION, BS_ALERT_DECRYPT_ERROR, "the key cannot decrypt the premaster secret") \
    X(BS_E_PACKET_TOO_LONG, BS_ALERT_RECORD_OVERFLOW, "record longer than any buffer") \
    X(BS_E_HTTP_REQUEST, BS_ALERT_NONE, "peer speaks HTTP, not TLS") \
    X(BS_E_HTTPS_PROXY_REQUEST, BS_ALERT_NONE, "peer sent a proxy request, not TLS") \
    X(BS_E_NO_RECORD_TYPE, BS_ALERT_UNEXPECTED_MESSAGE, "TLS 1.3 record without content type") \
    X(BS_E_SEQUENCE_EXHAUSTED, BS_ALERT_INTERNAL_ERROR, "record sequence number exhausted") \
    /* negotiation */ \
    X(BS_E_UNSUPPORTED_VERSION, BS_ALERT_PROTOCOL_VERSION, "unsupported protocol version") \
    X(BS_E_VERSION_TOO_LOW, BS_ALERT_PROTOCOL_VERSION, "protocol version before any that is enabled") \
    X(BS_E_OWN_KEY_WEAK, BS_ALERT_INTERNAL_ERROR, "the own certificate's key is too weak for the security level") \
    X(BS_E_OWN_CA_KEY_WEAK, BS_ALERT_INTERNAL_ERROR, "a key of the own chain is too weak for the security level") \
    X(BS_E_OWN_DIGEST_WEAK, BS_ALERT_INTERNAL_ERROR, "a signature of the own chain is too weak for the security level") \
    X(BS_E_VERSION_REFUSED, BS_ALERT_NONE, "the security level refuses the version to start with") \
    X(BS_E_TICKET_EXT, BS_ALERT_HANDSHAKE_FAILURE, "the program refuses the server's session_ticket") \
    X(BS_E_NO_VERSIONS_ENABLED, BS_ALERT_PROTOCOL_VERSION, "no protocol version is enabled") \
    X(BS_E_DOWNGRADE, BS_ALERT_ILLEGAL_PARAMETER, "downgrade sentinel in the server's random") \
    X(BS_E_INAPPROPRIATE_FALLBACK, BS_ALERT_INAPPROPRIATE_FALLBACK, "inappropriate fallback") \
    X(BS_E_NO_SHARED_CIPHER, BS_ALERT_HANDSHAKE_FAILURE, "no shared cipher") \
    X(BS_E_NO_CIPHERS_ENABLED, BS_ALERT_INTERNAL_ERROR, "no cipher suite is enabled") \
    X(BS_E_WRONG_CIPHER, BS_ALERT_ILLEGAL_PARAMETER, "server chose a cipher suite that was not offered") \
    X(BS_E_UNKNOWN_CIPHER, BS_ALERT_ILLEGAL_PARAMETER, "server chose an unknown cipher suite") \
    X(BS_E_CIPHER_CHANGED, BS_ALERT_ILLEGAL_PARAMETER, "cipher suite changed on resumption") \
    X(BS_E_PSK_HASH_CHANGED, BS_ALERT_ILLEGAL_PARAMETER, "cipher suite of another hash than the PSK's") \
    X(BS_E_RETRY_CIPHER, BS_ALERT_ILLEGAL_PARAMETER, "cipher suite changed in a second ClientHello") \
    X(BS_E_RESUMED_WITHOUT_CIPHER, BS_ALERT_ILLEGAL_PARAMETER, "resumed session's cipher suite not offered") \
    X(BS_E_BAD_COMPRESSION, BS_ALERT_ILLEGAL_PARAMETER, "compression method not offered") \
    X(BS_E_COMPRESSION_IN_TLS13, BS_ALERT_ILLEGAL_PARAMETER, "TLS 1.3 with compression methods besides null") \
    X(BS_E_NO_COMPRESSION, BS_ALERT_DECODE_ERROR, "null compression not offered") \
    X(BS_E_NO_SHARED_GROUP, BS_ALERT_HANDSHAKE_FAILURE, "no shared group") \
    X(BS_E_WRONG_GROUP, BS_ALERT_ILLEGAL_PARAMETER, "group not offered") \
    X(BS_E_BAD_KEY_SHARE, BS_ALERT_ILLEGAL_PARAMETER, "bad key share") \
    X(BS_E_NO_KEY_SHARE, BS_ALERT_MISSING_EXTENSION, "no suitable key share") \
    X(BS_E_PSK_NO_KEY_SHARE, BS_ALERT_ILLEGAL_PARAMETER, "no key share beside a PSK that needs one") \
    X(BS_E_NO_COMMON_SIGALGS, BS_ALERT_HANDSHAKE_FAILURE, "no signature algorithm in common") \
    X(BS_E_NO_SHARED_SIGALG, BS_ALERT_HANDSHAKE_FAILURE, "no shared signature algorithm") \
    X(BS_E_WRONG_SIGALG, BS_ALERT_ILLEGAL_PARAMETER, "signature algorithm not offered or not fit for the key") \
    X(BS_E_SIGALG_NOT_OFFERED, BS_ALERT_HANDSHAKE_FAILURE, "signature algorithm that we did not offer") \
    X(BS_E_NO_LEGACY_SIGALG, BS_ALERT_INTERNAL_ERROR, "the signatures of the version are not allowed") \
    X(BS_E_LEGACY_SIGALG, BS_ALERT_INTERNAL_ERROR, "the peer's signature, which its version prescribes, is not allowed") \
    X(BS_E_MISSING_SIGALGS, BS_ALERT_MISSING_EXTENSION, "no signature_algorithms extension") \
    X(BS_E_MISSING_GROUPS, BS_ALERT_MISSING_EXTENSION, "no supported_groups extension") \
    X(BS_E_UNSOLICITED_EXTENSION, BS_ALERT_UNSUPPORTED_EXTENSION, "unsolicited extension") \
    X(BS_E_MISPLACED_EXTENSION, BS_ALERT_ILLEGAL_PARAMETER, "extension not allowed in this message") \
    X(BS_E_REPEATED_EXTENSION, BS_ALERT_ILLEGAL_PARAMETER, "extension repeated") \
    X(BS_E_ILLEGAL_EXTENSION, BS_ALERT_ILLEGAL_PARAMETER, "extension with an illegal value") \
    X(BS_E_MAX_FRAGMENT, BS_ALERT_ILLEGAL_PARAMETER, "max_fragment_length of no value that may come") \
    X(BS_E_NO_COOKIE_CALLBACK, BS_ALERT_INTERNAL_ERROR, "nothing makes the cookie of a HelloRetryRequest") \
    X(BS_E_COOKIE_CALLBACK, BS_ALERT_INTERNAL_ERROR, "the cookie callback failed") \
    X(BS_E_COOKIE_MISMATCH, BS_ALERT_ILLEGAL_PARAMETER, "cookie is not ours") \
    X(BS_E_COOKIE_CHANGED, BS_ALERT_ILLEGAL_PARAMETER, "cookie for another cipher suite or group") \
    X(BS_E_BAD_HRR, BS_ALERT_ILLEGAL_PARAMETER, "HelloRetryRequest changes nothing") \
    X(BS_E_HRR_VERSION, BS_ALERT_MISSING_EXTENSION, "HelloRetryRequest without supported_versions") \
    X(BS_E_VERSION_AFTER_HRR, BS_ALERT_PROTOCOL_VERSION, "an older version after a HelloRetryRequest") \
    X(BS_E_SECOND_HRR, BS_ALERT_UNEXPECTED_MESSAGE, "second HelloRetryRequest") \
    X(BS_E_BAD_LEGACY_VERSION, BS_ALERT_PROTOCOL_VERSION, "bad legacy version") \
    X(BS_E_BAD_SESSION_ID, BS_ALERT_ILLEGAL_PARAMETER, "session id not echoed") \
    X(BS_E_NO_APPLICATION_PROTOCOL, BS_ALERT_NO_APPLICATION_PROTOCOL, "no application protocol in common") \
    X(BS_E_UNRECOGNIZED_NAME, BS_ALERT_UNRECOGNIZED_NAME, "server name not recognized") \
    X(BS_E_BAD_PSK_BINDER, BS_ALERT_DECRYPT_ERROR, "PSK binder does not verify") \
    X(BS_E_BAD_PSK_IDENTITY, BS_ALERT_ILLEGAL_PARAMETER, "bad PSK identity") \
    X(BS_E_BAD_PSK, BS_ALERT_INTERNAL_ERROR, "the program's PSK cannot be used") \
    X(BS_E_PSK_UNKNOWN_IDENTITY, BS_ALERT_UNKNOWN_PSK_IDENTITY, "no key for the client's PSK identity") \
    X(BS_E_PSK_NO_IDENTITY, BS_ALERT_HANDSHAKE_FAILURE, "no PSK identity for the server's hint") \
    X(BS_E_PSK_IDENTITY_LENGTH, BS_ALERT_DECODE_ERROR, "PSK identity too long") \
    X(BS_E_PSK_HINT, BS_ALERT_HANDSHAKE_FAILURE, "PSK identity hint too long") \
    X(BS_E_PSK_TOO_LONG, BS_ALERT_HANDSHAKE_FAILURE, "the client program's PSK is too long") \
    X(BS_E_PSK_SERVER_TOO_LONG, BS_ALERT_INTERNAL_ERROR, "the server program's PSK is too long") \
    X(BS_E_PSK_NO_CLIENT_CB, BS_ALERT_INTERNAL_ERROR, "no callback for a client's PSK") \
    X(BS_E_PSK_NO_SERVER_CB, BS_ALERT_INTERNAL_ERROR, "no callback for a server's PSK") \
    X(BS_E_PSK_NOT_LAST, BS_ALERT_ILLEGAL_PARAMETER, "pre_shared_key is not the last extension") \
    X(BS_E_MISSING_PSK_MODES, BS_ALERT_MISSING_EXTENSION, "no psk_key_exchange_modes extension") \
    X(BS_E_RENEGOTIATION_INFO, BS_ALERT_HANDSHAKE_FAILURE, "renegotiation_info does not match") \
    X(BS_E_UNSAFE_LEGACY_RENEGOTIATION, BS_ALERT_HANDSHAKE_FAILURE, "peer lacks secure renegotiation") \
    X(BS_E_NO_RENEGOTIATION, BS_ALERT_HANDSHAKE_FAILURE, "the peer does not renegotiate, or does too often") \
    X(BS_E_SCSV_IN_RENEGOTIATION, BS_ALERT_HANDSHAKE_FAILURE, "signal of an initial handshake in a renegotiation") \
    X(BS_E_VERSION_CHANGED, BS_ALERT_PROTOCOL_VERSION, "renegotiation of another version") \
    X(BS_E_LOST_ENCRYPT_THEN_MAC, BS_ALERT_HANDSHAKE_FAILURE, "encrypt-then-MAC lost in a renegotiation") \
    X(BS_E_INCONSISTENT_EMS, BS_ALERT_HANDSHAKE_FAILURE, "extended master secret changed on resumption") \
    X(BS_E_SESSION_CONTEXT, BS_ALERT_ILLEGAL_PARAMETER, "session of another context") \
    X(BS_E_SESSION_CONTEXT_UNSET, BS_ALERT_INTERNAL_ERROR, "session id context not set") \
    /* authentication */ \
    X(BS_E_BAD_SIGNATURE, BS_ALERT_DECRYPT_ERROR, "bad signature") \
    X(BS_E_BAD_FINISHED, BS_ALERT_DECRYPT_ERROR, "Finished does not verify") \
    X(BS_E_BAD_FINISHED_LENGTH, BS_ALERT_DECODE_ERROR, "Finished has the wrong length") \
    X(BS_E_CERT_DECODE, BS_ALERT_BAD_CERTIFICATE, "certificate cannot be decoded") \
    X(BS_E_CLIENT_CERT_DECODE, BS_ALERT_DECODE_ERROR, "a client's certificate cannot be decoded") \
    X(BS_E_CERT_KEY, BS_ALERT_UNSUPPORTED_CERTIFICATE, "certificate key type unknown or unfit for the suite") \
    X(BS_E_NO_PEER_CERT, BS_ALERT_DECODE_ERROR, "server sent no certificate") \
    X(BS_E_CERT_REQUIRED, BS_ALERT_CERTIFICATE_REQUIRED, "peer did not return a certificate") \
    X(BS_E_CERT_REQUIRED_TLS12, BS_ALERT_HANDSHAKE_FAILURE, "peer did not return a certificate") \
    X(BS_E_VERIFY_BAD_CERT, BS_ALERT_BAD_CERTIFICATE, "certificate verify failed: bad certificate") \
    X(BS_E_VERIFY_UNSUPPORTED, BS_ALERT_UNSUPPORTED_CERTIFICATE, "certificate verify failed: unsupported certificate") \
    X(BS_E_VERIFY_REVOKED, BS_ALERT_CERTIFICATE_REVOKED, "certificate verify failed: revoked") \
    X(BS_E_VERIFY_EXPIRED, BS_ALERT_CERTIFICATE_EXPIRED, "certificate verify failed: expired") \
    X(BS_E_VERIFY_UNKNOWN, BS_ALERT_CERTIFICATE_UNKNOWN, "certificate verify failed") \
    X(BS_E_VERIFY_UNKNOWN_CA, BS_ALERT_UNKNOWN_CA, "certificate verify failed: unknown CA") \
    X(BS_E_VERIFY_DECRYPT, BS_ALERT_DECRYPT_ERROR, "certificate verify failed: signature") \
    X(BS_E_VERIFY_HANDSHAKE, BS_ALERT_HANDSHAKE_FAILURE, "certificate verify failed: application") \
    X(BS_E_VERIFY_INTERNAL, BS_ALERT_INTERNAL_ERROR, "certificate verify failed: internal error") \
    X(BS_E_PHA_ENCODING, BS_ALERT_DECODE_ERROR, "post_handshake_auth with contents") \
    X(BS_E_INVALID_CONTEXT, BS_ALERT_DECODE_ERROR, "certificate for another request") \
    X(BS_E_STATUS_TYPE, BS_ALERT_DECODE_ERROR, "certificate status of an unknown type") \
    X(BS_E_BAD_STATUS_RESPONSE, BS_ALERT_BAD_CERTIFICATE_STATUS_RESPONSE, "bad stapled OCSP response") \
    X(BS_E_NO_CERT_SET, BS_ALERT_HANDSHAKE_FAILURE, "no certificate is set") \
    X(BS_E_BAD_POINT, BS_ALERT_ILLEGAL_PARAMETER, "public key share is not a valid point") \
    X(BS_E_BAD_DH, BS_ALERT_ILLEGAL_PARAMETER, "bad Diffie-Hellman parameters or public value") \
    X(BS_E_WEAK_DH, BS_ALERT_HANDSHAKE_FAILURE, "Diffie-Hellman group too small for the security level") \
    X(BS_E_NO_DH, BS_ALERT_INTERNAL_ERROR, "no Diffie-Hellman parameters are set") \
    X(BS_E_DH_LENGTH, BS_ALERT_DECODE_ERROR, "Diffie-Hellman public value of a wrong length") \
    X(BS_E_BAD_RSA_PREMASTER, BS_ALERT_DECODE_ERROR, "bad RSA encrypted premaster length") \
    X(BS_E_WEAK_KEY, BS_ALERT_HANDSHAKE_FAILURE, "key too small for the security level") \
    /* the program's callbacks and our own limits */ \
    X(BS_E_CALLBACK_FAILED, BS_ALERT_INTERNAL_ERROR, "a callback of the program failed") \
    X(BS_E_CLIENT_HELLO_CB, BS_ALERT_HANDSHAKE_FAILURE, "the ClientHello callback refused") \
    X(BS_E_CERT_CB, BS_ALERT_INTERNAL_ERROR, "the certificate callback failed") \
    X(BS_E_STATUS_CALLBACK, BS_ALERT_INTERNAL_ERROR, "the certificate status callback failed") \
    X(BS_E_STATUS_CALLBACK_SERVER, BS_ALERT_INTERNAL_ERROR, "the certificate status callback refused") \
    X(BS_E_PSK_CALLBACK, BS_ALERT_INTERNAL_ERROR, "the callback that finds PSKs failed") \
    X(BS_E_SESSION_ID_CALLBACK, BS_ALERT_INTERNAL_ERROR, "the session id callback failed") \
    X(BS_E_SESSION_ID_LENGTH, BS_ALERT_INTERNAL_ERROR, "the session id callback made an id of a bad length") \
    X(BS_E_SESSION_ID_CONFLICT, BS_ALERT_INTERNAL_ERROR, "the session id callback made an id that is taken") \
    X(BS_E_TICKET_CALLBACK, BS_ALERT_INTERNAL_ERROR, "a callback about tickets failed") \
    X(BS_E_SIGN_FAILED, BS_ALERT_INTERNAL_ERROR, "signing failed") \
    X(BS_E_SIGN_PARAMS_FAILED, BS_ALERT_INTERNAL_ERROR, "signing the key exchange failed") \
    X(BS_E_ENTROPY, BS_ALERT_INTERNAL_ERROR, "no entropy") \
    X(BS_E_MEMORY, BS_ALERT_INTERNAL_ERROR, "out of memory") \
    X(BS_E_EARLY_DATA_TOO_LONG, BS_ALERT_INTERNAL_ERROR, "more early data than the session allows") \
    X(BS_E_EARLY_NOT_OFFERED, BS_ALERT_INTERNAL_ERROR, "no PSK allows early data") \
    X(BS_E_EARLY_SERVER_NAME, BS_ALERT_INTERNAL_ERROR, "early data for another server name") \
    X(BS_E_EARLY_ALPN, BS_ALERT_INTERNAL_ERROR, "early data for another protocol") \
    X(BS_E_SPACE, BS_ALERT_INTERNAL_ERROR, "output buffer too small") \
    X(BS_E_ARGUMENT, BS_ALERT_INTERNAL_ERROR, "bad argument") \
    X(BS_E_STATE, BS_ALERT_INTERNAL_ERROR, "call not possible in this state") \
    X(BS_E_INTERNAL, BS_ALERT_INTERNAL_ERROR, "internal error") \
    X(BS_E_UNSUPPORTED, BS_ALERT_INTERNAL_ERROR, "unsupported") \
    X(BS_E_NOT_FOUND, BS_ALERT_NONE, "not found") \
    /* how a connection ended */ \
    X(BS_E_PEER_ALERT, BS_ALERT_NONE, "the peer sent a fatal alert") \
    X(BS_E_UNEXPECTED_EOF, BS_ALERT_DECODE_ERROR, "end of file without close_notify") \
    X(BS_E_DATA_AFTER_CLOSE, BS_ALERT_NONE, "application data when only close_notify was awaited") \
    X(BS_E_CLOSED, BS_ALERT_NONE, "the connection is closed")

#endif
