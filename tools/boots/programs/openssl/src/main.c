/* SPDX-License-Identifier: BSD-3-Clause */
/* A program that links libssl and libcrypto. With an argument it only tells
 * whether there are random numbers and keys. */
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <uc/test.h>

static int tell_randomness(void)
{
    unsigned char bytes[16];

    int got = RAND_bytes(bytes, sizeof bytes);
    EVP_PKEY *key = EVP_EC_gen("P-256");
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    printf("random: %d, key: %s, context: %s\n", got,
           key != NULL ? "made" : "none", context != NULL ? "made" : "none");
    SSL_CTX_free(context);
    EVP_PKEY_free(key);
    return 0;
}

int main(int argc, char **argv)
{
    (void)argv;
    OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, NULL);
    printf("openssl: %s, %s\n", OpenSSL_version(OPENSSL_VERSION_STRING),
           OPENSSL_info(OPENSSL_INFO_CPU_SETTINGS));
    if (argc > 1) {
        return tell_randomness();
    }
    return uc_test_main() == 0 ? 0 : 1;
}
