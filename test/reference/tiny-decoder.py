"""The tiny decoder of test/engines/fixtures once more, in NumPy and float64: an independent witness.

Weights are made from their names as in test/engines/fixtures/weights.ts; everything else is written from the definitions:
RMS norm (Zhang and Sennrich 2019), rotary embedding in halves (Su et al. 2021), grouped-query attention (Ainslie et al.
2023), SwiGLU (Shazeer 2020). Writes tiny-decoder.json beside itself. Run: /usr/bin/python3 test/reference/tiny-decoder.py
"""
import json
import pathlib

import numpy as np

VOCABULARY, HIDDEN, HEADS, KV_HEADS, LAYERS, INNER = 107, 64, 4, 2, 2, 48
HEAD = HIDDEN // HEADS
PROMPTS = [[5], [72, 101, 40, 7], list(range(2, 60)), [106, 3, 3, 3, 98, 97, 50, 12] * 12]


def weights(name, rows, columns, scale):
    state = 0x811C9DC5
    for byte in name.encode():
        state = ((state ^ byte) * 0x01000193) % 2**32
    numbers = np.empty(rows * columns)
    for i in range(numbers.size):
        state = (state * 1664525 + 1013904223) % 2**32
        numbers[i] = np.float32((state / 2**32 - 0.5) * scale)
    return numbers.reshape(rows, columns)


def norm(x):
    return x / np.sqrt((x**2).mean(-1, keepdims=True) + 1e-5)


def linear(x, name, columns, scale=0.5):
    return x @ weights(f"{name}.weight", x.shape[-1], columns, scale)


def rotary(x):
    """[heads, sequence, HEAD]: the first half of each vector turned against the second, by its position."""
    half = HEAD // 2
    angle = np.arange(x.shape[1])[:, None] * 10000.0 ** (-np.arange(half) * 2 / HEAD)
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * np.cos(angle) - b * np.sin(angle), b * np.cos(angle) + a * np.sin(angle)], -1)


def split(x, heads):
    """[sequence, heads * HEAD] to [heads, sequence, HEAD]."""
    return x.reshape(len(x), heads, HEAD).transpose(1, 0, 2)


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def forward(ids):
    """Log-probabilities [sequence, VOCABULARY] and the last hidden layer [sequence, HIDDEN]."""
    x = weights("embedding", VOCABULARY, HIDDEN, 1)[ids]
    unseen = np.triu(np.full((len(ids), len(ids)), -np.inf), 1)
    for layer in range(LAYERS):
        name = f"layers.{layer}."
        y = norm(x)
        q = rotary(split(linear(y, name + "query", HIDDEN), HEADS))
        k = rotary(split(linear(y, name + "key", KV_HEADS * HEAD), KV_HEADS)).repeat(HEADS // KV_HEADS, 0)
        v = split(linear(y, name + "value", KV_HEADS * HEAD), KV_HEADS).repeat(HEADS // KV_HEADS, 0)
        seen = softmax(q @ k.transpose(0, 2, 1) / np.sqrt(HEAD) + unseen) @ v
        x = x + linear(seen.transpose(1, 0, 2).reshape(len(ids), HIDDEN), name + "out", HIDDEN)
        y = norm(x)
        gate = linear(y, name + "gate", INNER)
        x = x + linear(gate / (1 + np.exp(-gate)) * linear(y, name + "up", INNER), name + "down", HIDDEN)
    hidden = norm(x)
    return np.log(softmax(linear(hidden, "logits", VOCABULARY, 2))), hidden


cases = []
for ids in PROMPTS:
    logprobs, hidden = forward(ids)
    cases.append(
        {
            "ids": ids,
            # Of each token after the first, given those before; and of every token after the last.
            "logprobs": [round(float(logprobs[i, t]), 7) for i, t in enumerate(ids[1:])],
            "next": [round(float(value), 7) for value in logprobs[-1]],
            "mean": [round(float(value), 7) for value in hidden.mean(0)],
        }
    )
sizes = {"vocabulary": VOCABULARY, "hidden": HIDDEN, "heads": HEADS, "kvHeads": KV_HEADS, "layers": LAYERS, "inner": INNER}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"sizes": sizes, "cases": cases}, separators=(",", ":")).replace('{"ids"', '\n{"ids"') + "\n")
