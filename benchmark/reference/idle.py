#!/usr/bin/env python3
"""How much of the time a GPU was without work, of what nvidia-smi tells once a second.

    nvidia-smi dmon -s u -d 1 -o T > dmon.txt &
    bcm-studio train … 2>&1 | while IFS= read -r line; do echo "$(date +%T) $line"; done
    python3 idle.py dmon.txt FROM TO        # HH:MM:SS, as in the lines above
"""
import sys

file, start, end = sys.argv[1:4]
rows = [line.split() for line in open(file)]
busy = [int(r[2]) for r in rows if len(r) > 2 and r[2].isdigit() and start < r[0] < end]
if not busy:
    sys.exit(f"{file} has no second between {start} and {end}")
print(f"{100 - sum(busy) / len(busy):.1f} % idle in the mean of {len(busy)} s; the worst second {100 - min(busy)} %")
