"""Bidirectional Consistency Models' network in plain PyTorch, for checking the importer: written after the paper (arXiv
2403.18035), the ADM U-Net of Dhariwal and Nichol (arXiv 2105.05233) and the names in a state dict, apart from the program's
own description of it.

Weights and inputs are drawn by counter (SplitMix64 of the tensor's name), so that they need not be stored.

    python3 adm_reference.py FOLDER      writes NAME.json (flags, levels, labels) and NAME.bin (f in float32) of every case
"""
import json
import math
import pathlib
import sys
import zlib

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

SIGMA_DATA = 0.5


class Norm(nn.GroupNorm):
    def __init__(self, channels):
        super().__init__(32, channels, eps=1e-5)


class Down(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.op = nn.Conv2d(channels, channels, 3, stride=2, padding=1)

    def forward(self, x):
        return self.op(x)


class Up(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x):
        return self.conv(x.repeat_interleave(2, dim=2).repeat_interleave(2, dim=3))


class Residual(nn.Module):
    """in_layers: norm, SiLU, convolution; emb_layers: SiLU, linear; out_layers: norm, SiLU, dropout, convolution."""

    def __init__(self, channels, embedding, out, scale_shift, resample=None):
        super().__init__()
        self.in_layers = nn.Sequential(Norm(channels), nn.SiLU(), nn.Conv2d(channels, out, 3, padding=1))
        self.emb_layers = nn.Sequential(nn.SiLU(), nn.Linear(embedding, 2 * out if scale_shift else out))
        self.out_layers = nn.Sequential(Norm(out), nn.SiLU(), nn.Dropout(0.0), nn.Conv2d(out, out, 3, padding=1))
        self.skip_connection = nn.Identity() if channels == out else nn.Conv2d(channels, out, 1)
        self.scale_shift = scale_shift
        self.resample = resample

    def resized(self, x):
        if self.resample == "down":
            return F.avg_pool2d(x, 2)
        if self.resample == "up":
            return F.interpolate(x, scale_factor=2, mode="nearest")
        return x

    def forward(self, x, embedding):
        h = self.in_layers[2](self.resized(self.in_layers[1](self.in_layers[0](x))))
        x = self.resized(x)
        e = self.emb_layers(embedding)[:, :, None, None]
        if self.scale_shift:
            scale, shift = e.chunk(2, dim=1)
            h = self.out_layers[0](h) * (1 + scale) + shift
        else:
            h = self.out_layers[0](h + e)
        return self.skip_connection(x) + self.out_layers[3](self.out_layers[1](h))


class Attention(nn.Module):
    def __init__(self, channels, heads, normalised, order, dimensions=2):
        super().__init__()
        self.norm = Norm(channels)
        convolution = nn.Conv2d if dimensions == 2 else nn.Conv1d
        self.qkv = convolution(channels, 3 * channels, 1)
        self.proj_out = convolution(channels, channels, 1)
        self.dimensions = dimensions
        self.heads, self.normalised, self.order = heads, normalised, order

    def forward(self, x):
        n, c, height, width = x.shape
        flat = x if self.dimensions == 2 else x.reshape(n, c, -1)
        qkv = self.qkv(self.norm(flat)).reshape(n, 3 * c, -1)
        d = c // self.heads
        if self.order == "heads":
            q, k, v = qkv.reshape(n, self.heads, 3, d, -1).unbind(2)
        else:
            q, k, v = qkv.reshape(n, 3, self.heads, d, -1).unbind(1)
        if self.normalised:
            q, k, v = (a / (1e-4 + a.norm(dim=2, keepdim=True) / math.sqrt(d)) for a in (q, k, v))
        scores = torch.einsum("nhdi,nhdj->nhij", q * d ** -0.25, k * d ** -0.25)
        mixed = torch.einsum("nhij,nhdj->nhdi", scores.softmax(dim=-1), v)
        return (flat + self.proj_out(mixed.reshape(flat.shape))).reshape(x.shape)


class Block(nn.Sequential):
    def forward(self, x, embedding):
        for part in self:
            x = part(x, embedding) if isinstance(part, Residual) else part(x)
        return x


def sinusoid(values, width):
    half = width // 2
    frequencies = torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float32) / half)
    angles = values[:, None] * frequencies[None].to(values.dtype)
    return torch.cat([angles.cos(), angles.sin()], dim=1)


class ADM(nn.Module):
    def __init__(self, image_size=64, num_channels=192, num_res_blocks=3, channel_mult=(1, 2, 3, 4), attention_resolutions=(16, 8), num_heads=4,
                 num_head_channels=64, resblock_updown=True, use_scale_shift_norm=False, class_cond=True, num_classes=1000,
                 normalize_attention=True, qkv_order="parts", one_time=False, attention_dimensions=2):
        super().__init__()
        embedding = 4 * num_channels
        self.width, self.one_time = num_channels, one_time
        levels = lambda: nn.Sequential(nn.Linear(num_channels, embedding), nn.SiLU(), nn.Linear(embedding, embedding))
        self.time_embed = levels()
        if not one_time:
            self.time_embed_end = levels()
            self.time_embed_align = nn.Linear(2 * embedding, embedding, bias=False)
        if class_cond:
            self.label_emb = nn.Embedding(num_classes, embedding)
        factors = [image_size // r for r in attention_resolutions]
        widths = [int(m * num_channels) for m in channel_mult]

        def residual(channels, out, resample=None):
            return Residual(channels, embedding, out, use_scale_shift_norm, resample)

        def attention(channels):
            heads = channels // num_head_channels if num_head_channels > 0 else num_heads
            return Attention(channels, heads, normalize_attention, qkv_order, attention_dimensions)

        channels, factor = widths[0], 1
        self.input_blocks = nn.ModuleList([Block(nn.Conv2d(3, channels, 3, padding=1))])
        skips = [channels]
        for level, out in enumerate(widths):
            for _ in range(num_res_blocks):
                parts = [residual(channels, out)]
                channels = out
                if factor in factors:
                    parts.append(attention(channels))
                self.input_blocks.append(Block(*parts))
                skips.append(channels)
            if level < len(widths) - 1:
                self.input_blocks.append(Block(residual(channels, channels, "down") if resblock_updown else Down(channels)))
                skips.append(channels)
                factor *= 2
        self.middle_block = Block(residual(channels, channels), attention(channels), residual(channels, channels))
        self.output_blocks = nn.ModuleList()
        for level, out in reversed(list(enumerate(widths))):
            for i in range(num_res_blocks + 1):
                parts = [residual(channels + skips.pop(), out)]
                channels = out
                if factor in factors:
                    parts.append(attention(channels))
                if level > 0 and i == num_res_blocks:
                    parts.append(residual(channels, channels, "up") if resblock_updown else Up(channels))
                    factor //= 2
                self.output_blocks.append(Block(*parts))
        self.out = nn.Sequential(Norm(channels), nn.SiLU(), nn.Conv2d(channels, 3, 3, padding=1))

    def forward(self, x, t, u, y=None):
        e = self.time_embed(sinusoid(250 * torch.log(t + 1e-44), self.width))
        if not self.one_time:
            end = self.time_embed_end(sinusoid(250 * torch.log(u + 1e-44), self.width))
            e = self.time_embed_align(torch.cat([e, end], dim=1))
        if y is not None:
            e = e + self.label_emb(y)
        h, kept = x, []
        for block in self.input_blocks:
            h = block(h, e)
            kept.append(h)
        h = self.middle_block(h, e)
        for block in self.output_blocks:
            h = block(torch.cat([h, kept.pop()], dim=1), e)
        return self.out(h)


def consistency(network, x, t, u, y=None):
    """f(x, t, u), the paper's preconditioning."""
    t4, u4 = t[:, None, None, None], u[:, None, None, None]
    variance = SIGMA_DATA ** 2
    skip = (variance + t4 * u4) / (variance + t4 ** 2)
    out = SIGMA_DATA * (t4 - u4) / (variance + t4 ** 2).sqrt()
    into = 1 / (variance + t4 ** 2).sqrt()
    return skip * x + out * network(into * x, t, u, y)


def uniform(name, count):
    """Numbers in -1…1 on a grid of 2^-23, SplitMix64 counted from the CRC-32 of a name."""
    with np.errstate(over="ignore"):
        z = np.uint64(zlib.crc32(name.encode())) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float64) / 2 ** 23 - 1


def weight(name, shape):
    count = math.prod(shape)
    values = uniform(name, count)
    if len(shape) == 1:
        values = 0.1 * values + (1 if name.endswith(".weight") else 0)
    else:
        values = values * math.sqrt(3.0 * shape[0] / count)
    return torch.from_numpy(values.astype(np.float32).reshape(shape))


def fill(network):
    network.load_state_dict({name: weight(name, tuple(value.shape)) for name, value in network.state_dict().items()})
    return network.eval()


SMALL = dict(image_size=64, num_channels=32, num_res_blocks=1, channel_mult=[1, 2], attention_resolutions="32", num_head_channels=32,
             num_classes=7, class_cond=True, resblock_updown=True, use_scale_shift_norm=False)

CASES = {
    "four-levels": dict(SMALL, channel_mult=[1, 2, 2, 3], attention_resolutions="16,8"),
    "unconditional-32": dict(SMALL, image_size=32, num_channels=64, num_res_blocks=2, attention_resolutions="16", num_head_channels=64,
                             num_classes=0, class_cond=False),
    "scale-shift": dict(SMALL, use_scale_shift_norm=True),
    "strided": dict(SMALL, resblock_updown=False),
    "strided-scale-shift-32": dict(SMALL, image_size=32, attention_resolutions="16", resblock_updown=False, use_scale_shift_norm=True,
                                   num_classes=0, class_cond=False),
    "deep": dict(SMALL, num_res_blocks=5),
    "half-width": dict(SMALL, num_channels=64, channel_mult=[0.5, 1.5, 2], attention_resolutions="64,16"),
    "width-96": dict(SMALL, num_channels=96, channel_mult=[1, 1], num_head_channels=48),
    "middle-attention-only": dict(SMALL, attention_resolutions="1"),
    "single-level": dict(SMALL, channel_mult=[1], attention_resolutions="64", num_head_channels=16),
    "five-levels": dict(SMALL, channel_mult=[1, 1, 1, 1, 2], attention_resolutions="8,4"),
    "four-heads": dict(SMALL, num_heads=4, num_head_channels=-1),
    "one-head": dict(SMALL, num_heads=1, num_head_channels=-1, use_scale_shift_norm=True),
    "plain-attention": dict(SMALL, normalize_attention=False),
    "heads-first": dict(SMALL, qkv_order="heads", num_head_channels=16),
    "legacy-attention": dict(SMALL, normalize_attention=False, qkv_order="heads", num_heads=2, num_head_channels=-1, resblock_updown=False,
                             attention_dimensions=1),
    "one-time": dict(SMALL, one_time=True),
    "two-classes": dict(SMALL, num_classes=2, num_res_blocks=2, channel_mult=[2, 1]),
}
T = [80, 3.2, 0.07, 0.002, 0.5]
U = [0.002, 12.5, 0.07, 80, 0.45]


def built(flags):
    sizes = [int(r) for r in flags["attention_resolutions"].split(",")]
    return fill(ADM(**dict(flags, attention_resolutions=[s for s in sizes if s > 1])))


def inputs(flags):
    """Five pictures of two sizes' worth: as small as the network takes them, not square."""
    least = 2 ** (len(flags["channel_mult"]) - 1)
    height, width = max(8, 2 * least), max(12, 3 * least)
    shape = (len(T), 3, height, width)
    t = torch.tensor(T, dtype=torch.float32)
    x = torch.from_numpy((uniform("x", math.prod(shape)) * 1.5).astype(np.float32).reshape(shape)) * (t ** 2 + SIGMA_DATA ** 2).sqrt()[:, None, None, None]
    y = torch.arange(len(T)) % flags["num_classes"] if flags["class_cond"] else None
    return x, t, torch.tensor(U, dtype=torch.float32), y


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, flags in CASES.items():
        network = built(flags)
        x, t, u, y = inputs(flags)
        with torch.no_grad():
            out = consistency(network, x, t, u, y)
            double = consistency(network.double(), x.double(), t.double(), u.double(), y)
        error = float((out - double).norm() / double.norm())
        (folder / f"{name}.bin").write_bytes(out.numpy().astype("<f4").tobytes())
        shown = {k: v for k, v in flags.items() if k not in ("one_time", "attention_dimensions")}
        (folder / f"{name}.json").write_text(json.dumps({"shape": list(out.shape), "t": T, "u": U, "y": None if y is None else y.tolist(),
                                                         "config": shown,
                                                         "tensors": {n: list(p.shape) for n, p in network.state_dict().items()}},
                                                        separators=(",", ":")) + "\n")
        print(f"{name}: {sum(p.numel() for p in network.parameters())} parameters, std {out.std():.3f}, float32 against float64 {error:.1e}")


if __name__ == "__main__":
    main()
