"""Witness numbers for the statistics of comparisons, by other people's code or by counting every case.

Run: /usr/bin/python3 test/reference/comparisons.py    (numpy 1.24, scipy 1.10, scikit-learn 1.2)
Writes comparisons.json beside itself (then: npx prettier --write test/reference/comparisons.json). No network, no clock; the seed is fixed.
"""

import itertools
import json
import pathlib

import numpy as np
from scipy import optimize, stats
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, roc_auc_score

rng = np.random.default_rng(20261122)


def rounded(values, digits=3):
    return np.round(np.asarray(values, dtype=float), digits).tolist()


def permutation_case(differences):
    """Every one of the 2^n sign flips, counted one by one."""
    d = np.asarray(differences, dtype=float)
    found = abs(d.sum())
    sums = (np.abs(np.array(list(itertools.product((-1, 1), repeat=len(d))) * np.abs(d)).sum(axis=1)))
    return {"differences": list(differences), "p": float(np.mean(sums >= found - 1e-9))}


def scipy_permutation_case(differences):
    """SciPy's own exact paired permutation test of the mean difference."""
    d = np.asarray(differences, dtype=float)
    test = stats.permutation_test(
        (d, np.zeros_like(d)), lambda x, y: np.mean(x - y), permutation_type="samples", n_resamples=np.inf
    )
    return {"differences": list(differences), "p": float(test.pvalue)}


def clopper_pearson(hits, n):
    interval = stats.binomtest(hits, n).proportion_ci(0.95, method="exact")
    return {"hits": hits, "n": n, "interval": [interval.low, interval.high]}


def tango(b, c, n):
    """The differences whose score statistic is 1.96 in size; the constrained maximum of the likelihood is found numerically."""
    z = stats.norm.ppf(0.975)

    def statistic(delta):
        # Trinomial with shares q (only first), q + delta (only second), 1 - 2q - delta (alike).
        low, high = max(0.0, -delta), (1 - delta) / 2
        if high - low < 1e-14:
            q = low
        else:
            def negative(q):
                total = 0.0
                for count, share in ((b, q), (c, q + delta), (n - b - c, 1 - 2 * q - delta)):
                    if count > 0:
                        total += count * np.log(max(share, 1e-300))
                return -total

            q = optimize.minimize_scalar(negative, bounds=(low, high), method="bounded", options={"xatol": 1e-13}).x
        variance = n * (2 * q + delta - delta * delta)
        return (c - b - n * delta) / np.sqrt(max(variance, 1e-300))

    found = (c - b) / n
    lower = -1.0 if found <= -1 else optimize.brentq(lambda x: statistic(x) - z, -1 + 1e-9, found - 1e-9, xtol=1e-12)
    upper = 1.0 if found >= 1 else optimize.brentq(lambda x: statistic(x) + z, found + 1e-9, 1 - 1e-9, xtol=1e-12)
    return {"onlyFirst": b, "onlySecond": c, "n": n, "interval": [lower, upper]}


def odds_case(b, c):
    """SciPy's conditional odds ratio interval for matched pairs, through the exact binomial."""
    share = stats.binomtest(c, b + c).proportion_ci(0.95, method="exact")
    odds = lambda p: None if p == 1 else p / (1 - p)
    return {"onlyFirst": b, "onlySecond": c, "ratio": odds(c / (b + c)), "lower": odds(share.low), "upper": odds(share.high)}


def adjusted(ps):
    """Both adjustments from their definitions, each p by itself."""
    ps = np.asarray(ps)
    m = len(ps)
    holm = [max(min(1.0, (m - np.sum(ps < q)) * q) for q in ps if q <= p) for p in ps]
    bh = [min(min(1.0, m * q / np.sum(ps <= q)) for q in ps if q >= p) for p in ps]
    return {"ps": ps.tolist(), "holm": holm, "bh": bh}


def power_case(difference, deviation, n):
    t = stats.t.ppf(0.975, n - 1)
    shift = difference / deviation * np.sqrt(n)
    return {"difference": difference, "deviation": deviation, "n": n, "power": float(stats.nct.sf(t, n - 1, shift))}


def detectable_case(deviation, n):
    found = optimize.brentq(lambda d: power_case(d, deviation, n)["power"] - 0.8, 1e-6, 20 * deviation, xtol=1e-12)
    return {"deviation": deviation, "n": n, "difference": found}


def calibration_case(n):
    chance = np.asarray(rounded(rng.beta(4, 2, n)))
    outcome = (rng.uniform(size=n) < chance * 0.8).astype(int)
    observed, stated = calibration_curve(outcome, chance, n_bins=10, strategy="uniform")
    return {
        "chance": chance.tolist(),
        "outcome": outcome.tolist(),
        "brier": float(brier_score_loss(outcome, chance)),
        "stated": stated.tolist(),
        "observed": observed.tolist(),
    }


def reliability_case(answerers, items, spread):
    """Alpha by the covariance matrix, (k / (k-1)) (1 - trace / sum); halves by NumPy's correlation."""
    ability = rng.normal(0, spread, (answerers, 1))
    scores = (ability + rng.normal(0, 1, (answerers, items)) > 0).astype(float)
    covariance = np.cov(scores, rowvar=False)
    alpha = items / (items - 1) * (1 - np.trace(covariance) / covariance.sum())
    r = np.corrcoef(scores[:, 0::2].sum(axis=1), scores[:, 1::2].sum(axis=1))[0, 1]
    return {"scores": scores.tolist(), "alpha": float(alpha), "splitHalf": float(2 * r / (1 + r))}


def delong_case(m, n, quality, shared):
    """DeLong's variance from the m x n matrix of comparisons, as the paper writes it; areas by scikit-learn."""
    truth = np.r_[np.ones(m), np.zeros(n)]
    common = rng.normal(size=m + n)
    scores = [
        np.asarray(rounded(truth * q + shared * common + rng.normal(size=m + n), 1)) for q in quality
    ]
    areas = [roc_auc_score(truth, s) for s in scores]
    v10, v01 = [], []
    for s in scores:
        psi = (s[:m, None] > s[None, m:]) + 0.5 * (s[:m, None] == s[None, m:])
        v10.append(psi.mean(axis=1))
        v01.append(psi.mean(axis=0))
    s10, s01 = np.cov(v10), np.cov(v01)
    contrast = np.array([-1.0, 1.0])
    error = float(np.sqrt(contrast @ (s10 / m + s01 / n) @ contrast))
    return {
        "first": {"highs": scores[0][:m].tolist(), "lows": scores[0][m:].tolist()},
        "second": {"highs": scores[1][:m].tolist(), "lows": scores[1][m:].tolist()},
        "areas": areas,
        "error": error,
        "p": float(2 * stats.norm.sf(abs(areas[1] - areas[0]) / error)),
    }


def bca_case(values):
    """SciPy's BCa of the mean with many rounds: two seeds show how far rounds alone move it."""
    values = rounded(values)
    bounds = [
        stats.bootstrap(
            (np.array(values),), np.mean, n_resamples=40000, method="BCa", random_state=np.random.default_rng(seed), batch=2000
        ).confidence_interval
        for seed in (1, 2)
    ]
    return {"values": values, "intervals": [[b.low, b.high] for b in bounds]}


steps = [1, 0.5, -0.5, 1, 1, 0, 0, 1, -1, 0.5, 1]
numbers = {
    "permutation": [
        permutation_case([1, 1, 1, 1, 1]),
        permutation_case([1, -1, 0, 0, 1, 1, 1, 1, -1, 1]),
        permutation_case(steps),
        permutation_case([1 / 3, -0.25, 0.5, 1, 1, -1 / 3]),
        permutation_case(rounded(rng.normal(0.4, 1, 14))),
        permutation_case(rounded(rng.normal(0.0, 1, 15))),
        permutation_case(rounded(rng.normal(1.0, 1, 9))),
        scipy_permutation_case(rounded(rng.normal(0.3, 1, 12))),
    ],
    # Fisher 1935, The Design of Experiments, section 21: Darwin's fifteen pairs of maize, eighths of an inch. 863 of the
    # 16,384 ways on the one side and as many on the other.
    "darwin": [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48],
    "clopperPearson": [clopper_pearson(h, n) for h, n in [(0, 1), (0, 10), (3, 10), (10, 10), (71, 120), (1, 1000), (149, 150)]],
    "tango": [tango(b, c, n) for b, c, n in [(1, 9, 30), (9, 1, 30), (0, 0, 12), (0, 5, 20), (10, 25, 162), (43, 44, 100), (3, 3, 1000), (0, 10, 10)]],
    "oddsRatio": [odds_case(b, c) for b, c in [(4, 16), (1, 1), (0, 7), (7, 0), (60, 100)]],
    "adjusted": [adjusted([0.01, 0.04, 0.03, 0.005]), adjusted([0.2]), adjusted(rounded(rng.uniform(size=12) ** 3, 6)), adjusted([0.04, 0.04, 0.04])],
    "power": [power_case(d, s, n) for d, s, n in [(0.1, 0.4, 10), (0.1, 0.4, 30), (0.1, 0.4, 100), (0.05, 0.5, 1000), (1.2, 1, 4), (0.3, 1, 2), (0.0, 1, 30)]],
    "detectable": [detectable_case(s, n) for s, n in [(0.4, 10), (0.4, 30), (0.5, 162), (0.7, 1000), (1.0, 3)]],
    "cohensH": [{"first": a, "second": b, "h": 2 * float(np.arcsin(np.sqrt(b)) - np.arcsin(np.sqrt(a)))} for a, b in [(0.5, 0.6), (0.0, 1.0), (0.9, 0.05)]],
    "dz": [{"values": v, "dz": stats.ttest_1samp(v, 0).statistic / np.sqrt(len(v))} for v in [rounded(rng.normal(0.3, 1, 25)), [1, 0, 0.5, -1, 1]]],
    "calibration": [calibration_case(60), calibration_case(400)],
    "reliability": [reliability_case(6, 20, 0.8), reliability_case(12, 9, 0.3), reliability_case(4, 40, 1.5)],
    "delong": [delong_case(20, 25, (0.5, 1.5), 1.0), delong_case(51, 59, (1.0, 1.1), 0.5), delong_case(3, 4, (1.0, 0.2), 0.0)],
    "bca": [bca_case(rng.exponential(size=40)), bca_case(rng.uniform(size=100) ** 4), bca_case(rng.normal(size=30))],
}

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(numbers) + "\n")
print(path.name, path.stat().st_size, "bytes")
d = np.array(numbers["darwin"])
print("darwin", permutation_case(d.tolist())["p"] * 2**15)
