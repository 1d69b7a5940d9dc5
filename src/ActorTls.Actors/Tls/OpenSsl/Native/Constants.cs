namespace ActorTls.Tls.OpenSsl.Native;

/// <summary>The values of OpenSSL 3's headers that are used, under their own names.</summary>
internal static class Constants
{
    internal const ulong OPENSSL_INIT_LOAD_CRYPTO_STRINGS = 0x2;
    internal const ulong OPENSSL_INIT_LOAD_CONFIG = 0x40;
    internal const ulong OPENSSL_INIT_NO_ATEXIT = 0x80000;
    internal const ulong OPENSSL_INIT_LOAD_SSL_STRINGS = 0x200000;

    internal const int TLS1_2_VERSION = 0x0303;
    internal const int TLS1_3_VERSION = 0x0304;

    internal const int SSL_CTRL_MODE = 33;
    internal const int SSL_CTRL_SET_READ_AHEAD = 41;
    internal const int SSL_CTRL_SET_SESS_CACHE_MODE = 44;
    internal const int SSL_CTRL_SET_MAX_CERT_LIST = 51;
    internal const int SSL_CTRL_SET_TLSEXT_HOSTNAME = 55;
    internal const int SSL_CTRL_CLEAR_MODE = 78;
    internal const int SSL_CTRL_SET_GROUPS_LIST = 92;
    internal const int SSL_CTRL_SET_SIGALGS_LIST = 98;
    internal const int SSL_CTRL_SET_CLIENT_SIGALGS_LIST = 102;
    internal const int SSL_CTRL_SET_MIN_PROTO_VERSION = 123;
    internal const int SSL_CTRL_SET_MAX_PROTO_VERSION = 124;

    internal const int SSL_MODE_ENABLE_PARTIAL_WRITE = 0x1;
    internal const int SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER = 0x2;
    internal const int SSL_MODE_AUTO_RETRY = 0x4;
    internal const int SSL_MODE_NO_AUTO_CHAIN = 0x8;
    internal const int SSL_MODE_RELEASE_BUFFERS = 0x10;

    internal const ulong SSL_OP_ALLOW_CLIENT_RENEGOTIATION = 1UL << 8;
    internal const ulong SSL_OP_NO_TICKET = 1UL << 14;
    internal const ulong SSL_OP_NO_COMPRESSION = 1UL << 17;
    internal const ulong SSL_OP_ENABLE_MIDDLEBOX_COMPAT = 1UL << 20;
    internal const ulong SSL_OP_PRIORITIZE_CHACHA = 1UL << 21;
    internal const ulong SSL_OP_CIPHER_SERVER_PREFERENCE = 1UL << 22;
    internal const ulong SSL_OP_NO_RENEGOTIATION = 1UL << 30;

    internal const int SSL_CB_LOOP = 1;

    internal const int SSL_SESS_CACHE_OFF = 0;
    internal const int SSL_SESS_CACHE_CLIENT = 1;
    internal const int SSL_SESS_CACHE_NO_INTERNAL = 0x300;

    internal const int SSL_VERIFY_NONE = 0;
    internal const int SSL_VERIFY_PEER = 1;
    internal const int SSL_VERIFY_FAIL_IF_NO_PEER_CERT = 2;

    internal const int SSL_ERROR_SSL = 1;
    internal const int SSL_ERROR_WANT_READ = 2;
    internal const int SSL_ERROR_WANT_WRITE = 3;
    internal const int SSL_ERROR_SYSCALL = 5;
    internal const int SSL_ERROR_ZERO_RETURN = 6;

    internal const int SSL_SENT_SHUTDOWN = 1;
    internal const int SSL_RECEIVED_SHUTDOWN = 2;

    internal const int SSL_CLIENT_HELLO_SUCCESS = 1;
    internal const int SSL_CLIENT_HELLO_ERROR = 0;
    internal const uint TLSEXT_TYPE_server_name = 0;
    internal const int SSL_AD_ILLEGAL_PARAMETER = 47;
    internal const int SSL_AD_INTERNAL_ERROR = 80;
    internal const int SSL_AD_NO_RENEGOTIATION = 100;
    internal const int SSL_AD_UNRECOGNIZED_NAME = 112;

    internal const int SSL_TLSEXT_ERR_OK = 0;
    internal const int SSL_TLSEXT_ERR_ALERT_FATAL = 2;

    internal const int SSL_TICKET_SUCCESS = 5;
    internal const int SSL_TICKET_SUCCESS_RENEW = 6;
    internal const int SSL_TICKET_RETURN_ABORT = 0;
    internal const int SSL_TICKET_RETURN_IGNORE_RENEW = 2;
    internal const int SSL_TICKET_RETURN_USE = 3;
    internal const int SSL_TICKET_RETURN_USE_RENEW = 4;

    internal const int ERR_LIB_EVP = 6;
    internal const int ERR_LIB_SSL = 20;
    internal const int ERR_R_MALLOC_FAILURE = 256;
    internal const int ERR_R_INTERNAL_ERROR = 259;
    internal const int ERR_R_UNSUPPORTED = 0x8010c;
    internal const int SSL_AD_REASON_OFFSET = 1000;
    internal const int SSL_R_CERTIFICATE_VERIFY_FAILED = 134;
    internal const int SSL_R_HTTPS_PROXY_REQUEST = 155;
    internal const int SSL_R_HTTP_REQUEST = 156;
    internal const int SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE = 199;
    internal const int SSL_R_CALLBACK_FAILED = 234;
    internal const int SSL_R_UNEXPECTED_EOF_WHILE_READING = 294;

    internal const int NID_authority_key_identifier = 90;
    internal const int NID_delta_crl = 140;
    internal const int NID_issuing_distribution_point = 770;
    internal const int NID_keyBag = 150;
    internal const int NID_pkcs8ShroudedKeyBag = 151;
    internal const int NID_certBag = 152;
    internal const int NID_safeContentsBag = 155;
    internal const int NID_x509Certificate = 158;

    internal const int BIO_TYPE_DESCRIPTOR = 0x100;
    internal const int BIO_TYPE_SOURCE_SINK = 0x400;
    internal const int BIO_FLAGS_READ = 0x1;
    internal const int BIO_FLAGS_WRITE = 0x2;
    internal const int BIO_FLAGS_IO_SPECIAL = 0x4;
    internal const int BIO_FLAGS_SHOULD_RETRY = 0x8;
    internal const int BIO_CB_READ = 0x2;
    internal const int BIO_NOCLOSE = 0;
    internal const int BIO_C_SET_FD = 104;
    internal const int BIO_C_GET_FD = 105;

    internal const int X509_V_OK = 0;
    internal const int X509_PURPOSE_SSL_CLIENT = 1;
    internal const int X509_PURPOSE_SSL_SERVER = 2;
    internal const int NID_commonName = 13;
    internal const int NID_organizationalUnitName = 18;
    internal const int NID_subject_alt_name = 85;
    internal const int NID_name_constraints = 666;
    internal const uint X509V3_ADD_REPLACE = 2;
    internal const uint X509_V_FLAG_CRL_CHECK = 0x4;
    internal const uint X509_V_FLAG_CRL_CHECK_ALL = 0x8;
    internal const uint X509_V_FLAG_X509_STRICT = 0x20;
    internal const uint X509_V_FLAG_PARTIAL_CHAIN = 0x80000;
    internal const int X509_V_ERR_CRL_SIGNATURE_FAILURE = 8;
    internal const int X509_V_ERR_CERT_REJECTED = 28;
    internal const int X509_V_ERR_APPLICATION_VERIFICATION = 50;
    internal const int X509_V_ERR_INVALID_CA = 79;
    internal const int X509_V_ERR_PATHLEN_INVALID_FOR_NON_CA = 80;
    internal const int X509_V_ERR_KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA = 82;
    internal const int X509_V_ERR_EXTENSIONS_REQUIRE_VERSION_3 = 93;
    internal const uint X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS = 0x4;
    internal const uint X509_CHECK_FLAG_NEVER_CHECK_SUBJECT = 0x20;

    internal const uint OSSL_PARAM_UTF8_STRING = 4;
    internal const uint OSSL_PARAM_OCTET_STRING = 5;
}
