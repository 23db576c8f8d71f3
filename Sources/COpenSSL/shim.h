// The SHA-1 functions on a context of the caller's own: the newer interface takes memory for every message.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <openssl/sha.h>
