// Group normalisation of half-precision maps that lie in memory as N x HW x C, with what stands around it in a U-Net:
//
//     sum = concat(x + bias + skip, other)
//     y   = act((sum - mean) / deviation * gamma + beta) * scale + shift     (the activation last)
//
// in two kernels over the same grid (chunks, N): norm_sums adds up, norm_apply normalises. C, and the channels of x and of other,
// are multiples of 8, C at most 2048; 512 threads. norm.ptx is made from this file: see NormKernels.

#include <cuda_fp16.h>

#define THREADS 512

__device__ __forceinline__ void unpack(uint4 v, float* f) {
    const __half2* h = reinterpret_cast<const __half2*>(&v);
#pragma unroll
    for (int i = 0; i < 4; i++) {
        float2 p = __half22float2(h[i]);
        f[2 * i] = p.x;
        f[2 * i + 1] = p.y;
    }
}

__device__ __forceinline__ uint4 pack(const float* f) {
    uint4 v;
    __half2* h = reinterpret_cast<__half2*>(&v);
#pragma unroll
    for (int i = 0; i < 4; i++) h[i] = __floats2half2_rn(f[2 * i], f[2 * i + 1]);
    return v;
}

// bias (ca floats), skip, other (cb channels, 0 for none) and sum may be null; partial: N x chunks x groups x 2, sums and sums of squares.
// Dynamic shared memory: (16 * THREADS + 2 * (ca + cb)) floats.
extern "C" __global__ void __launch_bounds__(THREADS) norm_sums(
        const uint4* __restrict__ x, const float* __restrict__ bias, const uint4* __restrict__ skip,
        const uint4* __restrict__ other, uint4* __restrict__ sum, float* __restrict__ partial, int hw, int ca, int cb, int groups) {
    extern __shared__ float shared[];
    int c = ca + cb, lanes = c / 8, rows = THREADS / lanes, lane = threadIdx.x % lanes, row = threadIdx.x / lanes;
    float* totals = shared + rows * 2 * c;
    long long n = blockIdx.y;
    int chunk = (hw + gridDim.x - 1) / gridDim.x, from = blockIdx.x * chunk, to = min(hw, from + chunk);
    if (row < rows) {
        float s[8], q[8], b[8], v[8], w[8];
        bool first = lane * 8 < ca;
        int width = (first ? ca : cb) / 8, column = first ? lane : lane - ca / 8;
        const uint4* source = (first ? x : other) + n * hw * width + column;
        const uint4* added = first && skip ? skip + n * hw * width + column : 0;
        uint4* target = sum ? sum + n * hw * lanes + lane : 0;
#pragma unroll
        for (int i = 0; i < 8; i++) { s[i] = 0; q[i] = 0; b[i] = first && bias ? bias[lane * 8 + i] : 0.f; }
#pragma unroll 4
        for (int p = from + row; p < to; p += rows) {
            unpack(source[(long long) p * width], v);
            if (added) {
                unpack(added[(long long) p * width], w);
#pragma unroll
                for (int i = 0; i < 8; i++) v[i] += w[i];
            }
#pragma unroll
            for (int i = 0; i < 8; i++) { v[i] += b[i]; s[i] += v[i]; q[i] += v[i] * v[i]; }
            if (target) target[(long long) p * lanes] = pack(v);
        }
        float4* mine = reinterpret_cast<float4*>(shared + row * 2 * c + lane * 8);
        mine[0] = make_float4(s[0], s[1], s[2], s[3]);
        mine[1] = make_float4(s[4], s[5], s[6], s[7]);
        mine = reinterpret_cast<float4*>(shared + (row * 2 + 1) * c + lane * 8);
        mine[0] = make_float4(q[0], q[1], q[2], q[3]);
        mine[1] = make_float4(q[4], q[5], q[6], q[7]);
    }
    __syncthreads();
    for (int k = threadIdx.x; k < 2 * c; k += THREADS) {
        float t = 0;
        for (int r = 0; r < rows; r++) t += shared[r * 2 * c + k];
        totals[k] = t;
    }
    __syncthreads();
    int per = c / groups;
    float* mine = partial + (n * gridDim.x + blockIdx.x) * groups * 2;
    for (int k = threadIdx.x; k < 2 * groups; k += THREADS) {
        int g = k >> 1;
        const float* values = totals + (k & 1) * c + g * per;
        float t = 0;
        for (int i = 0; i < per; i++) t += values[i];
        mine[k] = t;
    }
}

// x is the sum, or what was summed with bias (c floats) where there is none. scaleShift: N rows of stride values, scale from
// column on and shift c further; null for none. Dynamic shared memory: 2 * c + 2 * (groups + 3) floats.
extern "C" __global__ void __launch_bounds__(THREADS) norm_apply(
        const uint4* __restrict__ x, const float* __restrict__ bias, const float* __restrict__ gamma,
        const float* __restrict__ beta, const __half* __restrict__ scaleShift, int stride, int column, uint4* __restrict__ y,
        const float* __restrict__ partial, int hw, int c, int groups, float eps, int silu) {
    extern __shared__ float shared[];
    float* factor = shared;
    float* offset = shared + c;
    float* mean = shared + 2 * c;
    float* inverse = mean + groups + 3;
    int chunks = gridDim.x, per = c / groups;
    long long n = blockIdx.y;
    const float* sums = partial + n * chunks * groups * 2;
    float count = (float) hw * per;
    for (int g = threadIdx.x / 8; g < (groups + 3) / 4 * 4; g += THREADS / 8) {
        float s = 0, q = 0;
        if (g < groups) {
            for (int k = threadIdx.x % 8; k < chunks; k += 8) {
                float2 p = reinterpret_cast<const float2*>(sums)[k * groups + g];
                s += p.x;
                q += p.y;
            }
        }
#pragma unroll
        for (int d = 4; d > 0; d /= 2) {
            s += __shfl_xor_sync(0xffffffffu, s, d);
            q += __shfl_xor_sync(0xffffffffu, q, d);
        }
        if (threadIdx.x % 8 == 0) {
            float m = s / count;
            mean[g] = m;
            inverse[g] = rsqrtf(fmaxf(q / count - m * m, 0.f) + eps);
        }
    }
    __syncthreads();
    for (int k = threadIdx.x; k < c; k += THREADS) {
        int g = k / per;
        float scale = scaleShift ? __half2float(scaleShift[n * stride + column + k]) : 1.f;
        float shift = scaleShift ? __half2float(scaleShift[n * stride + column + c + k]) : 0.f;
        float f = gamma[k] * scale * inverse[g];
        factor[k] = f;
        offset[k] = ((bias ? bias[k] : 0.f) - mean[g]) * f + beta[k] * scale + shift;
    }
    __syncthreads();
    int lanes = c / 8, rows = THREADS / lanes, lane = threadIdx.x % lanes, row = threadIdx.x / lanes;
    int chunk = (hw + chunks - 1) / chunks, from = blockIdx.x * chunk, to = min(hw, from + chunk);
    if (row < rows) {
        float f[8], o[8], v[8];
#pragma unroll
        for (int i = 0; i < 8; i++) { f[i] = factor[lane * 8 + i]; o[i] = offset[lane * 8 + i]; }
        const uint4* source = x + n * hw * lanes + lane;
        uint4* target = y + n * hw * lanes + lane;
#pragma unroll 4
        for (int p = from + row; p < to; p += rows) {
            unpack(source[(long long) p * lanes], v);
#pragma unroll
            for (int i = 0; i < 8; i++) {
                float z = v[i] * f[i] + o[i];
                v[i] = silu ? __fdividef(z, 1.f + __expf(-z)) : z;
            }
            target[(long long) p * lanes] = pack(v);
        }
    }
}
