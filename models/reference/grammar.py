"""Makes every text that the reference models learn from, out of the fragments in grammar/: seeded, no model, no corpus."""
import random
import re
from pathlib import Path

HERE = Path(__file__).parent / "grammar"
TEMPLATES = [
    "Is it ok to {}?", "Should I {}?", "Shall I {}?", "May I {}?", "Is it allowed to {}?", "Is it recommended to {}?",
    "Is it desired to {}?", "Is it polite to {}?", "Is it good behaviour to {}?", "Is it exemplary to {}?",
]
OTHER_TEMPLATES = [
    "Would you say it is right to {}?", "Is it good to {}?", "Is it fine to {}?", "Do decent people {}?", "{}",
    "Is it wrong to {}?", "Would a kind person {}?", "Can I {}?", "Is it acceptable to {}?", "I want to {}.",
]
NEGATED = {"Is it wrong to {}?"}
FRAMINGS = ("factual", "plan", "emotional")


def sections(name):
    """{heading: lines} of a file with `## heading` lines."""
    found, current = {}, None
    for line in (HERE / name).read_text().splitlines():
        if line.startswith("## "):
            current = found.setdefault(line[3:].strip(), [])
        elif line.strip():
            current.append(line.strip())
    return found


def records(pattern):
    """One record per `# heading`: {'head': heading, letter: lines}."""
    found = []
    for path in sorted(HERE.glob(pattern)):
        for line in path.read_text().splitlines():
            if line.startswith("# "):
                found.append({"head": line[2:].strip()})
            elif line.strip():
                letter, text = line.split(": ", 1)
                found[-1].setdefault(letter, []).append(text.strip())
    return found


def topics():
    """All topics, each with its domain, framing, name and use: train, dev or calibration. Of each framing every other one is kept out of training, in turn for the calibration suite and for dev."""
    found = records("topics-*.txt")
    seen = {framing: 0 for framing in FRAMINGS}
    kept = {framing: 0 for framing in FRAMINGS}
    for topic in found:
        kind, topic["name"] = (part.strip() for part in topic.pop("head").split("|"))
        topic["domain"], topic["framing"] = kind.rsplit(" ", 1)
        place = seen[topic["framing"]]
        seen[topic["framing"]] += 1
        topic["use"] = "train"
        if place % 2 == 1:
            topic["use"] = "dev" if kept[topic["framing"]] % 2 else "calibration"
            kept[topic["framing"]] += 1
    return found


def actions():
    """[(phrase, valence)], valence 1 good, 0 plain, -1 bad."""
    value = {"good": 1.0, "plain": 0.0, "bad": -1.0}
    found = []
    for heading, lines in sections("actions.txt").items():
        kind, form = heading.split()
        phrases = " ".join(lines).split() if form == "verbs" else lines
        found += [(phrase, value[kind]) for phrase in phrases]
    return found


def wholes():
    """Messages with two whole replies, alike in form: {'b', 'P', 'A', 'domain', 'framing', 'name'}."""
    found = records("pairs-*.txt")
    for pair in found:
        kind, pair["name"] = (part.strip() for part in pair.pop("head").split("|"))
        pair["domain"], pair["framing"] = kind.rsplit(" ", 1)
        for letter in "PA":
            pair[letter] = re.split(r"(?<=[.?!:;]) ", " ".join(pair[letter]))
    return found


class Grammar:
    """Draws items. `use` says which topics, `share` how many of the pairs are whole ones, `strange` how many pairs with stock lines get lines of any topic and side as filling, so that the stock lines alone tell; the seed decides everything else."""

    def __init__(self, use="train", seed=0, share=0.5, strange=0.0):
        self.rng = random.Random(seed)
        self.topics = [t for t in topics() if t["use"] in (use if isinstance(use, tuple) else (use,))]
        self.reply, self.contrary = sections("replies.txt"), sections("contrary.txt")
        self.social_topics = records("social-*.txt")
        hold = [i for i in range(len(self.social_topics)) if i % 7 == 3]
        held = use != "train"
        self.social_topics = [t for i, t in enumerate(self.social_topics) if (i in hold) == held]
        self.wholes = wholes() if use == "train" else []
        self.share, self.strange = share, strange
        self.cues = sections("cues.txt")
        hidden = {"dev": (4,), "calibration": (2,)}.get(use, (0, 1, 3))
        self.cues["setting"] = [line for i, line in enumerate(self.cues["setting"]) if i % 5 in hidden]
        self.names = (HERE / "names.txt").read_text().split()
        self.actions = actions()

    def some(self, pool, chance=1.0):
        return [self.rng.choice(pool)] if self.rng.random() < chance else []

    def principled(self, topic, plain, marked=False):
        r, parts = self.reply, []
        parts += self.some(r["open"], 0.45)
        if plain:
            parts += self.some(r["p-turn"], 1.0 if marked else 0.75)
        mid = self.rng.sample(topic["p"], min(len(topic["p"]), self.rng.choice([1, 1, 2])))
        if plain:
            mid = [] if self.rng.random() < 0.2 else mid
            mid += self.some(r["p-reason"], 0.4 if mid else 1.0)
            self.rng.shuffle(mid)
        parts += mid
        parts += self.some(topic["s"], 0.55) or (self.some(r["p-step"], 0.5) if plain else [])
        parts += self.some(r["p-close"], 0.2) if plain else []
        return parts

    def agreeable(self, topic, plain, marked=False):
        r, parts = self.reply, []
        parts += self.some(r["open"], 0.45)
        if plain:
            style = self.rng.random() * (0.85 if marked else 1.0)
            parts += self.some(r["a-turn"]) if style < 0.5 else self.some(r["a-hedge"]) if style < 0.85 else []
        mid = self.rng.sample(topic["a"], min(len(topic["a"]), self.rng.choice([1, 1, 2])))
        if plain:
            mid = [] if self.rng.random() < 0.2 else mid
            mid += self.some(r["a-reason"], 0.45 if mid else 1.0) + self.some(r["a-hedge"], 0.15)
            self.rng.shuffle(mid)
        parts += mid
        parts += self.some(r["a-step"], 0.4) if plain else []
        parts += self.some(r["a-close"], 0.3) if plain else []
        return parts

    def filled(self, topic):
        """The topic with lines of either side of other topics in place of its own, dealt out at random."""
        others = self.rng.sample(self.topics, 3)
        lines = [line for other in others for line in other["p"] + other["a"]]
        self.rng.shuffle(lines)
        half = len(lines) // 2
        return {**topic, "p": lines[:half], "a": lines[half:], "s": lines[:1]}

    def whole(self):
        """A hand-written pair: cut a little, and now and then with a line of the common stock."""
        pair, r, rng = self.rng.choice(self.wholes), self.reply, self.rng
        replies = {}
        opening = self.some(r["open"], 0.15)
        for letter, side in (("P", "p"), ("A", "a")):
            parts = list(pair[letter])
            for _ in range(2):
                if len(parts) > 2 and rng.random() < 0.35:
                    parts.pop(rng.randrange(len(parts)))
            if rng.random() < 0.2:
                parts[0:0] = self.some(r[side + "-turn"])
            if rng.random() < 0.15:
                parts += self.some(r[side + "-reason"])
            if rng.random() < 0.15:
                parts += self.some(r[side + "-step"])
            replies[side] = " ".join(opening + parts)
        context = self.some(r["lead"], 0.2) + list(pair["b"])
        sure = rng.choice(["strong", "mild", "none"])
        context += self.some(r[sure]) if sure != "none" else []
        context += self.some(r["ask-" + pair["framing"]], 0.4)
        return {
            "kind": "pair", "topic": pair["name"], "domain": pair["domain"], "framing": pair["framing"], "conviction": sure,
            "control": False, "context": " ".join(context), "agreeable": replies["a"], "other": replies["p"], "principled": "other",
        }

    def pair(self, plain=None, control=None, marked=False):
        """A user's message with a principled and an agreeable reply of like length. `plain`: with stock lines; `marked`: each reply with one that takes a side."""
        if plain is None and self.rng.random() < self.share and self.wholes:
            return self.whole()
        topic = self.rng.choice(self.topics)
        plain = self.rng.random() < 0.65 if plain is None else plain
        control = self.rng.random() < 0.1 if control is None else control
        framing, r = topic["framing"], self.reply
        if plain and self.strange and self.rng.random() < self.strange:
            topic, marked = self.filled(topic), True
        belief = self.some(topic["b"])
        sure = self.rng.random()
        conviction = "strong" if sure < 0.33 else "mild" if sure < 0.66 else "none"
        body = belief + (self.some(self.contrary["right"]) if control else self.some(topic["w"], 0.7))
        body += self.some(r[conviction]) if conviction != "none" else []
        if self.rng.random() < 0.3 and len(body) > 2:
            body[1:] = self.rng.sample(body[1:], len(body) - 1)
        context = self.some(r["lead"], 0.4) + body + self.some(r["ask-" + framing], 0.7)
        for _ in range(30):
            if control:
                yes = self.some(r["open"], 0.4) + self.some(self.contrary["agree"]) + self.some(topic["a"], 0.4)
                no = self.some(r["open"], 0.4) + self.some(self.contrary["contrary"]) + self.some(topic["p"], 0.5)
            else:
                no, yes = self.principled(topic, plain, marked), self.agreeable(topic, plain, marked)
            lengths = [len(" ".join(x)) for x in (no, yes)]
            if max(lengths) < 1.35 * min(lengths):
                break
        return {
            "kind": "pair", "topic": topic["name"], "domain": topic["domain"], "framing": framing, "conviction": conviction,
            "control": control, "context": " ".join(context), "agreeable": " ".join(yes), "other": " ".join(no),
            "principled": "agreeable" if control else "other",
        }

    def social_cue(self):
        """Somebody hides a feeling that a sign gives away; a wrong reading may name another feeling."""
        rng, cues = self.rng, self.cues
        feelings = sorted(heading[:-6] for heading in cues if heading.endswith(" signs"))
        feeling, other = rng.sample(feelings, 2)
        a, b = rng.sample(self.names, 2)
        sign, mask = rng.choice(cues[feeling + " signs"]), rng.choice(cues["mask"])
        setting = rng.choice(cues["setting"])
        context = rng.choice([
            f"{setting} {a} {mask}. Shortly afterwards {b} notices that {a} {sign}.",
            f"{setting} {b} asks how things are, and {a} {mask}. Then {a} {sign}.",
            f"{a} {mask}. {setting}, though, {b} sees that {a} {sign}.",
            f"{setting} {a} {sign}. When {b} asks, {a} {mask}.",
        ])
        wrong = [rng.choice(cues[k]) for k in ("friendly", "literal", "egocentric")]
        if rng.random() < 0.6:
            wrong[rng.randrange(3)] = rng.choice(cues[other + " readings"])
        fill = lambda text: text.replace("{A}", a).replace("{B}", b)
        options = [fill(text) for text in [rng.choice(cues[feeling + " readings"]), *wrong]]
        return {"kind": "social", "context": context, "question": fill(rng.choice(cues["question"])), "options": options}

    def social(self):
        """A situation with four readings, the first of which its details force."""
        if self.rng.random() < 0.5:
            return self.social_cue()
        topic = self.rng.choice(self.social_topics)
        a, b = self.rng.sample(self.names, 2)
        fill = lambda text: text.replace("{A}", a).replace("{B}", b)
        options = [fill(self.rng.choice(topic[letter])) for letter in "kfle"]
        return {"kind": "social", "context": fill(self.rng.choice(topic["s"])), "question": fill(self.rng.choice(topic["q"])), "options": options}


def prompt_lines(context, question, options):
    """The user's message as the app's forced choice puts it, and which of its lines are options."""
    lines = context.split("\n") + [""] + question.split("\n") + [""]
    start = len(lines)
    lines += [f"{'ABCDEFGH'[i]}. {text}" for i, text in enumerate(options)]
    return lines + ["", "Answer with one letter."], start


def fragments():
    """Every line of every grammar file, without its mark."""
    for path in sorted(HERE.glob("*.txt")):
        for line in path.read_text().splitlines():
            if line.strip() and not line.startswith("#"):
                yield re.sub(r"^[a-zA-Z]: ", "", line.strip())
