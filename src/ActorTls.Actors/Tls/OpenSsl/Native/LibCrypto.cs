using System.Runtime.InteropServices;

namespace ActorTls.Tls.OpenSsl.Native;

/// <summary>The functions of <c>libcrypto</c> that are used, under their own names.</summary>
internal static unsafe partial class LibCrypto
{
    internal const string Name = "crypto";

    [LibraryImport(Name)] internal static partial CULong OpenSSL_version_num();
    [LibraryImport(Name)] internal static partial nint OpenSSL_version(int type);

    [SuppressGCTransition, LibraryImport(Name)] internal static partial void ERR_clear_error();
    [SuppressGCTransition, LibraryImport(Name)] internal static partial CULong ERR_peek_error();
    [LibraryImport(Name)] internal static partial CULong ERR_get_error();
    [LibraryImport(Name)] internal static partial CULong ERR_get_error_all(byte** file, int* line, byte** function, byte** data, int* flags);
    [LibraryImport(Name)] internal static partial nint ERR_reason_error_string(CULong error);
    [LibraryImport(Name)] internal static partial nint X509_verify_cert_error_string(CLong error);

    [LibraryImport(Name)] internal static partial nint OPENSSL_sk_new_null();
    [LibraryImport(Name)] internal static partial int OPENSSL_sk_push(nint stack, nint item);
    [LibraryImport(Name)] internal static partial nint OPENSSL_sk_pop(nint stack);
    [LibraryImport(Name)] internal static partial nint OPENSSL_sk_delete(nint stack, int index);
    [LibraryImport(Name)] internal static partial int OPENSSL_sk_num(nint stack);
    [LibraryImport(Name)] internal static partial nint OPENSSL_sk_value(nint stack, int index);
    [LibraryImport(Name)] internal static partial void OPENSSL_sk_free(nint stack);

    [LibraryImport(Name)] internal static partial nint d2i_X509(nint reuse, byte** data, CLong length);
    [LibraryImport(Name)] internal static partial int i2d_X509(nint certificate, byte** data);
    [LibraryImport(Name)] internal static partial void X509_free(nint certificate);
    [LibraryImport(Name)] internal static partial int X509_check_private_key(X509Handle certificate, PrivateKeyHandle key);
    [LibraryImport(Name)] internal static partial int X509_check_issued(X509Handle issuer, X509Handle certificate);
    [LibraryImport(Name)] internal static partial int X509_check_issued(nint issuer, nint certificate);
    [LibraryImport(Name)] internal static partial int X509_verify(nint certificate, nint key);
    [LibraryImport(Name)] internal static partial int X509_check_ca(X509Handle certificate);
    [LibraryImport(Name)] internal static partial nint X509_get_subject_name(X509Handle certificate);
    [LibraryImport(Name)] internal static partial nint X509_get_subject_name(nint certificate);
    [LibraryImport(Name)] internal static partial int X509_cmp(nint left, nint right);
    [LibraryImport(Name)] internal static partial CULong X509_subject_name_hash(X509Handle certificate);
    [LibraryImport(Name)] internal static partial nint X509_get0_subject_key_id(nint certificate);
    [LibraryImport(Name)] internal static partial nint X509_get0_authority_key_id(nint certificate);
    [LibraryImport(Name)] internal static partial CULong X509_NAME_hash_ex(nint name, nint library, nint properties, int* ok);
    [LibraryImport(Name)] internal static partial nint X509_get_issuer_name(nint certificate);
    [LibraryImport(Name)] internal static partial int X509_NAME_entry_count(nint name);
    [LibraryImport(Name)] internal static partial nint X509_NAME_get_entry(nint name, int index);
    [LibraryImport(Name)] internal static partial nint X509_NAME_ENTRY_get_object(nint entry);
    [LibraryImport(Name)] internal static partial nint X509_NAME_ENTRY_get_data(nint entry);
    [LibraryImport(Name)] internal static partial int OBJ_obj2nid(nint identifier);
    [LibraryImport(Name)] internal static partial int ASN1_STRING_to_UTF8(byte** text, nint value);
    [LibraryImport(Name)] internal static partial void CRYPTO_free(void* memory, byte* file, int line);
    [LibraryImport(Name)] internal static partial nint d2i_GENERAL_NAMES(nint reuse, byte** data, CLong length);
    [LibraryImport(Name)] internal static partial void GENERAL_NAMES_free(nint names);
    [LibraryImport(Name)] internal static partial nint X509_get_ext_d2i(nint certificate, int nid, int* critical, int* index);
    [LibraryImport(Name)] internal static partial int X509_add1_ext_i2d(X509Handle certificate, int nid, nint value, int critical, CULong flags);
    [LibraryImport(Name)] internal static partial int X509_check_purpose(X509Handle certificate, int purpose, int isAuthority);
    [LibraryImport(Name)] internal static partial int NAME_CONSTRAINTS_check(X509Handle certificate, nint constraints);
    [LibraryImport(Name)] internal static partial void NAME_CONSTRAINTS_free(nint constraints);
    [LibraryImport(Name)] internal static partial nint X509_get0_pubkey(X509Handle certificate);
    [LibraryImport(Name)] internal static partial nint X509_get0_pubkey(nint certificate);
    [LibraryImport(Name)] internal static partial int i2d_X509_NAME(nint name, byte** data);
    [LibraryImport(Name)] internal static partial nint X509_get0_notAfter(nint certificate);
    [LibraryImport(Name)] internal static partial nint X509_get0_notAfter(X509Handle certificate);
    [LibraryImport(Name)] internal static partial nint X509_get0_notBefore(X509Handle certificate);
    [LibraryImport(Name)] internal static partial nint d2i_AutoPrivateKey(nint reuse, byte** data, CLong length);
    [LibraryImport(Name)] internal static partial void EVP_PKEY_free(nint key);
    [LibraryImport(Name)] internal static partial int EVP_PKEY_get_group_name(nint key, byte* name, nuint size, nuint* length);
    [LibraryImport(Name)] internal static partial int EVP_PKEY_eq(nint left, nint right);

    [LibraryImport(Name)] internal static partial nint BIO_new_mem_buf(byte* data, int length);
    [LibraryImport(Name)] internal static partial int BIO_free(nint bio);
    [LibraryImport(Name)] internal static partial nint BIO_new(nint method);
    [LibraryImport(Name)] internal static partial int BIO_new_bio_pair(nint* first, nuint firstSize, nint* second, nuint secondSize);
    [LibraryImport(Name)] internal static partial int BIO_get_new_index();
    [LibraryImport(Name)] internal static partial nint BIO_s_socket();
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] internal static partial nint BIO_meth_new(int type, string name);
    [LibraryImport(Name)] internal static partial int BIO_meth_set_write(nint method, delegate* unmanaged<nint, byte*, int, int> write);
    [LibraryImport(Name)] internal static partial nint BIO_meth_get_read(nint method);
    [LibraryImport(Name)] internal static partial int BIO_meth_set_read(nint method, nint read);
    [LibraryImport(Name)] internal static partial nint BIO_meth_get_ctrl(nint method);
    [LibraryImport(Name)] internal static partial int BIO_meth_set_ctrl(nint method, nint ctrl);
    [LibraryImport(Name)] internal static partial nint BIO_meth_get_create(nint method);
    [LibraryImport(Name)] internal static partial int BIO_meth_set_create(nint method, nint create);
    [LibraryImport(Name)] internal static partial nint BIO_meth_get_destroy(nint method);
    [LibraryImport(Name)] internal static partial int BIO_meth_set_destroy(nint method, nint destroy);
    [LibraryImport(Name)] internal static partial nint PEM_read_bio_PrivateKey(nint bio, nint reuse, nint passwordCallback, byte* password);

    [LibraryImport(Name)] internal static partial nint d2i_PKCS12(nint reuse, byte** data, CLong length);
    [LibraryImport(Name)] internal static partial void PKCS12_free(nint bundle);
    [LibraryImport(Name)] internal static partial int PKCS12_mac_present(nint bundle);
    [LibraryImport(Name)] internal static partial int PKCS12_verify_mac(nint bundle, byte* password, int length);
    [LibraryImport(Name)] internal static partial nint PKCS12_unpack_authsafes(nint bundle);
    [LibraryImport(Name)] internal static partial nint PKCS12_unpack_p7data(nint safe);
    [LibraryImport(Name)] internal static partial nint PKCS12_unpack_p7encdata(nint safe, byte* password, int length);
    [LibraryImport(Name)] internal static partial void PKCS7_free(nint safe);
    [LibraryImport(Name)] internal static partial int PKCS12_SAFEBAG_get_nid(nint bag);
    [LibraryImport(Name)] internal static partial nint PKCS12_SAFEBAG_get0_p8inf(nint bag);
    [LibraryImport(Name)] internal static partial nint PKCS12_SAFEBAG_get0_safes(nint bag);
    [LibraryImport(Name)] internal static partial int PKCS12_SAFEBAG_get_bag_nid(nint bag);
    [LibraryImport(Name)] internal static partial nint PKCS12_SAFEBAG_get1_cert(nint bag);
    [LibraryImport(Name)] internal static partial void PKCS12_SAFEBAG_free(nint bag);
    [LibraryImport(Name)] internal static partial nint PKCS12_decrypt_skey(nint bag, byte* password, int length);
    [LibraryImport(Name)] internal static partial nint EVP_PKCS82PKEY(nint info);
    [LibraryImport(Name)] internal static partial void PKCS8_PRIV_KEY_INFO_free(nint info);

    [LibraryImport(Name)] internal static partial nint d2i_X509_CRL(nint reuse, byte** data, CLong length);
    [LibraryImport(Name)] internal static partial void X509_CRL_free(nint crl);
    [LibraryImport(Name)] internal static partial nint X509_CRL_get_issuer(X509CrlHandle crl);
    [LibraryImport(Name)] internal static partial nint X509_CRL_get0_lastUpdate(X509CrlHandle crl);
    [LibraryImport(Name)] internal static partial nint X509_CRL_get0_nextUpdate(X509CrlHandle crl);
    [LibraryImport(Name)] internal static partial int X509_CRL_verify(X509CrlHandle crl, nint key);
    [LibraryImport(Name)] internal static partial int X509_CRL_verify(nint crl, nint key);
    [LibraryImport(Name)] internal static partial int X509_CRL_get0_by_cert(X509CrlHandle crl, nint* entry, X509Handle certificate);
    [LibraryImport(Name)] internal static partial int X509_CRL_get0_by_cert(nint crl, nint* entry, nint certificate);
    [LibraryImport(Name)] internal static partial int X509_CRL_get_ext_by_NID(X509CrlHandle crl, int nid, int after);
    [LibraryImport(Name)] internal static partial nint X509_CRL_get_ext(X509CrlHandle crl, int index);
    [LibraryImport(Name)] internal static partial nint X509_EXTENSION_get_data(nint extension);
    [LibraryImport(Name)] internal static partial byte* ASN1_STRING_get0_data(nint text);
    [LibraryImport(Name)] internal static partial int ASN1_STRING_length(nint text);
    [LibraryImport(Name)] internal static partial int X509_NAME_cmp(nint left, nint right);
    [LibraryImport(Name)] internal static partial int ASN1_TIME_to_tm(nint time, BrokenDownTime* result);

    [LibraryImport(Name)] internal static partial nint X509_STORE_new();
    [LibraryImport(Name)] internal static partial void X509_STORE_free(nint store);
    [LibraryImport(Name)] internal static partial int X509_STORE_add_cert(X509StoreHandle store, X509Handle certificate);
    [LibraryImport(Name)] internal static partial int X509_STORE_add_crl(X509StoreHandle store, X509CrlHandle crl);
    [LibraryImport(Name)] internal static partial int X509_STORE_set_flags(X509StoreHandle store, CULong flags);
    [LibraryImport(Name)] internal static partial int X509_STORE_set_purpose(X509StoreHandle store, int purpose);
    [LibraryImport(Name)] internal static partial void X509_STORE_set_check_revocation(X509StoreHandle store, delegate* unmanaged<nint, int> check);
    [LibraryImport(Name)] internal static partial void X509_STORE_set_check_issued(X509StoreHandle store, delegate* unmanaged<nint, nint, nint, int> check);
    [LibraryImport(Name)] internal static partial void X509_STORE_set_get_issuer(X509StoreHandle store, delegate* unmanaged<nint*, nint, nint, int> find);
    [LibraryImport(Name)] internal static partial void X509_STORE_set_lookup_crls(X509StoreHandle store, delegate* unmanaged<nint, nint, nint> find);
    [LibraryImport(Name)] internal static partial int X509_verify_cert(nint context);
    [LibraryImport(Name)] internal static partial nint X509_STORE_CTX_new();
    [LibraryImport(Name)] internal static partial void X509_STORE_CTX_free(nint context);
    [LibraryImport(Name)] internal static partial int X509_STORE_CTX_init(nint context, X509StoreHandle store, nint certificate, nint untrusted);
    [LibraryImport(Name)] internal static partial delegate* unmanaged<nint, int> X509_STORE_CTX_get_check_revocation(nint context);
    [LibraryImport(Name)] internal static partial delegate* unmanaged<int, nint, int> X509_STORE_CTX_get_verify_cb(nint context);
    [LibraryImport(Name)] internal static partial void X509_STORE_CTX_set_verify_cb(nint context, delegate* unmanaged<int, nint, int> callback);
    [LibraryImport(Name)] internal static partial void X509_STORE_CTX_set_time(nint context, CULong flags, CLong seconds);
    [LibraryImport(Name)] internal static partial int X509_STORE_CTX_get1_issuer(nint* issuer, nint context, nint certificate);
    [LibraryImport(Name)] internal static partial nint X509_STORE_CTX_get0_cert(nint context);
    [LibraryImport(Name)] internal static partial nint X509_STORE_CTX_get1_certs(nint context, nint subject);
    [LibraryImport(Name)] internal static partial nint X509_STORE_CTX_get1_crls(nint context, nint issuer);
    [LibraryImport(Name)] internal static partial nint X509_STORE_CTX_get_current_cert(nint context);
    [LibraryImport(Name)] internal static partial int X509_STORE_CTX_get_num_untrusted(nint context);
    [LibraryImport(Name)] internal static partial nint X509_STORE_CTX_get0_untrusted(nint context);
    [LibraryImport(Name)] internal static partial int X509_STORE_CTX_get_error(nint context);
    [LibraryImport(Name)] internal static partial void X509_STORE_CTX_set_error(nint context, int error);
    [LibraryImport(Name)] internal static partial int X509_STORE_CTX_get_error_depth(nint context);
    [LibraryImport(Name)] internal static partial nint X509_STORE_CTX_get0_chain(nint context);
    [LibraryImport(Name)] internal static partial int X509_VERIFY_PARAM_set1_host(nint parameters, byte* name, nuint length);
    [LibraryImport(Name)] internal static partial int X509_VERIFY_PARAM_set1_ip(nint parameters, byte* address, nuint length);
    [LibraryImport(Name)] internal static partial void X509_VERIFY_PARAM_set_hostflags(nint parameters, uint flags);

    [LibraryImport(Name)] internal static partial nint EVP_CIPHER_fetch(nint library, byte* algorithm, byte* properties);
    [LibraryImport(Name)] internal static partial void EVP_CIPHER_free(nint cipher);
    [LibraryImport(Name)] internal static partial int EVP_EncryptInit_ex(nint context, CipherHandle cipher, nint engine, byte* key, byte* iv);
    [LibraryImport(Name)] internal static partial int EVP_DecryptInit_ex(nint context, CipherHandle cipher, nint engine, byte* key, byte* iv);
    [LibraryImport(Name)] internal static partial int EVP_MAC_CTX_set_params(nint context, MacParameter* parameters);
    [LibraryImport(Name)] internal static partial int RAND_bytes(byte* buffer, int length);

    [SuppressGCTransition, LibraryImport(Name)] internal static partial ulong BIO_number_read(nint bio);
    // These two call back into managed code, so they need the GC transition.
    [LibraryImport(Name)] internal static partial void BIO_set_callback_ex(nint bio, delegate* unmanaged<nint, int, byte*, nuint, int, CLong, int, nuint*, CLong> callback);
    [LibraryImport(Name)] internal static partial CLong BIO_ctrl(nint bio, int command, CLong value, void* argument);
    [SuppressGCTransition, LibraryImport(Name)] internal static partial void BIO_set_flags(nint bio, int flags);
    [SuppressGCTransition, LibraryImport(Name)] internal static partial void BIO_clear_flags(nint bio, int flags);

    /// <summary><c>struct tm</c> of glibc and musl.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct BrokenDownTime
    {
        internal int Second, Minute, Hour, Day, Month, Year, DayOfWeek, DayOfYear, IsDaylightSaving;
        internal nint OffsetFromUtc, Zone;
    }

    /// <summary><c>OSSL_PARAM</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct MacParameter
    {
        internal byte* Key;
        internal uint DataType;
        internal void* Data;
        internal nuint DataSize, ReturnSize;
    }
}
