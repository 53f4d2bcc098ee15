"""What Hugging Face's own tokenizers library makes of tokenizers of every common kind: an independent witness.

Small tokenizers are trained on the text below in the make of published families; their files, the ids of test strings
(those of transformers' own tokenizer tests among them), the text of ids, and prompt and continuation as
lm-evaluation-harness parts them (`_encode_pair` and `tok_encode` of lm_eval/models/huggingface.py: special tokens as the
tokenizer has them, unless the prompt already begins with one) are written to tokens.json beside this script. Run with
tokenizers 0.23: python test/reference/tokens.py
"""
import json
import pathlib

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

HERE = pathlib.Path(__file__).parent
CORPUS = [
    "The answer is Yes. The answer is No. Is it ok to lie to a friend? Yes, it is. No, it is not.",
    "Once upon a time there was a cat, and the cat sat on the mat. There were other cats.",
    "Hello, how are you? I was born in 1992, and this is false. I'm fine, they're fine, we've been there.",
    "answer answers answering unhappy unhappily the there then them other another",
    "Question: A. Yes\nB. No\n\nAnswer: A\nAnswer: B\n\nthe end",
    "généreux élève naïf 生活的真谛是 生活 ปี",
] * 4
SPECIAL = ["<s>", "</s>", "<unk>", "<|im_start|>", "<|im_end|>", "<|user|>", "<|assistant|>", "<|end|>"]
TEXTS = [
    "",
    " ",
    "Hello",
    " Hello",
    "  Hello there  ",
    "Hello\n",
    "\n\n\nthe end",
    "This is a test",
    "I was born in 92000, and this is falsé.",
    "生活的真谛是",
    "Hi  Hello",
    "Hey<|im_end|>. \t\t \n\nyou  é  @#😈  🤗!       , 1234 15 5,61",
    "But ird and ปี   ird   ด",
    "Hello, y'all! How are you 😁 ?",
    "they're WE'VE I'm",
    "<s>Hello",
    "hi<s>there",
    "<s> Hello</s> the",
    "<|user|>\nIs it ok? <|end|>\n<|assistant|>\n",
    "e\u0301 \u00e9 \u2126 ﬁ",
    "a\u00a0b\u3000c\u200bd",
    "👩‍👩‍👧‍👦 and 🇩🇪",
]
PAIRS = [
    ("Once upon a time", " there was"),
    ("Once upon a time ", "there was"),
    ("Once upon a time\n", "there was"),
    ("The answer is", " Yes"),
    ("The answer is ", "Yes"),
    ("The answer is  ", "Yes"),
    ("Answer:", " A"),
    ("Answer:\n", "A"),
    ("Answer:\n\n", "B"),
    ("unhap", "py"),
    ("the", "re"),
    ("a t", "he b"),
    ("The answer", "ing"),
    ("生活的", "真谛是"),
    ("é", "é"),
    ("", "Hello"),
    ("", " Hello"),
    ("<s>Hello", " there"),
    ("<s>", "Hello"),
    ("Say 😁", " 🤗"),
    ("Answer: \t", "A"),
]
CHATS = [
    ("<|user|>\nIs it ok? <|end|>\n<|assistant|>\n", "Yes"),
    ("<|user|>\nIs it ok? <|end|>\n<|assistant|>\n", " Yes"),
    ("<s><|user|>Hi<|end|><|assistant|>", "Yes, it is"),
    ("<s><|user|>Hi<|end|><|assistant|>The answer is", " No"),
]


def added(names):
    return [AddedToken(name, special=True, normalized=False) for name in names]


def opened(tokenizer, bos):
    ids = [(bos, tokenizer.token_to_id(bos))]
    return processors.TemplateProcessing(single=f"{bos} $A", pair=f"{bos} $A {bos} $B", special_tokens=ids)


def byte_level(regex, bos):
    """GPT-2's kind without a regex, that of Qwen2 and Llama 3 with one."""
    tokenizer = Tokenizer(models.BPE(ignore_merges=regex is not None))
    level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=regex is None)
    tokenizer.pre_tokenizer = (
        level if regex is None else pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(regex), "isolated"), level])
    )
    if regex is not None:
        tokenizer.normalizer = normalizers.NFC()
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        CORPUS, trainers.BpeTrainer(vocab_size=340, initial_alphabet=alphabet, show_progress=False)
    )
    tokenizer.add_special_tokens(added(SPECIAL))
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    if bos:
        tokenizer.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), opened(tokenizer, bos)])
    return tokenizer


def sentence_piece_bpe(space):
    """`first`: Metaspace for the first word only (Mistral, TinyLlama); `prepend`: a normalizer (Phi-3.5, Llama 2); `none`: Gemma."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    replace = normalizers.Replace(" ", "▁")
    if space == "first":
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    else:
        before = [normalizers.Prepend("▁")] if space == "prepend" else []
        tokenizer.normalizer = normalizers.Sequence([*before, replace])
    # Trained word by word, as SentencePiece does; the file then says how text is cut.
    words = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True))
    words.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    pieces = [f"<0x{byte:02X}>" for byte in range(256)]
    words.train_from_iterator(
        CORPUS,
        trainers.BpeTrainer(vocab_size=460, special_tokens=["<unk>", "<s>", "</s>", *pieces], show_progress=False),
    )
    model = json.loads(words.to_str())["model"]
    tokenizer.model = models.BPE(
        vocab=model["vocab"],
        merges=[tuple(pair) for pair in model["merges"]],
        unk_token="<unk>",
        fuse_unk=True,
        byte_fallback=True,
    )
    strip = [decoders.Strip(" ", 1, 0)] if space != "none" else []
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), *strip]
    )
    tokenizer.add_special_tokens(added(SPECIAL))
    tokenizer.post_processor = opened(tokenizer, "<s>")
    return tokenizer


def unigram():
    """Of XLM-RoBERTa's and T5's make."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.train_from_iterator(
        CORPUS,
        trainers.UnigramTrainer(
            vocab_size=200, special_tokens=["<s>", "<pad>", "</s>", "<unk>"], unk_token="<unk>", show_progress=False
        ),
    )
    tokenizer.add_special_tokens(added(SPECIAL))
    ids = [(name, tokenizer.token_to_id(name)) for name in ("<s>", "</s>")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=ids
    )
    return tokenizer


def word_piece():
    """Of BERT's and MiniLM's make."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.train_from_iterator(
        CORPUS,
        trainers.WordPieceTrainer(
            vocab_size=260, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], show_progress=False
        ),
    )
    ids = [(name, tokenizer.token_to_id(name)) for name in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=ids
    )
    return tokenizer


LLAMA = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN = LLAMA.replace(r"\p{N}{1,3}", r"\p{N}")
MAKES = {
    "byte-level, GPT-2": (lambda: byte_level(None, None), {"bos_token": "<s>", "eos_token": "</s>"}, True),
    "byte-level, Qwen2": (lambda: byte_level(QWEN, None), {"bos_token": None, "eos_token": "</s>"}, True),
    "byte-level, Llama 3": (lambda: byte_level(LLAMA, "<s>"), {"bos_token": "<s>", "eos_token": "</s>"}, True),
    "SentencePiece BPE, first": (lambda: sentence_piece_bpe("first"), {"bos_token": "<s>"}, True),
    "SentencePiece BPE, prepend": (lambda: sentence_piece_bpe("prepend"), {"bos_token": "<s>"}, True),
    "SentencePiece BPE, none": (lambda: sentence_piece_bpe("none"), {"bos_token": "<s>"}, True),
    "Unigram": (unigram, {"bos_token": "<s>", "eos_token": "</s>"}, False),
    "WordPiece": (word_piece, {"cls_token": "[CLS]", "sep_token": "[SEP]"}, False),
}


def pair_of(tokenizer, names, context, continuation):
    """As the harness parts them; a prompt that begins with the opening token is not opened twice."""
    bos = names.get("bos_token")
    prefix = bos or names.get("eos_token")

    def encode(text):
        special = not (bos and text.startswith(bos))
        return tokenizer.encode(text, add_special_tokens=special).ids

    if context == "":
        whole = tokenizer.encode(continuation, add_special_tokens=False).ids
        return [[tokenizer.token_to_id(prefix)], whole]
    spaces = len(context) - len(context.rstrip())
    if spaces > 0:
        continuation = context[-spaces:] + continuation
        context = context[:-spaces]
    before = encode(context)
    return [before, encode(context + continuation)[len(before) :]]


found = {}
for name, (make, names, decodes) in MAKES.items():
    tokenizer = make()
    found[name] = {
        "file": json.loads(tokenizer.to_str()),
        "config": names,
        "texts": [
            {
                "text": text,
                "bare": tokenizer.encode(text, add_special_tokens=False).ids,
                "whole": tokenizer.encode(text).ids,
                "decoded": tokenizer.decode(
                    tokenizer.encode(text, add_special_tokens=False).ids, skip_special_tokens=False
                ),
            }
            for text in TEXTS
        ],
        "pairs": [[*pair, *pair_of(tokenizer, names, *pair)] for pair in PAIRS] if decodes else [],
        "chats": [
            [chat, said, tokenizer.encode(chat + said, add_special_tokens=False).ids] for chat, said in CHATS
        ]
        if decodes
        else [],
    }
(HERE / "tokens.json").write_text(json.dumps(found, ensure_ascii=False) + "\n")
