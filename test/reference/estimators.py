"""Witness numbers for src/statistics, by other people's code.

Run: /usr/bin/python3 test/reference/estimators.py    (numpy 1.24, scipy 1.10, scikit-learn 1.2)
Writes estimators.json beside itself (then: npx prettier --write test/reference/estimators.json). No network, no clock; the seed is fixed.
"""

import json
import math
import pathlib

import numpy as np
from scipy import optimize, stats
from sklearn.cluster import AgglomerativeClustering
from sklearn.decomposition import PCA
from sklearn.metrics import roc_auc_score

rng = np.random.default_rng(20261121)


def rounded(values, digits=6):
    return np.round(np.asarray(values, dtype=float), digits).tolist()


def wilson(hits, n):
    """The two shares whose score test just reaches the share found: solved numerically, not by the closed form."""
    z = stats.norm.ppf(0.975)
    share = hits / n

    def gap(p):
        return (share - p) ** 2 - z * z * p * (1 - p) / n

    lower = 0.0 if hits == 0 else optimize.brentq(gap, 1e-15, share - 1e-12, xtol=1e-15)
    upper = 1.0 if hits == n else optimize.brentq(gap, share + 1e-12, 1 - 1e-15, xtol=1e-15)
    return [lower, upper]


def t975(freedom):
    """Solved on the tail: SciPy 1.10's own ppf is off in the tenth digit (2.36462425101 for 7; it is ...159)."""
    return optimize.brentq(lambda t: stats.t.sf(t, freedom) - 0.025, 1, 20, xtol=1e-15, rtol=1e-15)


def newcombe(area, m, n):
    """Newcombe 2006, method 5: the areas whose own standard error reaches to the one found."""
    z = stats.norm.ppf(0.975)
    typical = (m + n) / 2 - 1

    def gap(a):
        variance = a * (1 - a) * (1 + typical * ((1 - a) / (2 - a) + a / (1 + a))) / (m * n)
        return (area - a) ** 2 - z * z * variance

    lower = 0.0 if area == 0 else optimize.brentq(gap, 1e-14, area - 1e-12, xtol=1e-15)
    upper = 1.0 if area == 1 else optimize.brentq(gap, area + 1e-12, 1 - 1e-14, xtol=1e-15)
    return [lower, upper]


def pca_case(name, rows, count):
    rows = np.asarray(rounded(rows))
    fit = PCA(n_components=count, svd_solver="full", whiten=False).fit(rows)
    return {
        "name": name,
        "rows": rows.tolist(),
        "mean": fit.mean_.tolist(),
        "components": fit.components_.tolist(),
        "ratios": fit.explained_variance_ratio_.tolist(),
        "projected": fit.transform(rows).tolist(),
    }


def ward_case(name, points):
    points = np.asarray(rounded(points))
    labels = AgglomerativeClustering(n_clusters=2, linkage="ward").fit_predict(points)
    return {"name": name, "points": points.tolist(), "labels": labels.tolist()}


def moral_case(name, shift, anchors, dimensions):
    """The whole of METHODS 1.4 and 1.5 with scikit-learn, sign rule included; norm as 1.9."""
    texts = ["kill"] + [f"verb {i}" for i in range(1, anchors)]
    sides = np.array(["dont" if i % 3 == 0 else "do" if i % 3 == 1 else "between" for i in range(anchors)])
    axis = rng.normal(size=dimensions)
    axis /= np.linalg.norm(axis)
    along = np.where(sides == "do", shift, np.where(sides == "dont", -shift, 0.0))
    vectors = np.asarray(rounded(rng.normal(size=(anchors, dimensions)) + np.outer(along, axis) + 3.0, 4))
    fit = PCA(n_components=5, svd_solver="full", whiten=False).fit(vectors)
    points = fit.transform(vectors)
    labels = AgglomerativeClustering(n_clusters=2).fit_predict(points)
    other = labels != labels[texts.index("kill")]
    sign = np.sign(points[other, 0].mean())
    norm = np.abs(points[:, 0]).max()
    probes = np.asarray(rounded(rng.normal(size=(6, dimensions)) * 2 + 3.0, 4))
    clear = sides != "between"
    scores = sign * points[:, 0] / norm
    return {
        "name": name,
        "texts": texts,
        "sides": sides.tolist(),
        "vectors": vectors.tolist(),
        "probes": probes.tolist(),
        "ratio": fit.explained_variance_ratio_[0],
        "norm": norm,
        "scores": scores.tolist(),
        "probeScores": (sign * fit.transform(probes)[:, 0] / norm).tolist(),
        "auroc": roc_auc_score(sides[clear] == "do", scores[clear]),
    }


def correlation_case(x, y):
    x, y = rounded(x, 3), rounded(y, 3)
    return {"x": x, "y": y, "pearson": stats.pearsonr(x, y)[0], "spearman": stats.spearmanr(x, y)[0]}


def auroc_case(highs, lows):
    truth = [1] * len(highs) + [0] * len(lows)
    area = float(roc_auc_score(truth, list(highs) + list(lows)))
    return {"highs": list(highs), "lows": list(lows), "area": area, "interval": newcombe(area, len(highs), len(lows))}


def mean_case(values):
    values = rounded(values, 4)
    centre = float(np.mean(values))
    half = t975(len(values) - 1) * float(stats.sem(values))
    return {"values": values, "mean": centre, "interval": [centre - half, centre + half]}


numbers = {
    "wilson": [
        {"hits": h, "n": n, "interval": wilson(h, n)}
        for h, n in [(0, 1), (1, 1), (0, 10), (3, 10), (10, 10), (71, 120), (7.5, 12), (0.5, 40), (149, 150), (250, 500)]
    ],
    "mcnemar": [
        {"onlyFirst": b, "onlySecond": c, "p": 1.0 if b + c == 0 else stats.binomtest(b, b + c, 0.5).pvalue}
        for b, c in [(0, 0), (0, 1), (0, 6), (1, 9), (5, 5), (10, 25), (3, 40), (200, 260), (700, 640)]
    ],
    "t975": [{"freedom": f, "t": t975(f)} for f in [1, 2, 3, 4, 7, 12, 29, 100, 499, 100000]],
    "studentTails": [
        {"t": t, "freedom": f, "p": 2 * stats.t.sf(t, f)} for t in [0.1, 1.0, 2.5, 6.0] for f in [1, 3, 10, 200]
    ],
    "normal": [{"z": z, "p": stats.norm.cdf(z)} for z in [-8, -3.5, -1.959963984540054, -0.3, 0, 0.7, 2, 5]],
    "logGamma": [{"x": x, "value": math.lgamma(x)} for x in [0.5, 1, 1.5, 2, 10, 171.5, 5000]],
    "mean": [mean_case(rng.normal(size=k)) for k in [2, 5, 40]] + [mean_case(rng.uniform(size=12))],
    "correlation": [
        correlation_case(rng.normal(size=30), rng.normal(size=30)),
        correlation_case(np.arange(12), np.arange(12) ** 2 / 7 + rng.normal(size=12)),
        correlation_case(rng.integers(0, 4, size=40), rng.integers(0, 4, size=40)),
    ],
    "auroc": [
        auroc_case([3.0, 4.0, 5.0], [0.0, 1.0]),
        auroc_case([0.0, 0.0], [1.0, 2.0, 3.0]),
        auroc_case([1.0, 1.0, 2.0], [1.0, 0.0, 2.0]),
        auroc_case(rounded(rng.normal(1, 1, 50), 1), rounded(rng.normal(0, 1, 60), 1)),
        auroc_case(rounded(rng.normal(0.1, 1, 9), 2), rounded(rng.normal(0, 1, 31), 2)),
    ],
    "pca": [
        pca_case("more rows than dimensions", rng.normal(size=(12, 4)) * [5, 2, 1, 0.5], 4),
        pca_case("more dimensions than rows", rng.normal(size=(8, 20)) + 10, 5),
        pca_case("rank two", rng.normal(size=(9, 2)) @ rng.normal(size=(2, 6)), 2),
    ],
    "ward": [
        ward_case("two clouds", np.vstack([rng.normal(0, 1, (10, 3)), rng.normal(4, 1, (6, 3))])),
        ward_case("one cloud", rng.normal(size=(24, 5))),
        ward_case("a far point", np.vstack([rng.normal(size=(15, 2)), [[30, 30]]])),
        ward_case("a line", rng.uniform(0, 10, (20, 1))),
    ],
    "moralDirection": [
        moral_case("a strong direction", 4.0, 30, 12),
        moral_case("a weak direction", 1.0, 24, 16),
        moral_case("no direction", 0.0, 24, 40),
    ],
}

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(numbers) + "\n")
print(path.name, path.stat().st_size, "bytes")
