// Half precision and bfloat16 in software, for every machine.
#ifndef KAPELL_HALF_H
#define KAPELL_HALF_H

#include <stdint.h>
#include <string.h>

static inline float kapell_float_of_bits(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline uint32_t kapell_bits_of_float(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline float kapell_half_decode(uint16_t half) {
    uint32_t sign = (uint32_t)(half & 0x8000) << 16, rest = half & 0x7fff;
    if (rest >= 0x7c00) {
        return kapell_float_of_bits(sign | 0x7f800000 | (rest & 0x3ff) << 13);
    }
    if (rest < 0x400) {
        // Subnormal: rest times 2^-24, which is exact.
        float value = (float)rest * 0x1p-24f;
        return sign ? -value : value;
    }
    return kapell_float_of_bits(sign | ((rest << 13) + 0x38000000));
}

/// To nearest even; beyond the range the largest finite half.
static inline uint16_t kapell_half_encode(float value) {
    uint32_t bits = kapell_bits_of_float(value);
    uint16_t sign = (uint16_t)(bits >> 16 & 0x8000);
    bits &= 0x7fffffff;
    if (bits >= 0x477ff000) {
        return sign | 0x7bff;
    }
    if (bits < 0x38800000) {
        // Below 2^-14: the addition of 0.5 rounds to a multiple of 2^-24.
        float shifted = kapell_float_of_bits(bits) + 0.5f;
        return sign | (uint16_t)(kapell_bits_of_float(shifted) - 0x3f000000);
    }
    bits += 0xfff + (bits >> 13 & 1);
    return sign | (uint16_t)((bits - 0x38000000) >> 13);
}

/// To nearest even. A finite float stays finite.
static inline uint16_t kapell_bf16_encode(float value) {
    uint32_t bits = kapell_bits_of_float(value);
    uint32_t rounded = bits + 0x7fff + (bits >> 16 & 1);
    return (uint16_t)(((rounded & 0x7f800000) == 0x7f800000 ? bits : rounded) >> 16);
}

static inline float kapell_bf16_decode(uint16_t value) { return kapell_float_of_bits((uint32_t)value << 16); }

#endif
