// The SHA-1 functions on a context of the caller's own: the newer interface takes memory for every message.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

// Macros of OpenSSL that Swift does not see.

static inline EVP_PKEY *copenssl_make_p256_key(void) { return EVP_EC_gen("P-256"); }

static inline int copenssl_only_dtls_1_2(SSL_CTX *context) {
    return SSL_CTX_set_min_proto_version(context, DTLS1_2_VERSION) &&
           SSL_CTX_set_max_proto_version(context, DTLS1_2_VERSION);
}

static int copenssl_take_any_certificate(int ok, X509_STORE_CTX *store) { return 1; }

// A certificate is asked for and checked by its fingerprint afterwards (RFC 5763 §5), not by a chain.
static inline void copenssl_ask_for_certificate(SSL_CTX *context) {
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, copenssl_take_any_certificate);
}

static inline void copenssl_set_mtu(SSL *session, long bytes) {
    SSL_set_options(session, SSL_OP_NO_QUERY_MTU);
    SSL_set_mtu(session, bytes);
}

// Milliseconds until a flight has to be sent again; -1 while none is under way.
static inline long copenssl_dtls_wait(SSL *session) {
    struct timeval left;
    if (!DTLSv1_get_timeout(session, &left)) return -1;
    return left.tv_sec * 1000 + left.tv_usec / 1000;
}

static inline long copenssl_dtls_resend(SSL *session) { return DTLSv1_handle_timeout(session); }

static inline const EVP_MD *copenssl_digest(const char *name) { return EVP_get_digestbyname(name); }
