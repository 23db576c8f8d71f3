#include <opus.h>

// opus_encoder_ctl and opus_decoder_ctl take variable arguments, which Swift cannot call.

static inline int copus_encoder_set(OpusEncoder *encoder, int request, opus_int32 value) {
    return opus_encoder_ctl(encoder, request, value);
}

static inline int copus_decoder_reset(OpusDecoder *decoder) {
    return opus_decoder_ctl(decoder, OPUS_RESET_STATE);
}

static inline int copus_encoder_in_dtx(OpusEncoder *encoder, opus_int32 *value) {
    return opus_encoder_ctl(encoder, OPUS_GET_IN_DTX(value));
}
