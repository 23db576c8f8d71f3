#include <alsa/asoundlib.h>

// alsa-lib writes its own lines to the terminal when a device cannot be had; we have one of our own.

static void civic_alsa_say_nothing(const char *file, int line, const char *function, int code, const char *format, ...) {
    (void)file; (void)line; (void)function; (void)code; (void)format;
}

static inline void civic_alsa_keep_quiet(void) {
    snd_lib_error_set_handler(civic_alsa_say_nothing);
}
