#!/usr/bin/env python3
"""What cuDNN reaches for the convolutions of photo-64, fp16 channels-last, its best algorithm, kernels alone (CUDA events).
Counts: how often a convolution of that shape is in one evaluation."""
import torch, torch.nn.functional as F
from triton.testing import do_bench
torch.backends.cudnn.benchmark = True
W, MULT, BLOCKS = 96, (1, 2, 2), 2


def shapes():
    out = {}
    def add(i, o, k, s, l):
        out[(i, o, k, s, l)] = out.get((i, o, k, s, l), 0) + 1
    def block(i, o, l, att):
        add(i, o, 3, 1, l); add(o, o, 3, 1, l)
        if i != o: add(i, o, 1, 1, l)
        if att: add(o, 3 * o, 1, 1, l); add(o, o, 1, 1, l)
    add(12, W, 3, 1, 0); ch, skips = W, [W]
    for l, m in enumerate(MULT):
        low = l == len(MULT) - 1
        for _ in range(BLOCKS): block(ch, W * m, l, low); ch = W * m; skips.append(ch)
        if not low: add(ch, ch, 3, 2, l); skips.append(ch)
    block(ch, ch, len(MULT) - 1, True); block(ch, ch, len(MULT) - 1, False)
    for l in reversed(range(len(MULT))):
        for _ in range(BLOCKS + 1): block(ch + skips.pop(), W * MULT[l], l, l == len(MULT) - 1); ch = W * MULT[l]
        if l: add(ch, ch, 3, 1, l - 1)
    add(ch, 12, 3, 1, 0)
    return out


a = torch.randn(8192, 8192, device="cuda", dtype=torch.half)
peak = 2 * 8192 ** 3 / do_bench(lambda: a @ a, return_mode="median") / 1e9
print(f"matrix product 8192: {peak:.0f} TFLOP/s; cuDNN {torch.backends.cudnn.version()}")
for n, side in ((64, 64), (16, 256)):
    total_ms = total_ops = 0
    print(f"batch {n}, {side}x{side}")
    for (i, o, k, s, l), count in sorted(shapes().items()):
        h = side // 2 >> l
        x = torch.randn(n, i, h, h, device="cuda", dtype=torch.half).contiguous(memory_format=torch.channels_last)
        w = torch.randn(o, i, k, k, device="cuda", dtype=torch.half).contiguous(memory_format=torch.channels_last)
        if k == 1:
            xm, wm = x.permute(0, 2, 3, 1).reshape(-1, i), w.reshape(o, i).t().contiguous()
            f = lambda: xm @ wm
        else:
            f = lambda: F.conv2d(x, w, stride=s, padding=k // 2)
        ms = do_bench(f, warmup=10, rep=20, return_mode="median")
        ops = 2 * n * (h // s) ** 2 * i * o * k * k
        total_ms += ms * count; total_ops += ops * count
        print(f"  {i:4d} -> {o:4d}, {k}x{k}/{s}, {h:3d}x{h:<3d} x{count}: {1000 * ms:7.1f} us {ops / ms / 1e9:6.0f} TFLOP/s {100 * ops / ms / 1e9 / peak:4.0f} %")
    print(f"  all: {total_ms:.3f} ms, {total_ops / 1e12:.3f} TFLOP, {total_ops / total_ms / 1e9:.0f} TFLOP/s, {100 * total_ops / total_ms / 1e9 / peak:.0f} % of the matrix rate")
