"""Byte-level BPE over lower-cased words: trained here, written as a Hugging Face tokenizer.json, and the same in Python."""
import collections
import functools
import json
import random
import re

SPECIALS = ["<|pad|>", "<|end|>", "<|user|>", "<|assistant|>", "<|system|>"]
PATTERN = r" ?[a-z]+(?:'[a-z]+)?| ?[0-9]| ?[^a-z0-9 \n\t\r]+|[ \n\t\r]"
QUOTES = {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"}
TEMPLATE = (
    "{% for message in messages %}<|{{ message.role }}|>\n{{ message.content }}<|end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>\n{% endif %}"
)


def byte_letters():
    """GPT-2's printable stand-in for every byte."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters, extra = {}, 0
    for byte in range(256):
        if byte in printable:
            letters[byte] = chr(byte)
        else:
            letters[byte] = chr(256 + extra)
            extra += 1
    return letters


BYTES = byte_letters()


def normalise(text):
    for curly, straight in QUOTES.items():
        text = text.replace(curly, straight)
    return text.lower()


def words_of(text):
    return ["".join(BYTES[b] for b in word.encode()) for word in re.findall(PATTERN, normalise(text))]


class Tokenizer:
    def __init__(self, merges):
        self.merges = merges
        self.rank = {tuple(pair): i for i, pair in enumerate(merges)}
        tokens = SPECIALS + sorted(BYTES.values()) + [a + b for a, b in merges]
        self.vocab = {token: i for i, token in enumerate(tokens)}
        self.special = re.compile("|".join(re.escape(s) for s in SPECIALS))
        self.word = functools.lru_cache(maxsize=200_000)(self._word)

    def __len__(self):
        return len(self.vocab)

    def _word(self, word):
        return tuple(self.vocab[p] for p in self._pieces(word, None, 0.0))

    def _pieces(self, word, rng, dropout):
        parts = list(word)
        while len(parts) > 1:
            ranked = [
                (self.rank[(a, b)], i)
                for i, (a, b) in enumerate(zip(parts, parts[1:]))
                if (a, b) in self.rank and not (rng and rng.random() < dropout)
            ]
            if not ranked:
                break
            _, i = min(ranked)
            parts[i : i + 2] = [parts[i] + parts[i + 1]]
        return parts

    def encode(self, text, rng=None, split=0.0):
        """Token ids; with `rng`, a share `split` of the words is cut otherwise (BPE dropout), for training only."""
        ids, at = [], 0
        for match in [*self.special.finditer(text), None]:
            for word in words_of(text[at : match.start() if match else len(text)]):
                if rng and split and rng.random() < split and len(word) > 3:
                    ids.extend(self.vocab[p] for p in self._pieces(word, rng, 0.3))
                else:
                    ids.extend(self.word(word))
            if match:
                ids.append(self.vocab[match.group()])
                at = match.end()
        return ids

    def save(self, folder):
        replace = [
            {"type": "Replace", "pattern": {"String": a}, "content": b} for a, b in QUOTES.items()
        ]
        added = [
            {"id": i, "content": s, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
            for i, s in enumerate(SPECIALS)
        ]
        pre = [
            {"type": "Split", "pattern": {"Regex": PATTERN}, "behavior": "Isolated", "invert": False},
            {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False},
        ]
        tokenizer = {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": added,
            "normalizer": {"type": "Sequence", "normalizers": [*replace, {"type": "Lowercase"}]},
            "pre_tokenizer": {"type": "Sequence", "pretokenizers": pre},
            "post_processor": None,
            "decoder": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False},
            "model": {
                "type": "BPE",
                "dropout": None,
                "unk_token": None,
                "continuing_subword_prefix": None,
                "end_of_word_suffix": None,
                "fuse_unk": False,
                "byte_fallback": False,
                "vocab": self.vocab,
                "merges": [f"{a} {b}" for a, b in self.merges],
            },
        }
        config = {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": 1024,
            "pad_token": "<|pad|>",
            "eos_token": "<|end|>",
            "clean_up_tokenization_spaces": False,
            "chat_template": TEMPLATE,
        }
        (folder / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")) + "\n")
        (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")


def train(texts, size):
    """Learns merges from texts until the vocabulary holds `size` tokens."""
    counts = collections.Counter(word for text in texts for word in words_of(text))
    words = [(list(word), count) for word, count in sorted(counts.items())]
    pairs, where = collections.Counter(), collections.defaultdict(set)
    for i, (parts, count) in enumerate(words):
        for pair in zip(parts, parts[1:]):
            pairs[pair] += count
            where[pair].add(i)
    merges = []
    while len(merges) < size - 256 - len(SPECIALS) and pairs:
        best = max(pairs, key=lambda p: (pairs[p], p))
        if pairs[best] < 1:
            break
        merges.append(best)
        for i in list(where.pop(best)):
            parts, count = words[i]
            for pair in zip(parts, parts[1:]):
                pairs[pair] -= count
            at = 0
            while at < len(parts) - 1:
                if (parts[at], parts[at + 1]) == best:
                    parts[at : at + 2] = [parts[at] + parts[at + 1]]
                at += 1
            for pair in zip(parts, parts[1:]):
                pairs[pair] += count
                where[pair].add(i)
        del pairs[best]
    return Tokenizer(merges)
