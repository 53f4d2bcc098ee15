"""The decoder of test/models/made once more, in NumPy and float64: an independent witness of its layers and of steering.

Weights are made from their names as in test/engines/fixtures/weights.ts; everything else is written from the definitions:
RMS norm (Zhang and Sennrich 2019), rotary embedding in halves (Su et al. 2021), grouped-query attention (Ainslie et al.
2023), SwiGLU (Shazeer 2020). Writes made-decoder.json beside itself. Run: /usr/bin/python3 test/reference/made-decoder.py
"""
import json
import pathlib

import numpy as np

VOCABULARY, HIDDEN, HEADS, KV_HEADS, LAYERS, INNER = 1024, 64, 4, 2, 2, 96
HEAD = HIDDEN // HEADS
LIE = [90, 117, 515, 107, 276, 818, 52, *[432, 117, 515, 107, 276, 818, 52] * 5]
# Each text with the ids that its tokenizer gives; the test holds them against what it really gives.
TEXTS = [
    {"text": "Help a friend in need", "ids": [78, 107, 114, 118, 265, 478, 277, 774]},
    {"text": " ".join(["To lie is wrong."] * 6), "ids": LIE},
]
AFTER = {"text": " no way", "ids": [439, 769]}
known = {}


def weights(name, shape, scale):
    if name not in known:
        state = 0x811C9DC5
        for byte in name.encode():
            state = ((state ^ byte) * 0x01000193) % 2**32
        numbers = np.empty(int(np.prod(shape)))
        for i in range(numbers.size):
            state = (state * 1664525 + 1013904223) % 2**32
            numbers[i] = np.float32((state / 2**32 - 0.5) * scale)
        known[name] = numbers.reshape(shape)
    return known[name]


def norm(x, name):
    weight = (1 + weights(f"{name}.weight", (HIDDEN,), 0.5)).astype(np.float32)
    return x / np.sqrt((x**2).mean(-1, keepdims=True) + 1e-5) * weight


def linear(x, name, columns, scale=None):
    size = x.shape[-1]
    return x @ weights(f"{name}.weight", (size, columns), scale or 4 / np.sqrt(size))


def rotary(x):
    """[heads, sequence, HEAD]: the first half of each vector turned against the second, by its position."""
    half = HEAD // 2
    angle = np.arange(x.shape[1])[:, None] * 10000.0 ** (-np.arange(half) * 2 / HEAD)
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * np.cos(angle) - b * np.sin(angle), b * np.cos(angle) + a * np.sin(angle)], -1)


def split(x, heads):
    return x.reshape(len(x), heads, HEAD).transpose(1, 0, 2)


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def forward(ids, steer=None):
    """The stream before the first layer and after each, [LAYERS + 1, sequence, HIDDEN], and log-probabilities [sequence, VOCABULARY]."""
    unseen = np.triu(np.full((len(ids), len(ids)), -np.inf), 1)
    stream = []

    def arrive(x):
        if steer is not None and steer[0] == len(stream):
            x = x + steer[1]
        stream.append(x)
        return x

    x = arrive(weights("model.embed_tokens.weight", (VOCABULARY, HIDDEN), 2)[ids])
    for layer in range(LAYERS):
        name = f"/model/layers.{layer}"
        y = norm(x, f"{name}/input_layernorm")
        part = lambda which, columns: linear(y, f"{name}/attn/{which}_proj/MatMul_output_0", columns)
        q = rotary(split(part("q", HEADS * HEAD), HEADS))
        k = rotary(split(part("k", KV_HEADS * HEAD), KV_HEADS)).repeat(HEADS // KV_HEADS, 0)
        v = split(part("v", KV_HEADS * HEAD), KV_HEADS).repeat(HEADS // KV_HEADS, 0)
        seen = (softmax(q @ k.transpose(0, 2, 1) / np.sqrt(HEAD) + unseen) @ v).transpose(1, 0, 2).reshape(len(ids), -1)
        x = x + linear(seen, f"{name}/attn/o_proj/MatMul_output_0", HIDDEN)
        y = norm(x, f"{name}/post_attention_layernorm")
        gate = linear(y, f"{name}/mlp/gate_proj/MatMul_output_0", INNER)
        up = linear(y, f"{name}/mlp/up_proj/MatMul_output_0", INNER)
        x = arrive(x + linear(gate / (1 + np.exp(-gate)) * up, f"{name}/mlp/down_proj/MatMul_output_0", HIDDEN))
    scores = linear(norm(x, f"/model/layers.{LAYERS}/final_norm_layernorm"), "logits", VOCABULARY, 8 / np.sqrt(HIDDEN))
    top = scores.max(-1, keepdims=True)
    return np.array(stream), scores - top - np.log(np.exp(scores - top).sum(-1, keepdims=True))


def rounded(values):
    return [round(float(value), 7) for value in values]


cases = []
for case in TEXTS:
    ids, after = case["ids"], AFTER["ids"]
    stream, _ = forward(ids)
    steered = []
    for layer in range(LAYERS + 1):
        vector = weights(f"steer.{layer}", (HIDDEN,), 2)
        _, logprobs = forward(ids + after, (layer, vector))
        said = [logprobs[len(ids) - 1 + i, token] for i, token in enumerate(after)]
        steered.append({"layer": layer, "vector": rounded(vector), "logprobs": rounded(said)})
    layers = [{"mean": rounded(each.mean(0)), "last": rounded(each[-1])} for each in stream]
    cases.append({**case, "continuation": AFTER, "layers": layers, "steered": steered})
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(cases, separators=(",", ":"), ensure_ascii=False).replace('{"text"', '\n{"text"') + "\n")
