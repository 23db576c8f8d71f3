#include <opus.h>
#include <opus_multistream.h>

// The ctl functions take a variable list of arguments, which Swift does not call.

static inline int copus_encoder_set(OpusEncoder *encoder, int request, opus_int32 value) {
    return opus_encoder_ctl(encoder, request, value);
}

static inline int copus_decoder_reset(OpusDecoder *decoder) {
    return opus_decoder_ctl(decoder, OPUS_RESET_STATE);
}

static inline int copus_encoder_in_dtx(OpusEncoder *encoder, opus_int32 *value) {
    return opus_encoder_ctl(encoder, OPUS_GET_IN_DTX(value));
}

static inline int copus_multistream_set(OpusMSEncoder *encoder, int request, opus_int32 value) {
    return opus_multistream_encoder_ctl(encoder, request, value);
}

static inline opus_int32 copus_multistream_lookahead(OpusMSEncoder *encoder) {
    opus_int32 samples = 0;
    opus_multistream_encoder_ctl(encoder, OPUS_GET_LOOKAHEAD(&samples));
    return samples;
}
