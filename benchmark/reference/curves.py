"""Loss curves of several runs side by side, in windows of pictures seen: curves.py RUN RUN..."""
import json
import pathlib
import sys

WINDOWS = 12


def points(run):
    lines = (json.loads(line) for line in (pathlib.Path(run) / 'log.jsonl').read_text().splitlines())
    return [(line['kimg'], line['loss']) for line in lines if 'loss' in line]


runs = [points(run) for run in sys.argv[1:]]
last = max(kimg for run in runs for kimg, _ in run)
print('| kimg | ' + ' | '.join(pathlib.Path(run).name for run in sys.argv[1:]) + ' |')
print('|---' * (len(runs) + 1) + '|')
for window in range(WINDOWS):
    low, high = last * window / WINDOWS, last * (window + 1) / WINDOWS
    means = []
    for run in runs:
        inside = [loss for kimg, loss in run if low < kimg <= high]
        means.append(f'{sum(inside) / len(inside):.4f}' if inside else '')
    print(f'| {low:.0f}–{high:.0f} | ' + ' | '.join(means) + ' |')
