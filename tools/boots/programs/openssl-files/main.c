/* SPDX-License-Identifier: BSD-3-Clause */
/* Tells what a connection gets from /etc/ssl: settings, and for each argument,
 * the file of a certificate, whether it is trusted. */
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <stdio.h>

static const char *trust(X509_STORE *store, const char *path)
{
    FILE *file = fopen(path, "r");
    X509 *certificate =
        file != NULL ? PEM_read_X509(file, NULL, NULL, NULL) : NULL;
    X509_STORE_CTX *check = X509_STORE_CTX_new();
    const char *found = "cannot be read";

    if (file != NULL) {
        fclose(file);
    }
    if (certificate != NULL && check != NULL &&
        X509_STORE_CTX_init(check, store, certificate, NULL) == 1) {
        X509_verify_cert(check);
        found = X509_verify_cert_error_string(X509_STORE_CTX_get_error(check));
    }
    X509_STORE_CTX_free(check);
    X509_free(certificate);
    return found;
}

int main(int argc, char **argv)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL *connection = context != NULL ? SSL_new(context) : NULL;

    if (connection == NULL || SSL_CTX_set_default_verify_paths(context) != 1) {
        return 1;
    }
    STACK_OF(SSL_CIPHER) *ciphers = SSL_get1_supported_ciphers(connection);
    for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); i++) {
        printf("offers: %s\n",
               SSL_CIPHER_get_name(sk_SSL_CIPHER_value(ciphers, i)));
    }
    for (int i = 1; i < argc; i++) {
        printf("%s: %s\n", argv[i],
               trust(SSL_CTX_get_cert_store(context), argv[i]));
    }
    sk_SSL_CIPHER_free(ciphers);
    SSL_free(connection);
    SSL_CTX_free(context);
    return 0;
}
