// Constants of ITU-T G.722, by the names of its tables.
enum G722Tables {
    /// Coefficients of the 24-tap quadrature mirror filter, every other one (table 11); the others mirror them.
    static let mirror: InlineArray<12, Int32> = [3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11]

    /// ILB: 2^11 · 2^(n/32), the antilogarithm of the scale factors.
    static let antilogarithm: InlineArray<32, Int32> = [
        2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834, 2896, 2960,
        3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
    ]

    /// WL after RL4: what a four-bit code of the lower band adds to the logarithm of its scale.
    static let lowerStep: InlineArray<16, Int32> = [
        -60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60,
    ]

    /// WH after RH2, for the higher band.
    static let higherStep: InlineArray<4, Int32> = [798, -214, 798, -214]

    /// Q6: decision levels of the lower band's magnitude.
    static let decisions: InlineArray<30, Int32> = [
        0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023, 1121, 1219,
        1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919,
    ]

    /// QM2, QM4, QM5, QM6: what a code of 2, 4, 5 or 6 bits stands for.
    static let levels2: InlineArray<4, Int32> = [-7408, -1616, 7408, 1616]

    static let levels4: InlineArray<16, Int32> = [
        0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0,
    ]

    static let levels5: InlineArray<32, Int32> = [
        -280, -280, -23352, -17560, -14120, -11664, -9752, -8184, -6864, -5712, -4696, -3784, -2960, -2208, -1520, -880,
        23352, 17560, 14120, 11664, 9752, 8184, 6864, 5712, 4696, 3784, 2960, 2208, 1520, 880, 280, -280,
    ]

    static let levels6: InlineArray<64, Int32> = [
        -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232, -9360, -8576,
        -7856, -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400, -2032, -1688, -1360, -1040,
        -728, 24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456,
        4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432, -136,
    ]
}
