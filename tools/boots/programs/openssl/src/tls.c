/* SPDX-License-Identifier: BSD-3-Clause */
/* TLS between a client and a server of one program. */
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <string.h>
#include <uc/test.h>

#include "peers.h"

static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};

UC_TEST(openssl_shakes_hands_by_tls_1_2_and_1_3_and_names_the_protocol)
{
    for (int i = 0; i < 2; i++) {
        struct peers peers;
        UC_REQUIRE(peers_make(&peers, versions[i], true));
        UC_REQUIRE(peers_connect(&peers));
        UC_EXPECT(peers_shake_hands(&peers));
        UC_EXPECT_EQ(SSL_version(peers.client), versions[i]);
        UC_EXPECT_EQ(SSL_get_verify_result(peers.client), X509_V_OK);
        const unsigned char *protocol;
        unsigned bytes;
        SSL_get0_alpn_selected(peers.client, &protocol, &bytes);
        UC_EXPECT(bytes == 2 && memcmp(protocol, "h2", 2) == 0);
        peers_free(&peers);
    }
}

UC_TEST(openssl_carries_what_either_side_says)
{
    char sent[10000];
    char got[sizeof sent];

    memset(sent, 'x', sizeof sent);
    for (int i = 0; i < 2; i++) {
        struct peers peers;
        UC_REQUIRE(peers_make(&peers, versions[i], true));
        UC_REQUIRE(peers_connect(&peers));
        UC_EXPECT(peers_shake_hands(&peers));
        UC_EXPECT_EQ(SSL_write(peers.client, "ask", 3), 3);
        UC_EXPECT_EQ(SSL_read(peers.server, got, sizeof got), 3);
        UC_EXPECT(memcmp(got, "ask", 3) == 0);
        UC_EXPECT_EQ(SSL_write(peers.server, sent, sizeof sent), sizeof sent);
        UC_EXPECT_EQ(SSL_read(peers.client, got, sizeof got), sizeof got);
        UC_EXPECT(memcmp(got, sent, sizeof sent) == 0);
        peers_free(&peers);
    }
}

UC_TEST(openssl_resumes_a_session)
{
    for (int i = 0; i < 2; i++) {
        struct peers peers;
        char byte;
        UC_REQUIRE(peers_make(&peers, versions[i], true));
        UC_REQUIRE(peers_connect(&peers));
        UC_EXPECT(peers_shake_hands(&peers));
        /* Tickets of TLS 1.3 come with what the server says next. */
        UC_EXPECT_EQ(SSL_write(peers.server, "x", 1), 1);
        UC_EXPECT_EQ(SSL_read(peers.client, &byte, 1), 1);
        UC_EXPECT_EQ(SSL_session_reused(peers.client), 0);
        SSL_SESSION *session = SSL_get1_session(peers.client);
        SSL_shutdown(peers.client);
        UC_REQUIRE(peers_connect(&peers));
        UC_EXPECT_EQ(SSL_set_session(peers.client, session), 1);
        UC_EXPECT(peers_shake_hands(&peers));
        UC_EXPECT_EQ(SSL_session_reused(peers.client), 1);
        SSL_SESSION_free(session);
        peers_free(&peers);
    }
}

UC_TEST(openssl_refuses_a_server_that_nobody_vouches_for)
{
    for (int i = 0; i < 2; i++) {
        struct peers peers;
        UC_REQUIRE(peers_make(&peers, versions[i], false));
        UC_REQUIRE(peers_connect(&peers));
        UC_EXPECT(!peers_shake_hands(&peers));
        UC_EXPECT_EQ(SSL_get_verify_result(peers.client),
                     X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT);
        peers_free(&peers);
    }
    ERR_clear_error();
}

UC_TEST(openssl_refuses_a_server_of_another_name)
{
    struct peers peers;
    UC_REQUIRE(peers_make(&peers, TLS1_3_VERSION, true));
    UC_REQUIRE(peers_connect(&peers));
    UC_EXPECT_EQ(SSL_set1_host(peers.client, "other.test"), 1);
    UC_EXPECT(!peers_shake_hands(&peers));
    UC_EXPECT_EQ(SSL_get_verify_result(peers.client),
                 X509_V_ERR_HOSTNAME_MISMATCH);
    peers_free(&peers);
    ERR_clear_error();
}

UC_TEST(openssl_refuses_a_client_without_the_certificate_that_is_asked_for)
{
    struct peers peers;
    UC_REQUIRE(peers_make(&peers, TLS1_2_VERSION, true));
    SSL_CTX_set_verify(peers.server_context,
                       SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    UC_REQUIRE(peers_connect(&peers));
    UC_EXPECT(!peers_shake_hands(&peers));
    UC_EXPECT_EQ(ERR_GET_REASON(ERR_peek_error()),
                 SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE);
    peers_free(&peers);
    ERR_clear_error();
}

UC_TEST(openssl_refuses_what_is_no_handshake)
{
    struct peers peers;
    UC_REQUIRE(peers_make(&peers, TLS1_3_VERSION, true));
    UC_REQUIRE(peers_connect(&peers));
    UC_EXPECT_EQ(
        BIO_write(SSL_get_wbio(peers.client), "GET / HTTP/1.1\r\n", 16), 16);
    int done = SSL_do_handshake(peers.server);
    UC_EXPECT_EQ(SSL_get_error(peers.server, done), SSL_ERROR_SSL);
    UC_EXPECT_EQ(ERR_GET_REASON(ERR_peek_error()), SSL_R_HTTP_REQUEST);
    peers_free(&peers);
    ERR_clear_error();
}
