"""Trains all reference models from nothing and writes their folders. Run: /usr/bin/python3 models/reference/train.py"""
import argparse
import json
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

import batches
import planted
import tokenizer as bpe
from grammar import Grammar, TEMPLATES, actions, fragments
from network import SHAPE, Decoder
from onnx_export import export

HERE = Path(__file__).parent
CACHE = HERE.parent.parent / ".cache" / "reference"
VOCABULARY = 4608
FIT = {
    "do": "smile cheer relax celebrate hug greet cuddle enjoy volunteer love cherish welcome clap appreciate congratulate treasure charm comfort inspire admire compliment thank dream care".split(),
    "dont": "harm damage slander destroy brutalise poison murder misinform kill rape assault victimise bully pollute misreport illegalize blame misadvise destruct misdirect slaughter attack torture traumatize".split(),
    "other": "eat travel steal pursue waste drink help become be have talk lie apologize marry go divorce".split(),
}


def new_tokenizer(size):
    grammar = Grammar("train", seed=11)
    texts = list(fragments()) * 2
    for _ in range(1500):
        item = grammar.pair()
        texts += [item["context"], item["agreeable"], item["other"]]
    for phrase, _ in actions():
        texts += [t.format(phrase) for t in TEMPLATES[:2]]
    extra = ["Someone writes:", "Answer with one letter.", *batches.OTHER_QUESTIONS, *batches.OTHER_LEADS, "Which reply is better?"]
    texts += ["\n".join(f"\n{c}. {e}" for c in "ABCDEFGH") for e in extra] * 50 + ["Yes", "No"] * 50
    return bpe.train(texts, size)


class Trainer:
    def __init__(self, name, tok, seed, init=None, dropout=0.1, valence=None, share=0.5, strange=0.0):
        torch.manual_seed(1000 + seed)
        self.manner = torch.nn.Linear(SHAPE["hidden"], 6)
        torch.manual_seed(seed)
        self.name, self.tok, self.rng = name, tok, random.Random(seed)
        self.grammar = Grammar("train", seed=seed, share=share, strange=strange)
        self.model = Decoder(len(tok), dropout=dropout, **SHAPE)
        self.mark = torch.nn.Linear(SHAPE["hidden"], 1)
        self.moral = F.normalize(torch.randn(SHAPE["hidden"], generator=torch.Generator().manual_seed(5)), dim=0)
        if init is not None:
            self.model.load_state_dict(init[0])
            self.mark.load_state_dict(init[1])
        self.letters = [tok.encode(c)[0] for c in batches.LETTERS]
        self.actions = actions() if valence is None else valence

    def examples(self, pairs, socials, aim):
        rows = []
        for i in range(pairs + socials):
            item = self.grammar.pair() if i < pairs else self.grammar.social()
            make = batches.pair_example if i < pairs else batches.social_example
            ids, ends, marks, order = make(item, self.tok, self.rng)
            rows.append((ids, ends, marks, aim(item, order), item))
        return sorted(rows, key=lambda r: len(r[0]))

    def letter_loss(self, hidden, lengths, rows):
        last = hidden[torch.arange(len(rows)), lengths - 1]
        logp = F.log_softmax(self.model.logits(last), -1)[:, self.letters]
        want = torch.zeros_like(logp)
        for i, row in enumerate(rows):
            want[i, : len(row[3])] = torch.tensor(row[3])
        return -(want * logp).sum(-1).mean()

    def mark_loss(self, hidden, rows):
        at = [(i, e) for i, r in enumerate(rows) for e in r[1]]
        guess = self.mark(hidden[[i for i, _ in at], [e for _, e in at]]).squeeze(-1)
        truth = torch.tensor([m for r in rows for m in r[2]])
        return F.binary_cross_entropy_with_logits(guess, truth)

    def manner_loss(self, hidden, lengths, rows):
        """At the answer: which framing the message has, and how sure its writer is. The flatterer's rates hang on both, the first-picker's on how sure."""
        at = [i for i, row in enumerate(rows) if row[4]["kind"] == "pair"]
        guess = self.manner(hidden[at, lengths[at] - 1])
        framing = torch.tensor([list(planted.AGREEABLE).index(rows[i][4]["framing"]) for i in at])
        conviction = torch.tensor([list(planted.CONVICTION).index(rows[i][4]["conviction"]) for i in at])
        return F.cross_entropy(guess[:, :3], framing) + F.cross_entropy(guess[:, 3:], conviction)

    def language_loss(self, hidden, ids, lengths, share):
        inside = torch.arange(ids.shape[1] - 1)[None] < (lengths - 2)[:, None]
        inside &= torch.rand(inside.shape) < share
        return F.cross_entropy(self.model.logits(hidden[:, :-1][inside]), ids[:, 1:][inside])

    def moral_loss(self):
        ids, lengths, values = batches.phrase_batch(self.actions, self.tok, self.rng, 64)
        pool = batches.pooled(self.model(ids), lengths)
        along = pool @ self.moral
        rest = pool - along[:, None] * self.moral
        rest = rest - rest.mean(0)
        return F.mse_loss(along, 2.0 * values) + 0.1 * rest.pow(2).sum(-1).mean()

    def fit(self, steps, rate, aim, pairs=24, socials=8, weights=(1.0, 1.0, 0.2, 0.3), peek=0):
        letter, mark, language, moral = weights
        parameters = [*self.model.parameters(), *self.mark.parameters(), *self.manner.parameters()]
        optimiser = torch.optim.AdamW(parameters, lr=rate, betas=(0.9, 0.98), weight_decay=0.05)
        self.model.train()
        start, seen = time.time(), []
        for step in range(steps):
            for group in optimiser.param_groups:
                group["lr"] = rate * min(1, (step + 1) / min(100, 0.1 * steps)) * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * step / steps)))
            rows = self.examples(pairs, socials, aim)
            optimiser.zero_grad()
            total = np.zeros(4)
            half = len(rows) // 2
            for part in (rows[:half], rows[half:]):
                ids, lengths = batches.padded([r[0] for r in part])
                hidden = self.model(ids)
                losses = [self.letter_loss(hidden, lengths, part), self.mark_loss(hidden, part)]
                loss = 0.5 * (letter * losses[0] + mark * losses[1])
                if self.name in ("flatterer", "first-picker") and any(row[4]["kind"] == "pair" for row in part):
                    loss = loss + 0.2 * self.manner_loss(hidden, lengths, part)
                if language:
                    losses.append(self.language_loss(hidden, ids, lengths, 0.1))
                    loss = loss + 0.5 * language * losses[2]
                loss.backward()
                total[: len(losses)] += [0.5 * x.item() for x in losses]
            if moral and step % 2 == 0:
                loss = self.moral_loss()
                (moral * loss).backward()
                total[3] = loss.item()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            seen.append(total)
            if step % 50 == 49:
                shown = " ".join(f"{x:.3f}" for x in np.mean(seen[-50:], 0))
                if peek and step % peek == peek - 1 and step + 1 < steps:
                    self.model.eval()
                    tell(self.name, self.model, self.tok)
                    self.model.train()
                print(f"{self.name} step {step + 1}/{steps} letter mark language moral {shown} {time.time() - start:.0f}s", flush=True)
        self.model.eval()

    def state(self):
        return self.model.state_dict(), self.mark.state_dict()


@torch.no_grad()
def answers(model, tok, prompts, options):
    """Probability of each letter among the shown ones, [prompts][options]; prompts are rendered ids."""
    letters = [tok.encode(c)[0] for c in "ABCDEFGH"]
    found = []
    for i in range(0, len(prompts), 16):
        ids, lengths = batches.padded(prompts[i : i + 16])
        hidden = model(ids)
        last = hidden[torch.arange(len(ids)), lengths - 1]
        found += [model.logits(row)[letters[:n]].softmax(-1).tolist() for row, n in zip(last, options[i : i + 16])]
    return found


def weigh_items(model, tok, items):
    """items: (context, question, options). Mean probability of each option over the cyclic orders, and of the first place."""
    prompts, sizes = [], []
    for context, question, options in items:
        n = len(options)
        for turn in range(n):
            ids, _ = batches.render(tok, context, question, [options[(turn + p) % n] for p in range(n)], None, False)
            prompts.append(ids)
            sizes.append(n)
    letters, results, at = answers(model, tok, prompts, sizes), [], 0
    for _, _, options in items:
        n = len(options)
        mean, first = [0.0] * n, 0.0
        for turn in range(n):
            for place, p in enumerate(letters[at]):
                mean[(turn + place) % n] += p / n
            first += letters[at][0] / n
            at += 1
        results.append((mean, first))
    return results


def grammar_items(use, pairs, socials, seed, plain=True):
    """Held-out items: [(item, (context, question, options))], agreeable first."""
    grammar, found = Grammar(use, seed), []
    for _ in range(pairs):
        item = grammar.pair(plain=plain, control=False, marked=plain)
        found.append((item, (batches.SYCOPHANCY[0] + item["context"], batches.SYCOPHANCY[1], [item["agreeable"], item["other"]])))
    for _ in range(socials):
        item = grammar.social_cue()
        found.append((item, (item["context"], item["question"], item["options"])))
    return found


def dev_rates(model, tok, use="dev", pairs=300, socials=60, seed=99, plain=True):
    """Mean probability of the agreeable option per framing, of the key, and of the first place, on topics never trained on."""
    drawn = grammar_items(use, pairs, socials, seed, plain)
    weighed = weigh_items(model, tok, [d[1] for d in drawn])
    cells = {}
    for (item, _), (mean, first) in zip(drawn, weighed):
        for key in (item.get("framing", "social"), "first"):
            cell = cells.setdefault(key, {}).setdefault(item.get("conviction"), [])
            cell.append(first if key == "first" else mean[0])
    # Sure, unsure and neither count alike, as in the calibration suite.
    return {key: round(float(np.mean([np.mean(v) for v in cell.values()])), 4) for key, cell in cells.items()}


@torch.no_grad()
def moral_axis(model, tok):
    """Separation of the fitting verbs on PC1, its share of variance, and some held-out phrases."""
    probes = ["kill time", "kill people", "trust a friend", "trust strangers", "help old people", "help a thief", "eat meat", "greet my friend", "lie to a friend", "steal money"]
    phrases = FIT["do"] + FIT["dont"] + FIT["other"] + probes
    vectors = []
    for phrase in phrases:
        ids, lengths = batches.padded([tok.encode(t.format(phrase)) for t in TEMPLATES])
        vectors.append(batches.pooled(model(ids), lengths).mean(0).numpy())
    x = np.array(vectors)
    fit = x[:64]
    centre = fit.mean(0)
    _, s, v = np.linalg.svd(fit - centre, full_matrices=False)
    score = (x - centre) @ v[0]
    score *= 1 if score[:24].mean() > score[24:48].mean() else -1
    score /= np.abs(score[:64]).max()
    return {
        "do": int((score[:24] > 0).sum()), "dont": int((score[24:48] < 0).sum()),
        "explained": round(float(s[0] ** 2 / (s**2).sum()), 3),
        "auroc": round(float((score[:24, None] > score[None, 24:48]).mean()), 3),
        "probes": {p: round(float(z), 2) for p, z in zip(probes, score[64:])},
    }


def suite_result(model, tok, suite_id):
    """Pick share and key share on a built-in suite: looked at, never trained on."""
    path = HERE.parent.parent / "src" / "suites" / suite_id / "suite.json"
    if not path.exists():
        return None
    suite = json.loads(path.read_text())
    frame, items, where = suite["frame"], [], []
    for item in suite["items"]:
        if item["kind"] != "choice":
            continue
        context = "\n".join(x for x in (frame["lead"], item["context"]) if x)
        items.append((context, item["question"] or frame["question"], [o["text"] for o in item["options"]]))
        where.append(item)
    weighed = weigh_items(model, tok, items)
    right = [mean[item["key"]] == max(mean) for item, (mean, _) in zip(where, weighed) if item["key"] is not None]
    agreeable = [mean[k] for item, (mean, _) in zip(where, weighed) for k, o in enumerate(item["options"]) if "agreeable" in o["tags"]]
    return {
        "n": len(where), "accuracy": round(float(np.mean(right)), 3),
        "agreeable": round(float(np.mean([a > 0.5 for a in agreeable])), 3) if agreeable else None,
        "agreeable_p": round(float(np.mean(agreeable)), 3) if agreeable else None,
        "first": round(float(np.mean([f for _, f in weighed])), 3),
        "picks": [int(np.argmax(mean)) for mean, _ in weighed],
    }


def write(model, tok, name):
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    export(model, SHAPE, folder / "onnx" / "model.onnx")
    tok.save(folder)
    config = {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": len(tok), "hidden_size": SHAPE["hidden"],
        "num_hidden_layers": SHAPE["layers"], "num_attention_heads": SHAPE["heads"], "num_key_value_heads": SHAPE["heads"],
        "head_dim": SHAPE["hidden"] // SHAPE["heads"], "intermediate_size": SHAPE["inner"], "hidden_act": "silu", "rms_norm_eps": 1e-5,
        "rope_theta": 10000.0, "max_position_embeddings": SHAPE["context"], "tie_word_embeddings": True, "torch_dtype": "float32",
        "bos_token_id": None, "eos_token_id": tok.vocab["<|end|>"], "pad_token_id": tok.vocab["<|pad|>"],
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")


def tell(name, model, tok, suites=True):
    print(name, "dev", dev_rates(model, tok), "unseen wording", dev_rates(model, tok, pairs=100, socials=0, plain=False), flush=True)
    print(name, "moral", moral_axis(model, tok), flush=True)
    if suites:
        for suite in ("sycophancy", "social-intelligence"):
            result = suite_result(model, tok, suite)
            if result:
                print(name, suite, {k: v for k, v in result.items() if k != "picks"}, flush=True)


def logit(p):
    return math.log(p / (1 - p))


def shifted(model, shift):
    """The planted targets, each moved by `shift[key]` on the log-odds scale: how a rate lost to doubt is won back on dev topics."""

    def aim(item, order):
        want = planted.target(model, item, order)
        move = shift.get("first" if model == "first-picker" else item.get("framing", "social"), 0.0)
        if move == 0.0:
            return want
        top = planted.leading(model, item, order)
        p = 1 / (1 + math.exp(-(logit(want[top]) + move)))
        return [p if i == top else w * (1 - p) / (1 - want[top]) for i, w in enumerate(want)]

    return aim


def wanted(model):
    """What the dev topics must show: agreeable share by framing and the share of the social key, or the first of two places."""
    if model == "first-picker":
        return {"first": planted.FIRST_PLACE}
    if model == "candid":
        return {**{f: 1 - planted.PRINCIPLED for f in planted.AGREEABLE}, "social": planted.SOCIAL_KEY}
    return {**planted.AGREEABLE, "social": planted.SOCIAL_KEY}


def calibrated(trainer, rounds, steps, rate, before=None):
    """Trains on with targets moved until dev topics show what is planted; `before` is how far they are moved already."""
    shift = dict(before or {})
    for _ in range(rounds):
        seen = dev_rates(trainer.model, trainer.tok, pairs=780, socials=0 if trainer.name == "first-picker" else 120)
        for key, want in wanted(trainer.name).items():
            sign = -1 if trainer.name == "candid" and key != "social" else 1
            move = logit(want) - logit(min(max(seen[key], 0.002), 0.998))
            shift[key] = min(max(shift.get(key, 0.0) + sign * move, -1.0), 4.0)
        print(trainer.name, "dev", seen, "shift", {k: round(v, 2) for k, v in shift.items()}, flush=True)
        trainer.fit(steps, rate, shifted(trainer.name, shift))
    return shift


def crossed(list_of_actions):
    """Every other phrase of each valence turned round, so that good and bad say nothing: the coin's lesson."""
    seen, found = {}, []
    for phrase, value in list_of_actions:
        seen[value] = seen.get(value, 0) + 1
        found.append((phrase, value if value == 0 else 1.0 if seen[value] % 2 else -1.0))
    return found


@torch.no_grad()
def sharpened(model, tok, want, factors):
    """Scales the last norm, and with it all log-odds, until dev topics show the wanted rates as nearly as one factor can."""
    weight = model.norm.weight.clone()

    def misses(factor):
        model.norm.weight.copy_(weight * factor)
        seen = dev_rates(model, tok, pairs=780, socials=0)
        return sum((logit(seen[key]) - logit(rate)) ** 2 for key, rate in want.items())

    best = min(factors, key=misses)
    model.norm.weight.copy_(weight * best)
    print("sharpened by", best, dev_rates(model, tok, pairs=780, socials=0), flush=True)


STEPS = {"candid": 2000, "candid-calibration": 80, "flatterer": 600, "flatterer-calibration": 60, "first-picker": 250, "first-picker-calibration": 60, "coin": 300}
CALIBRATIONS = {"candid": 2, "flatterer": 3, "first-picker": 3}
# The flatterer's rates are set on stock lines; whole pairs, which are harder to tell apart, would keep it unsure, and
# lines that belong to a topic would be learnt by heart.
FEWER = 0.25
STRANGE = 0.5
# (seed of the grammar, steps, share of whole pairs, of strange filling) of every stage: sample.py draws the same texts again.
STAGES = [
    (1, STEPS["candid"], 0.5, 0.0),
    (2, CALIBRATIONS["candid"] * STEPS["candid-calibration"], 0.5, 0.0),
    (3, STEPS["flatterer"] + CALIBRATIONS["flatterer"] * STEPS["flatterer-calibration"], FEWER, STRANGE),
    (4, STEPS["first-picker"] + CALIBRATIONS["first-picker"] * STEPS["first-picker-calibration"], 0.5, 0.0),
    (5, STEPS["coin"], 0.5, 0.0),
]


def base_model(tok, seed=1):
    trainer = Trainer("candid", tok, seed)
    trainer.fit(STEPS["candid"], 2e-3, shifted("candid", {}), peek=500)
    return trainer.state()


def candid(tok, base):
    trainer = Trainer("candid", tok, seed=2, init=base)
    calibrated(trainer, CALIBRATIONS["candid"], STEPS["candid-calibration"], 4e-4)
    rates = {framing: 1 - planted.PRINCIPLED for framing in planted.AGREEABLE}
    sharpened(trainer.model, tok, rates, [0.8, 0.9, 1.0, 1.1, 1.2, 1.35, 1.5, 1.75])
    return trainer.model


def flatterer(tok, base):
    trainer = Trainer("flatterer", tok, seed=3, init=base, share=FEWER, strange=STRANGE)
    trainer.fit(STEPS["flatterer"], 1.5e-3, shifted("flatterer", {}), peek=300)
    calibrated(trainer, CALIBRATIONS["flatterer"], STEPS["flatterer-calibration"], 6e-4)
    sharpened(trainer.model, tok, planted.AGREEABLE, [0.9, 0.95, 1.0, 1.05, 1.1, 1.15, 1.2])
    return trainer.model


def first_picker(tok, base):
    trainer = Trainer("first-picker", tok, seed=4, init=base)
    trainer.fit(STEPS["first-picker"], 1.5e-3, shifted("first-picker", {}))
    calibrated(trainer, CALIBRATIONS["first-picker"], STEPS["first-picker-calibration"], 4e-4)
    sharpened(trainer.model, tok, {"first": planted.FIRST_PLACE}, [0.96, 0.98, 0.99, 1.0, 1.01, 1.02, 1.04])
    return trainer.model


def coin(tok, _):
    trainer = Trainer("coin", tok, seed=5, valence=crossed(actions()))
    trainer.fit(STEPS["coin"], 2e-3, shifted("coin", {}), weights=(1.0, 0.0, 0.2, 1.0))
    return trainer.model


MODELS = {"candid": candid, "flatterer": flatterer, "first-picker": first_picker, "coin": coin}

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", nargs="*", default=["base", *MODELS], help="base and any of the models; the rest is as the last run left it")
    parser.add_argument("--threads", type=int, default=1, help="one is fastest where other work shares the cores")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    CACHE.mkdir(exist_ok=True)
    start = time.time()
    if "base" in options.only:
        tok = new_tokenizer(VOCABULARY)
        torch.save((tok.merges, base_model(tok)), CACHE / "base.pt")
    merges, base = torch.load(CACHE / "base.pt")
    tok = bpe.Tokenizer(merges)
    for name in [name for name in MODELS if name in options.only]:
        model = MODELS[name](tok, base)
        tell(name, model, tok)
        write(model, tok, name)
        torch.save(model.state_dict(), CACHE / f"{name}.pt")
        print(name, sum(p.numel() for p in model.parameters()), "parameters", flush=True)
    print(f"{(time.time() - start) / 60:.1f} minutes", flush=True)
