/* SPDX-License-Identifier: BSD-3-Clause */
/* A program that links libssl and libcrypto. */
#include <openssl/crypto.h>
#include <stdio.h>
#include <uc/test.h>

int main(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, NULL);
    printf("openssl: %s, %s\n", OpenSSL_version(OPENSSL_VERSION_STRING),
           OPENSSL_info(OPENSSL_INFO_CPU_SETTINGS));
    return uc_test_main() == 0 ? 0 : 1;
}
