"""Writes the statistics beside this file with NumPy and SciPy, which the program's are compared with."""
import json
import numpy as np
import scipy.linalg

random = np.random.default_rng(5)
mixing = random.normal(size=(2, 6, 6))
told = {}
for name, mix, centre in (("one", mixing[0], 10.0), ("other", mixing[1], 10.5)):
    features = (random.normal(size=(50, 6)) @ mix + centre).astype("<f4")
    features.tofile(f"{name}-features.bin")
    wide = features.astype("<f8")
    told[name] = wide.mean(axis=0), np.cov(wide, rowvar=False)
# As the common evaluators write them: with more arrays than these two, as they are and compressed.
np.savez("one.npz", mu=told["one"][0], sigma=told["one"][1], mu_s=np.zeros(3), arr_0=np.zeros((2, 4, 4, 3), dtype=np.uint8))
np.savez_compressed("other.npz", mu=told["other"][0].astype("<f4"), sigma=np.asfortranarray(told["other"][1].astype("<f4")))
(m, c), (n, d) = told["one"], told["other"]
distance = ((m - n) ** 2).sum() + np.trace(c + d - 2 * scipy.linalg.sqrtm(c @ d).real)
json.dump({"frechetDistance": distance}, open("distance.json", "w"))
