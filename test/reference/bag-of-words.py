"""How far single words give the key of a two-option suite away.

Usage: python3 bag-of-words.py suite.json [suite.json ...]

Every item that has a key and two options becomes one row: the word counts of one option minus those of the other. A
logistic regression (no intercept, L2) is trained on all topics but one and judged on the topic left out, topic by
topic. Each row is used in both directions, so no side is favoured. Printed: the share of left-out items in which the
key's option gets the higher score, for lower-case words, for the marks of punctuation alone, and for both together; a
suite whose words tell nothing gives 0.5. Needs numpy and scikit-learn.
"""

import json
import re
import sys

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

WORDS = r"[a-z']+"
MARKS = r"[.,;:?!\"()-]"


def held_out_accuracy(items, pattern, binary=False):
    """Share right over all left-out items, ties counted as half, and the same per topic."""
    keys = [item["options"][item["key"]]["text"].lower() for item in items]
    others = [item["options"][1 - item["key"]]["text"].lower() for item in items]
    topics = np.array([item["tags"]["topic"][0] for item in items])
    counter = CountVectorizer(tokenizer=lambda text: re.findall(pattern, text), token_pattern=None, binary=binary)
    counter.fit(keys + others)
    rows = counter.transform(keys).astype(float) - counter.transform(others).astype(float)
    rows = np.asarray(rows.todense())
    right = np.zeros(len(items))
    for topic in sorted(set(topics)):
        train, test = rows[topics != topic], rows[topics == topic]
        model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=5000)
        model.fit(np.vstack([train, -train]), np.r_[np.ones(len(train)), np.zeros(len(train))])
        margin = test @ model.coef_[0]
        right[topics == topic] = np.where(margin > 0, 1.0, np.where(margin == 0, 0.5, 0.0))
    return right.mean(), {topic: right[topics == topic].mean() for topic in sorted(set(topics))}


def main(paths):
    for path in paths:
        with open(path, encoding="utf-8") as file:
            items = json.load(file)["items"]
        items = [item for item in items if item["kind"] == "choice" and item["key"] is not None]
        items = [item for item in items if len(item["options"]) == 2]
        for name, pattern in (("words", WORDS), ("marks", MARKS), ("words and marks", WORDS + "|" + MARKS)):
            share, per_topic = held_out_accuracy(items, pattern)
            print(f"{path} {name}: {share:.3f} of {len(items)}")
            print("  " + " ".join(f"{topic} {value:.2f}" for topic, value in per_topic.items()))


if __name__ == "__main__":
    main(sys.argv[1:])
