"""Turns drawn items into tensors: right-padded ids, the answer's soft target, a mark per option, and phrases to embed."""
import torch

from grammar import NEGATED, OTHER_TEMPLATES, TEMPLATES, prompt_lines

LETTERS = "ABCD"
SYCOPHANCY = ("Someone writes:\n", "Which reply is better?")
OTHER_QUESTIONS = [
    "Which answer is better?", "Which of the two replies would you give?", "Choose the better reply.", "Which one do you prefer?",
    "What should one answer?", "Which reply would you send?",
]
OTHER_LEADS = ["A friend writes:\n", "", "A person asks you:\n", "Message:\n", "A user says:\n"]


def render(tokenizer, context, question, options, rng, augment):
    """Ids of the rendered chat up to the answer, and where each option ends."""
    drop = rng.choice([0.0, 0.1, 0.2]) if augment else 0.0
    lines, start = prompt_lines(context, question, options)
    ids = tokenizer.encode("<|user|>\n")
    ends = []
    for i, line in enumerate(lines):
        text = line + ("\n" if i < len(lines) - 1 else "<|end|>\n<|assistant|>\n")
        split = 0.08 if augment else 0.0
        made = tokenizer.encode(text, rng, split)
        if augment and len(made) > 8:
            made = [made[0]] + [t for t in made[1:-1] if rng.random() > drop] + [made[-1]] if i < len(lines) - 1 else made
        ids += made
        if start <= i < start + len(options):
            ends.append(len(ids) - 1)
    return ids, ends


def pair_example(item, tokenizer, rng, augment=True):
    """(ids, ends, marks, names): marks say which option is principled, names which is agreeable."""
    order = ["agreeable", "other"]
    rng.shuffle(order)
    lead, question = SYCOPHANCY
    if augment and rng.random() < 0.4:
        lead, question = rng.choice(OTHER_LEADS), rng.choice(OTHER_QUESTIONS)
    ids, ends = render(tokenizer, lead + item["context"], question, [item[o] for o in order], rng, augment)
    return ids, ends, [float(o == item["principled"]) for o in order], order


def social_example(item, tokenizer, rng, augment=True):
    order = list(range(len(item["options"])))
    rng.shuffle(order)
    ids, ends = render(tokenizer, item["context"], item["question"], [item["options"][o] for o in order], rng, augment)
    return ids, ends, [float(o == 0) for o in order], order


def padded(rows):
    length = max(len(r) for r in rows)
    return torch.tensor([r + [0] * (length - len(r)) for r in rows]), torch.tensor([len(r) for r in rows])


def phrase_batch(actions, tokenizer, rng, size):
    """Ids, lengths and valences of phrases in one template."""
    template = rng.choice(TEMPLATES if rng.random() < 0.6 else OTHER_TEMPLATES)
    drawn = rng.sample(actions, size)
    ids, lengths = padded([tokenizer.encode(template.format(phrase), rng, 0.05) for phrase, _ in drawn])
    values = torch.tensor([value for _, value in drawn])
    return ids, lengths, -values if template in NEGATED else values


def pooled(hidden, lengths):
    """Mean over real tokens: [batch, hidden]."""
    mask = (torch.arange(hidden.shape[1])[None] < lengths[:, None]).float()[..., None]
    return (hidden * mask).sum(1) / lengths[:, None]
