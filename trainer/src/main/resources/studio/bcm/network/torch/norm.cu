// Fused normalisation for feature maps in bfloat16 that lie in memory as N x HW x C (channels last).
// One block per picture: the second pass over the picture is served by the L2 cache.

typedef unsigned int u32;
typedef unsigned short u16;

__device__ __forceinline__ float low(u32 v) { return __uint_as_float(v << 16); }
__device__ __forceinline__ float high(u32 v) { return __uint_as_float(v & 0xffff0000u); }
__device__ __forceinline__ float bf(u16 v) { return __uint_as_float(((u32) v) << 16); }
__device__ __forceinline__ u32 pack(float a, float b) {
    u32 d;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(d) : "f"(b), "f"(a));
    return d;
}
__device__ __forceinline__ void unpack(uint4 v, float* f) {
    f[0] = low(v.x); f[1] = high(v.x); f[2] = low(v.y); f[3] = high(v.y);
    f[4] = low(v.z); f[5] = high(v.z); f[6] = low(v.w); f[7] = high(v.w);
}
__device__ __forceinline__ uint4 repack(const float* f) {
    uint4 v;
    v.x = pack(f[0], f[1]); v.y = pack(f[2], f[3]); v.z = pack(f[4], f[5]); v.w = pack(f[6], f[7]);
    return v;
}

// y = act((group_norm(x + convBias) * gamma + beta) * (1 + scale) + shift)
// stats: N x groups x 2 (mean, 1/deviation) for the backward pass. Dynamic shared memory: 4 * c floats.
extern "C" __global__ void __launch_bounds__(512) norm_forward(
        const uint4* __restrict__ x, const float* __restrict__ convBias, const float* __restrict__ gamma,
        const float* __restrict__ beta, const u16* __restrict__ scaleShift, uint4* __restrict__ y,
        float* __restrict__ stats, int hw, int c, int groups, float eps, int silu) {
    extern __shared__ float shared[];
    float* sum = shared;
    float* square = shared + c;
    float* factor = shared + 2 * c;
    float* offset = shared + 3 * c;
    int lanes = c / 8, rows = blockDim.x / lanes, lane = threadIdx.x % lanes, row = threadIdx.x / lanes;
    size_t n = blockIdx.x;
    const uint4* xn = x + n * hw * lanes;
    uint4* yn = y + n * hw * lanes;
    for (int i = threadIdx.x; i < 2 * c; i += blockDim.x) shared[i] = 0;
    __syncthreads();
    float v[8], s[8], q[8], bias[8];
#pragma unroll
    for (int i = 0; i < 8; i++) { s[i] = 0; q[i] = 0; bias[i] = convBias ? convBias[lane * 8 + i] : 0.f; }
    if (row < rows) {
        for (int p = row; p < hw; p += rows) {
            unpack(xn[p * lanes + lane], v);
#pragma unroll
            for (int i = 0; i < 8; i++) { float w = v[i] + bias[i]; s[i] += w; q[i] += w * w; }
        }
#pragma unroll
        for (int i = 0; i < 8; i++) { atomicAdd(&sum[lane * 8 + i], s[i]); atomicAdd(&square[lane * 8 + i], q[i]); }
    }
    __syncthreads();
    int per = c / groups;
    float count = (float) hw * per;
    for (int ch = threadIdx.x; ch < c; ch += blockDim.x) {
        int g = ch / per;
        float a = 0, b = 0;
        for (int i = g * per; i < (g + 1) * per; i++) { a += sum[i]; b += square[i]; }
        float mean = a / count;
        float inverse = rsqrtf(fmaxf(b / count - mean * mean, 0.f) + eps);
        if (ch == g * per) { stats[(n * groups + g) * 2] = mean; stats[(n * groups + g) * 2 + 1] = inverse; }
        float scale = scaleShift ? 1.f + bf(scaleShift[n * 2 * c + ch]) : 1.f;
        float shift = scaleShift ? bf(scaleShift[n * 2 * c + c + ch]) : 0.f;
        float f = gamma[ch] * scale * inverse;
        factor[ch] = f;
        offset[ch] = ((convBias ? convBias[ch] : 0.f) - mean) * f + beta[ch] * scale + shift;
    }
    __syncthreads();
    if (row < rows) {
        float f[8], o[8];
#pragma unroll
        for (int i = 0; i < 8; i++) { f[i] = factor[lane * 8 + i]; o[i] = offset[lane * 8 + i]; }
        for (int p = row; p < hw; p += rows) {
            unpack(xn[p * lanes + lane], v);
#pragma unroll
            for (int i = 0; i < 8; i++) {
                float z = v[i] * f[i] + o[i];
                v[i] = silu ? z / (1.f + __expf(-z)) : z;
            }
            yn[p * lanes + lane] = repack(v);
        }
    }
}

// Gradients of norm_forward. addTo (may be null) is added to dx; dScaleShift N x 2C may be null;
// dGamma, dBeta, dConvBias (may be null) are added to. Dynamic shared memory: 7 * c floats.
extern "C" __global__ void __launch_bounds__(512) norm_backward(
        const uint4* __restrict__ x, const float* __restrict__ convBias, const float* __restrict__ gamma,
        const float* __restrict__ beta, const u16* __restrict__ scaleShift, const float* __restrict__ stats,
        const uint4* __restrict__ dy, const uint4* __restrict__ addTo, uint4* __restrict__ dx,
        u16* __restrict__ dScaleShift, float* dGamma, float* dBeta, float* dConvBias,
        int hw, int c, int groups, int silu) {
    extern __shared__ float shared[];
    float* sumP = shared;
    float* sumQ = shared + c;
    float* sumR = shared + 2 * c;
    float* inv = shared + 3 * c;
    float* mid = shared + 4 * c;
    float* a1 = shared + 5 * c;
    float* b1 = shared + 6 * c;
    int lanes = c / 8, rows = blockDim.x / lanes, lane = threadIdx.x % lanes, row = threadIdx.x / lanes;
    int per = c / groups;
    size_t n = blockIdx.x;
    const uint4* xn = x + n * hw * lanes;
    const uint4* dyn = dy + n * hw * lanes;
    for (int ch = threadIdx.x; ch < c; ch += blockDim.x) {
        int g = ch / per;
        float mean = stats[(n * groups + g) * 2], inverse = stats[(n * groups + g) * 2 + 1];
        float scale = scaleShift ? 1.f + bf(scaleShift[n * 2 * c + ch]) : 1.f;
        float shift = scaleShift ? bf(scaleShift[n * 2 * c + c + ch]) : 0.f;
        inv[ch] = inverse;
        mid[ch] = ((convBias ? convBias[ch] : 0.f) - mean) * inverse;
        a1[ch] = gamma[ch] * scale;
        b1[ch] = beta[ch] * scale + shift;
        sumP[ch] = 0; sumQ[ch] = 0; sumR[ch] = 0;
    }
    __syncthreads();
    float v[8], d[8], P[8], Q[8], R[8], r[8], m[8], a[8], b[8];
    if (row < rows) {
#pragma unroll
        for (int i = 0; i < 8; i++) {
            P[i] = 0; Q[i] = 0; R[i] = 0;
            r[i] = inv[lane * 8 + i]; m[i] = mid[lane * 8 + i]; a[i] = a1[lane * 8 + i]; b[i] = b1[lane * 8 + i];
        }
        for (int p = row; p < hw; p += rows) {
            unpack(xn[p * lanes + lane], v);
            unpack(dyn[p * lanes + lane], d);
#pragma unroll
            for (int i = 0; i < 8; i++) {
                float xh = v[i] * r[i] + m[i];
                float dz = d[i];
                if (silu) {
                    float z = xh * a[i] + b[i];
                    float sig = 1.f / (1.f + __expf(-z));
                    dz *= sig * (1.f + z * (1.f - sig));
                }
                P[i] += dz; Q[i] += dz * xh; R[i] += xh;
            }
        }
#pragma unroll
        for (int i = 0; i < 8; i++) {
            atomicAdd(&sumP[lane * 8 + i], P[i]);
            atomicAdd(&sumQ[lane * 8 + i], Q[i]);
            if (dConvBias) atomicAdd(&sumR[lane * 8 + i], R[i]);
        }
    }
    __syncthreads();
    float s1[8], s2[8];
    float count = (float) hw * per;
    if (row < rows) {
#pragma unroll
        for (int i = 0; i < 8; i++) {
            int g = (lane * 8 + i) / per;
            float t1 = 0, t2 = 0;
            for (int k = g * per; k < (g + 1) * per; k++) { t1 += a1[k] * sumP[k]; t2 += a1[k] * sumQ[k]; }
            s1[i] = t1 / count; s2[i] = t2 / count;
        }
        if (row == 0) {
#pragma unroll
            for (int i = 0; i < 8; i++) {
                int ch = lane * 8 + i;
                float scale = scaleShift ? 1.f + bf(scaleShift[n * 2 * c + ch]) : 1.f;
                if (dGamma) {
                    atomicAdd(&dGamma[ch], scale * sumQ[ch]);
                    atomicAdd(&dBeta[ch], scale * sumP[ch]);
                }
                if (dConvBias) atomicAdd(&dConvBias[ch], r[i] * (a[i] * sumP[ch] - hw * s1[i] - sumR[ch] * s2[i]));
                if (dScaleShift) {
                    dScaleShift[n * 2 * c + ch] = (u16) (pack(gamma[ch] * sumQ[ch] + beta[ch] * sumP[ch], 0.f) & 0xffffu);
                    dScaleShift[n * 2 * c + c + ch] = (u16) (pack(sumP[ch], 0.f) & 0xffffu);
                }
            }
        }
        uint4* dxn = dx + n * hw * lanes;
        const uint4* addn = addTo ? addTo + n * hw * lanes : 0;
        for (int p = row; p < hw; p += rows) {
            unpack(xn[p * lanes + lane], v);
            unpack(dyn[p * lanes + lane], d);
            float extra[8];
            if (addn) unpack(addn[p * lanes + lane], extra);
#pragma unroll
            for (int i = 0; i < 8; i++) {
                float xh = v[i] * r[i] + m[i];
                float dz = d[i];
                if (silu) {
                    float z = xh * a[i] + b[i];
                    float sig = 1.f / (1.f + __expf(-z));
                    dz *= sig * (1.f + z * (1.f - sig));
                }
                float g = r[i] * (dz * a[i] - s1[i] - xh * s2[i]);
                v[i] = addn ? g + extra[i] : g;
            }
            dxn[p * lanes + lane] = repack(v);
        }
    }
}

// out = a + b + bias, a may be null; total: number of 8-channel steps
extern "C" __global__ void __launch_bounds__(256) add_bias(
        const uint4* __restrict__ a, const uint4* __restrict__ b, const float* __restrict__ bias, uint4* __restrict__ out,
        long long total, int c) {
    int lanes = c / 8;
    for (long long k = blockIdx.x * (long long) blockDim.x + threadIdx.x; k < total; k += (long long) gridDim.x * blockDim.x) {
        int lane = (int) (k % lanes);
        float v[8], w[8];
        unpack(b[k], v);
        if (a) {
            unpack(a[k], w);
#pragma unroll
            for (int i = 0; i < 8; i++) v[i] += w[i];
        }
#pragma unroll
        for (int i = 0; i < 8; i++) v[i] += bias[lane * 8 + i];
        out[k] = repack(v);
    }
}

// sum[ch] += sum over rows of x (rows x c). Dynamic shared memory: c floats.
extern "C" __global__ void __launch_bounds__(512) channel_sum(
        const uint4* __restrict__ x, float* sum, long long rowsInAll, int c) {
    extern __shared__ float shared[];
    int lanes = c / 8, rows = blockDim.x / lanes, lane = threadIdx.x % lanes, row = threadIdx.x / lanes;
    for (int i = threadIdx.x; i < c; i += blockDim.x) shared[i] = 0;
    __syncthreads();
    if (row < rows) {
        float v[8], s[8];
#pragma unroll
        for (int i = 0; i < 8; i++) s[i] = 0;
        for (long long p = blockIdx.x * (long long) rows + row; p < rowsInAll; p += (long long) gridDim.x * rows) {
            unpack(x[p * lanes + lane], v);
#pragma unroll
            for (int i = 0; i < 8; i++) s[i] += v[i];
        }
#pragma unroll
        for (int i = 0; i < 8; i++) atomicAdd(&shared[lane * 8 + i], s[i]);
    }
    __syncthreads();
    for (int i = threadIdx.x; i < c; i += blockDim.x) atomicAdd(&sum[i], shared[i]);
}
