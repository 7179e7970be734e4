#!/usr/bin/env python3
"""Sums ncu's --csv of gpu__time_duration.sum by kernel."""
import csv, re, sys
from collections import defaultdict

lines = open(sys.argv[1], errors="replace").read().splitlines()
start = next(i for i, l in enumerate(lines) if l.startswith('"ID"'))
rows = list(csv.DictReader(lines[start:]))
scale = {"ns": 1e-6, "nsecond": 1e-6, "us": 1e-3, "usecond": 1e-3, "ms": 1, "msecond": 1, "s": 1e3, "second": 1e3}
total, sums, counts = 0, defaultdict(float), defaultdict(int)


def kind(name):
    n = name.lower()
    for word, what in (("sdpa", "attention"), ("addbiasunpack", "attention"), ("norm_apply", "own norm"), ("norm_sums", "own norm"),
                       ("op_generic_tensor", "bias of convolutions"), ("splitkreduce", "product"), ("fprop", "convolution"), ("conv", "convolution"), ("implicit", "convolution"), ("xmma", "convolution or product"),
                       ("gemm", "product"), ("gemv", "product"), ("nvjet", "product"), ("cutlass", "product"), ("groupnorm", "group norm"), ("layernorm", "layer norm"), ("attention", "attention"),
                       ("fmha", "attention"), ("flash", "attention"), ("reduce", "reduction"), ("transpose", "transposition"),
                       ("nchwtonhwc", "transposition"), ("nhwctonchw", "transposition"), ("concat", "concatenation"), ("resize", "resize"),
                       ("split", "split"), ("gelu", "silu"), ("binary", "elementwise"), ("unary", "elementwise"), ("softmax", "softmax")):
        if word in n:
            return what
    return "other"


kinds = defaultdict(float)
for r in rows:
    try:
        ms = float(r["Metric Value"].replace(",", "")) * scale[r["Metric Unit"]]
    except (KeyError, ValueError):
        continue
    name = re.sub(r"<.*", "", re.sub(r"\(.*", "", r["Kernel Name"]))[:70]
    total += ms; sums[name] += ms; counts[name] += 1; kinds[kind(r["Kernel Name"])] += ms
print(f"{len(rows)} kernels, {total:.3f} ms")
for k, v in sorted(kinds.items(), key=lambda e: -e[1]):
    print(f"  {v:8.3f} ms {100 * v / total:5.1f} %  {k}")
for k, v in sorted(sums.items(), key=lambda e: -e[1])[:28]:
    print(f"    {v:8.3f} ms {counts[k]:5d} x  {k}")
