#!/usr/bin/env python3
"""The photo packs' network under PyTorch: images/s of forward + backward + Adam + EMA.

Same widths, blocks, groups, heads, precision (bf16 over fp32 weights) and batch as `bcm-studio train`; inputs are random and on
the device already, so neither photos nor JPEG are part of the time.
    python3 training.py [eager|compile|max] [diffusion] [trajectory]
"""
import sys, time, torch, torch.nn as nn, torch.nn.functional as F

torch.backends.cuda.matmul.allow_tf32 = True
torch.backends.cudnn.allow_tf32 = True
torch.backends.cudnn.benchmark = True
W, MULT, BLOCKS, HEAD, BATCH, SIZE = 96, (1, 2, 2), 2, 64, 512, 64


class Block(nn.Module):
    def __init__(self, i, o, attention):
        super().__init__()
        self.n1, self.c1 = nn.GroupNorm(32, i), nn.Conv2d(i, o, 3, padding=1)
        self.cond = nn.Linear(4 * W, 2 * o)
        self.n2, self.c2 = nn.GroupNorm(32, o), nn.Conv2d(o, o, 3, padding=1)
        self.skip = nn.Conv2d(i, o, 1) if i != o else nn.Identity()
        self.attention = attention
        if attention:
            self.n3, self.qkv, self.project = nn.GroupNorm(32, o), nn.Conv2d(o, 3 * o, 1), nn.Conv2d(o, o, 1)

    def forward(self, x, c):
        h = self.c1(F.silu(self.n1(x)))
        scale, shift = self.cond(c)[:, :, None, None].chunk(2, 1)
        h = self.c2(F.silu(self.n2(h) * (1 + scale) + shift))
        y = self.skip(x) + h
        if self.attention:
            n, ch, a, b = y.shape
            qkv = self.qkv(self.n3(y)).permute(0, 2, 3, 1).reshape(n, a * b, 3, ch // HEAD, HEAD).permute(2, 0, 3, 1, 4)
            m = F.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2])
            y = y + self.project(m.permute(0, 2, 1, 3).reshape(n, a, b, ch).permute(0, 3, 1, 2))
        return y


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        e = 4 * W
        self.t0, self.t1, self.u0, self.u1 = nn.Linear(W, e), nn.Linear(e, e), nn.Linear(W, e), nn.Linear(e, e)
        self.first = nn.Conv2d(12, W, 3, padding=1)
        self.down, self.reduce, self.up, self.enlarge = nn.ModuleList(), nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        ch, skips = W, [W]
        for l, m in enumerate(MULT):
            low = l == len(MULT) - 1
            for _ in range(BLOCKS):
                self.down.append(Block(ch, W * m, low)); ch = W * m; skips.append(ch)
            if not low:
                self.reduce.append(nn.Conv2d(ch, ch, 3, stride=2, padding=1)); skips.append(ch)
        self.m0, self.m1 = Block(ch, ch, True), Block(ch, ch, False)
        for l in reversed(range(len(MULT))):
            for _ in range(BLOCKS + 1):
                self.up.append(Block(ch + skips.pop(), W * MULT[l], l == len(MULT) - 1)); ch = W * MULT[l]
            if l:
                self.enlarge.append(nn.Conv2d(ch, ch, 3, padding=1))
        self.norm, self.last = nn.GroupNorm(32, ch), nn.Conv2d(ch, 12, 3, padding=1)

    @staticmethod
    def sinusoid(t):
        f = torch.exp(torch.arange(W // 2, device=t.device) * (-9.21 / (W // 2)))
        a = (t.log() / 4 * 1000)[:, None] * f
        return torch.cat((a.cos(), a.sin()), 1)

    def forward(self, x, t, u):
        c = F.silu(self.t1(F.silu(self.t0(self.sinusoid(t)))) + self.u1(F.silu(self.u0(self.sinusoid(u)))))
        h = self.first(F.pixel_unshuffle(x, 2)); skips = [h]; d = iter(self.down); r = iter(self.reduce)
        for l in range(len(MULT)):
            for _ in range(BLOCKS):
                h = next(d)(h, c); skips.append(h)
            if l < len(MULT) - 1:
                h = next(r)(h); skips.append(h)
        h = self.m1(self.m0(h, c), c); p = iter(self.up); e = iter(self.enlarge)
        for l in reversed(range(len(MULT))):
            for _ in range(BLOCKS + 1):
                h = next(p)(torch.cat((h, skips.pop()), 1), c)
            if l:
                h = next(e)(F.interpolate(h, scale_factor=2.0))
        return F.pixel_shuffle(self.last(F.silu(self.norm(h))), 2)


def main():
    mode = sys.argv[1] if len(sys.argv) > 1 else "compile"
    stages = sys.argv[2:] or ["diffusion", "trajectory"]
    dev = torch.device("cuda")
    net = Net().to(dev).to(memory_format=torch.channels_last)
    params = list(net.parameters())
    ema = [p.detach().clone() for p in params]
    adam = torch.optim.Adam(params, lr=1e-4, betas=(0.9, 0.99), fused=True)
    f = net if mode == "eager" else torch.compile(net, mode="max-autotune-no-cudagraphs" if mode == "max" else None, dynamic=False)
    print(f"{sum(p.numel() for p in params) / 1e6:.1f} M parameters, torch {torch.__version__}, {torch.cuda.get_device_name()}", flush=True)
    trips, var = round(0.2 * BATCH), 0.25

    def levels(n):
        return torch.exp(torch.randn(n, device=dev) * 1.7 - 1.1).clamp(0.003, 80)

    def b(v):
        return v.view(-1, 1, 1, 1)

    x = torch.randn(BATCH, 3, SIZE, SIZE, device=dev).contiguous(memory_format=torch.channels_last)
    target = torch.randn_like(x)

    def step(stage):
        t = levels(BATCH)
        u = torch.full_like(t, 0.002) if stage == "diffusion" else levels(BATCH)
        with torch.autocast("cuda", torch.bfloat16):
            out = f(x, t, u)
        out = out.float()
        if stage == "diffusion":
            loss = (out - target).square().mean()
        else:
            k = BATCH - trips
            loss = ((out[:k] - target[:k]).square().mean((1, 2, 3)) + 9e-4).sqrt().mean()
            tt, uu = t[k:], u[k:]
            xx = x[k:] * b((tt.square() + var).sqrt())
            there = xx * b((tt * uu + var) / (tt.square() + var)) + out[k:] * b((tt - uu) * 0.5 / (tt.square() + var).sqrt())
            clean = torch.full_like(uu, 0.002)
            with torch.autocast("cuda", torch.bfloat16):
                back = f((there / b((uu.square() + var).sqrt())).contiguous(memory_format=torch.channels_last), uu, clean)
            end = there * b((clean * uu + var) / (uu.square() + var)) + back.float() * b((uu - clean) * 0.5 / (uu.square() + var).sqrt())
            loss = loss + 2 * (end - target[k:]).square().mean()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(params, 1.0, foreach=True)
        adam.step()
        adam.zero_grad(set_to_none=True)
        torch._foreach_lerp_(ema, params, 1e-3)

    for stage in stages:
        start = time.time()
        for _ in range(4):
            step(stage)
        torch.cuda.synchronize()
        warm = time.time() - start
        times = []
        for _ in range(3):
            torch.cuda.synchronize(); start = time.time()
            for _ in range(10):
                step(stage)
            torch.cuda.synchronize(); times.append((time.time() - start) / 10)
        each = sorted(times)[1]
        print(f"python,{mode},{stage},{1000 * each:.1f} ms a step of {BATCH},{BATCH / each:.0f} images/s, warm-up {warm:.0f} s, "
              f"{torch.cuda.max_memory_allocated() / 2**30:.1f} GiB", flush=True)


main()
