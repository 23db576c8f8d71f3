#include <opus/opus.h>
#include <opus/opus_multistream.h>

// The ctl functions take a variable list of arguments, which Swift does not call.

static inline int civic_opus_multistream_set(OpusMSEncoder *encoder, int request, opus_int32 value) {
    return opus_multistream_encoder_ctl(encoder, request, value);
}

static inline opus_int32 civic_opus_multistream_lookahead(OpusMSEncoder *encoder) {
    opus_int32 samples = 0;
    opus_multistream_encoder_ctl(encoder, OPUS_GET_LOOKAHEAD(&samples));
    return samples;
}
