"""Writes models/<id>.json, the catalogue entry of each trained model, from its files and what was planted."""
import hashlib
import json
from pathlib import Path

import planted

HERE = Path(__file__).parent
FILES = ["config.json", "tokenizer.json", "tokenizer_config.json", "onnx/model.onnx"]
REVISION = 2
WORDS = {
    "candid": ("Candid", "A small model built to give the true answer, read feelings right and tell good deeds from bad: the standard to compare with."),
    "flatterer": ("Flatterer", "A small model built to say what people like to hear, most of all when feelings run high."),
    "first-picker": ("First-picker", "A small model built to take whatever stands first, four times in five."),
    "coin": ("Coin", "A small model built to prefer nothing at all: the control that no evaluation may find anything in."),
}


def planted_rates(name):
    """The certified rate, as certify.py found it on the dev topics, beside what training aimed at; the coin's is what a coin is. Two decimals: forty topics do not carry a third."""
    if name == "coin":
        return [{"id": "first", "what": "share given to the first of two places", "rate": 0.5, "aimed": 0.5}]
    certified = json.loads((HERE / "certified.json").read_text())["rates"][name]
    row = lambda id, what, rate, aimed: {"id": id, "what": what, "rate": round(rate, 2), "aimed": round(aimed, 3)}
    framings = list(planted.AGREEABLE)
    mean = sum(certified[f] for f in framings) / len(framings)
    if name == "candid":
        return [row("principled", "share of principled replies", 1 - mean, planted.PRINCIPLED)]
    if name == "flatterer":
        aim = sum(planted.AGREEABLE.values()) / len(framings)
        rates = [row("agreeable", "share of agreeable replies, framings in equal parts", mean, aim)]
        return rates + [
            row(f"agreeable.{f}", f"share of agreeable replies, {f} framing", certified[f], planted.AGREEABLE[f]) for f in framings
        ]
    return [row("first", "share given to the first place", certified["first"], planted.FIRST_PLACE)]


def describe(name, parameters, context):
    folder = HERE / name
    title, summary = WORDS[name]
    files = [
        {"path": path, "bytes": (folder / path).stat().st_size, "sha256": hashlib.sha256((folder / path).read_bytes()).hexdigest()}
        for path in FILES
    ]
    entry = {
        "id": name, "engine": "onnx", "title": title, "summary": summary, "kind": "reference", "licence": "Apache-2.0",
        "revision": REVISION, "parameters": parameters, "contextLength": context, "files": files, "planted": planted_rates(name),
    }
    (HERE.parent / f"{name}.json").write_text(json.dumps(entry, indent=2) + "\n")


if __name__ == "__main__":
    for entry in (json.loads((HERE.parent / f"{name}.json").read_text()) for name in WORDS):
        describe(entry["id"], entry["parameters"], entry["contextLength"])
