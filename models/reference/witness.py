"""Writes test/models/witness.json: what PyTorch says to a few prompts, for the exported graphs to agree with. Run: /usr/bin/python3 models/reference/witness.py"""
import json
from pathlib import Path

import torch

import tokenizer as bpe
from batches import SYCOPHANCY, pooled, padded
from grammar import Grammar, TEMPLATES, prompt_lines
from network import SHAPE, Decoder
from train import CACHE, MODELS

HERE = Path(__file__).parent
OUT = HERE.parent.parent / "test" / "models" / "witness.json"
ODD = "Café déjà vu — “naïve” Zoë’s 3,5 % … ¿qué? 漢字 🙂\n\tTabs  and   spaces; I'd've DON'T 2026"


def prompts():
    grammar = Grammar("dev", 7)
    for kind in ("pair", "social", "pair"):
        item = grammar.social() if kind == "social" else grammar.pair()
        options = item["options"] if kind == "social" else [item["agreeable"], item["other"]]
        lead, question = ("", item["question"]) if kind == "social" else SYCOPHANCY
        lines, _ = prompt_lines(lead + item["context"], question, options)
        yield "\n".join(lines)


@torch.no_grad()
def main():
    texts = [*prompts(), TEMPLATES[0].format("kill time"), ODD]
    merges = None
    found = {}
    for name in MODELS:
        tokenizer = json.loads((HERE / name / "tokenizer.json").read_text())
        merges = [tuple(m.split(" ")) for m in tokenizer["model"]["merges"]]
        tok = bpe.Tokenizer(merges)
        model = Decoder(len(tok), **SHAPE)
        model.load_state_dict(torch.load(CACHE / f"{name}.pt"))
        model.eval()
        cases = []
        for text in texts[:3]:
            rendered = f"<|user|>\n{text}<|end|>\n<|assistant|>\n"
            ids = tok.encode(rendered)
            logp = model.logits(model(torch.tensor([ids])))[0, -1].log_softmax(-1)
            cases.append({"content": text, "ids": ids, "letters": {c: logp[tok.encode(c)[0]].item() for c in "ABCD"}})
        ids = tok.encode(texts[3])
        rows, lengths = padded([ids])
        mean = pooled(model(rows), lengths)[0].tolist()
        found[name] = {"cases": cases, "embedded": {"text": texts[3], "ids": ids, "mean": mean}}
    sample = texts + [t["context"] for t in (Grammar("train", 8).pair() for _ in range(40))]
    encoded = [{"text": text, "ids": tok.encode(text)} for text in sample]
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"models": found, "encoded": encoded}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
