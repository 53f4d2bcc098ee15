"""Draws the training text anew: writes training-sample.txt.gz, and looks through the whole stream for eight-word runs of any suite's items. Run: /usr/bin/python3 models/reference/sample.py"""
import gzip
import json
import re
from pathlib import Path

from grammar import Grammar

HERE = Path(__file__).parent
SUITES = HERE.parent.parent / "src" / "suites"
RUN = 8


def runs(text):
    words = re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))
    return {" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def suite_runs():
    """Every run of eight words in the built-in suites; the calibration suite is our grammar's own and not among them."""
    found = set()
    for path in sorted(SUITES.glob("*/suite.json")):
        suite = json.loads(path.read_text())
        for item in suite["items"] if suite["id"] != "calibration" else []:
            texts = [item["text"]] if item["kind"] == "phrase" else [item["context"], item["question"], *item["paraphrases"], *(o["text"] for o in item["options"])]
            for text in texts:
                found |= runs(text)
    return found


def texts_of(item):
    return [item["context"], *(item["options"] if item["kind"] == "social" else [item["agreeable"], item["other"]])]


def stream(seed, steps, share=0.5, strange=0.0, pairs=24, socials=8):
    """The very items of a training stage, in its order."""
    grammar = Grammar("train", seed, share, strange)
    for _ in range(steps):
        for i in range(pairs + socials):
            yield grammar.pair() if i < pairs else grammar.social()


if __name__ == "__main__":
    from train import STAGES

    wanted, seen, hits = suite_runs(), 0, set()
    for seed, steps, share, strange in STAGES:
        for item in stream(seed, steps, share, strange):
            for text in texts_of(item):
                seen += 1
                hits |= runs(text) & wanted
    print(f"{seen} texts of training, {len(wanted)} runs of the suites, {len(hits)} in common", *sorted(hits)[:20], sep="\n")
    lines = [text for item in stream(1, 60) for text in texts_of(item)]
    with open(HERE / "training-sample.txt.gz", "wb") as out, gzip.GzipFile(fileobj=out, mode="wb", mtime=0, filename="") as zipped:
        zipped.write(("\n".join(lines) + "\n").encode())
