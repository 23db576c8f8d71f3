#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo take a variable list of arguments, which Swift does not call.

typedef size_t (*ccurl_bytes)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode ccurl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ccurl_set_number(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ccurl_set_list(CURL *handle, CURLoption option, struct curl_slist *list) {
    return curl_easy_setopt(handle, option, list);
}

static inline void ccurl_set_sink(CURL *handle, ccurl_bytes sink, void *context) {
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, sink);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
}

static inline void ccurl_set_source(CURL *handle, ccurl_bytes source, void *context) {
    curl_easy_setopt(handle, CURLOPT_READFUNCTION, source);
    curl_easy_setopt(handle, CURLOPT_READDATA, context);
}

static inline long ccurl_response(CURL *handle) {
    long code = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code);
    return code;
}
