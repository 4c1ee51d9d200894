/* SPDX-License-Identifier: BSD-3-Clause */
#include "peers.h"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>

enum {
    /* No handshake takes as many turns. */
    TURNS = 64,
    A_DAY = 24 * 60 * 60
};

/* Wire format. Spec: RFC 7301, section 3.1. */
static const unsigned char offered[] = "\x02h2\x08http/1.1";

static int choose(SSL *ssl, const unsigned char **out, unsigned char *bytes,
                  const unsigned char *in, unsigned in_bytes, void *arg)
{
    (void)ssl;
    (void)arg;
    unsigned char *chosen;
    int found = SSL_select_next_proto(&chosen, bytes, offered,
                                      sizeof offered - 1, in, in_bytes);
    *out = chosen;
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK
                                           : SSL_TLSEXT_ERR_ALERT_FATAL;
}

/* Returns a certificate of (key) by itself, or NULL. */
static X509 *certify(EVP_PKEY *key)
{
    X509 *made = X509_new();
    X509_NAME *name = X509_get_subject_name(made);
    if (X509_set_version(made, X509_VERSION_3) == 1 &&
        ASN1_INTEGER_set(X509_get_serialNumber(made), 1) == 1 &&
        X509_gmtime_adj(X509_getm_notBefore(made), -A_DAY) != NULL &&
        X509_gmtime_adj(X509_getm_notAfter(made), A_DAY) != NULL &&
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                   (const unsigned char *)"server.test", -1, -1,
                                   0) == 1 &&
        X509_set_issuer_name(made, name) == 1 &&
        X509_set_pubkey(made, key) == 1 &&
        X509_sign(made, key, EVP_sha256()) > 0) {
        return made;
    }
    X509_free(made);
    return NULL;
}

static bool identify(struct peers *peers, bool trusted)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = key != NULL ? certify(key) : NULL;
    bool done =
        certificate != NULL &&
        SSL_CTX_use_certificate(peers->server_context, certificate) == 1 &&
        SSL_CTX_use_PrivateKey(peers->server_context, key) == 1 &&
        (!trusted ||
         X509_STORE_add_cert(SSL_CTX_get_cert_store(peers->client_context),
                             certificate) == 1);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return done;
}

bool peers_make(struct peers *peers, int version, bool trusted)
{
    static const unsigned char session_context[] = "peers";

    *peers = (struct peers){
        .client_context = SSL_CTX_new(TLS_client_method()),
        .server_context = SSL_CTX_new(TLS_server_method()),
    };
    SSL_CTX *both[] = {peers->client_context, peers->server_context};
    for (int i = 0; i < 2; i++) {
        if (both[i] == NULL ||
            SSL_CTX_set_min_proto_version(both[i], version) != 1 ||
            SSL_CTX_set_max_proto_version(both[i], version) != 1) {
            return false;
        }
    }
    SSL_CTX_set_verify(peers->client_context, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_alpn_select_cb(peers->server_context, choose, NULL);
    return SSL_CTX_set_alpn_protos(peers->client_context, offered,
                                   sizeof offered - 1) == 0 &&
           SSL_CTX_set_session_id_context(peers->server_context,
                                          session_context,
                                          sizeof session_context - 1) == 1 &&
           identify(peers, trusted);
}

bool peers_connect(struct peers *peers)
{
    BIO *client_end;
    BIO *server_end;

    SSL_free(peers->client);
    SSL_free(peers->server);
    peers->client = SSL_new(peers->client_context);
    peers->server = SSL_new(peers->server_context);
    if (peers->client == NULL || peers->server == NULL ||
        BIO_new_bio_pair(&client_end, 0, &server_end, 0) != 1) {
        return false;
    }
    SSL_set_bio(peers->client, client_end, client_end);
    SSL_set_bio(peers->server, server_end, server_end);
    SSL_set_connect_state(peers->client);
    SSL_set_accept_state(peers->server);
    return SSL_set1_host(peers->client, "server.test") == 1;
}

bool peers_shake_hands(struct peers *peers)
{
    for (int turn = 0; turn < TURNS; turn++) {
        SSL *ssl = turn % 2 == 0 ? peers->client : peers->server;
        int done = SSL_do_handshake(ssl);
        if (done == 1 && SSL_is_init_finished(peers->client) &&
            SSL_is_init_finished(peers->server)) {
            return true;
        }
        if (done != 1 && SSL_get_error(ssl, done) != SSL_ERROR_WANT_READ) {
            return false;
        }
    }
    return false;
}

void peers_free(struct peers *peers)
{
    SSL_free(peers->client);
    SSL_free(peers->server);
    SSL_CTX_free(peers->client_context);
    SSL_CTX_free(peers->server_context);
}
