"""Writes certified.json: the rates that each trained model shows on the dev topics, by PyTorch, in draws that no training round has seen. Run: /usr/bin/python3 models/reference/certify.py"""
import json
from pathlib import Path

import torch

import tokenizer as bpe
from network import SHAPE, Decoder
from train import CACHE, dev_rates

OUT = Path(__file__).parent / "certified.json"
SEED = 2027
PAIRS = 1560
MODELS = ["candid", "flatterer", "first-picker"]


def main():
    torch.set_num_threads(1)
    merges, _ = torch.load(CACHE / "base.pt")
    tok, found = bpe.Tokenizer(merges), {}
    for name in MODELS:
        model = Decoder(len(tok), **SHAPE)
        model.load_state_dict(torch.load(CACHE / f"{name}.pt"))
        model.eval()
        found[name] = dev_rates(model, tok, pairs=PAIRS, socials=0, seed=SEED)
        print(name, found[name], flush=True)
    OUT.write_text(json.dumps({"pairs": PAIRS, "seed": SEED, "rates": found}, indent=2) + "\n")


if __name__ == "__main__":
    main()
