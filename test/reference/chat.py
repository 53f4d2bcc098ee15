"""What transformers' own apply_chat_template makes of the templates in templates/: an independent witness.

Templates are written by hand in the shapes that published models use. Where a template refuses or drops the system turn,
its text is put before the first user's turn, and a thought that it opens is closed; both are recorded. The clock stands
at 26 July 2024. Writes chat.json
beside itself. Run with transformers 5.18 and jinja2 3.1: python test/reference/chat.py
"""
import datetime
import json
import pathlib

from jinja2.exceptions import TemplateError
from transformers.utils import chat_template_utils

HERE = pathlib.Path(__file__).parent
SYSTEM = {"role": "system", "content": "Be kind."}
USER = {"role": "user", "content": "Is it ok to lie?\n\nA. Yes\nB. No "}
ANSWER = {"role": "assistant", "content": " It depends. "}
CHATS = {
    "one turn": [USER],
    "system": [SYSTEM, USER],
    "three turns": [SYSTEM, {"role": "user", "content": "Hi"}, ANSWER, USER],
    "prefill": [SYSTEM, USER, {"role": "assistant", "content": "The answer is"}],
    "prefill, space at its end": [USER, {"role": "assistant", "content": "The answer is "}],
    "prefill, said before": [{"role": "user", "content": "Repeat: yes"}, {"role": "assistant", "content": "yes"}],
}
NAMES = {"bos_token": "<s>", "eos_token": "</s>"}


class Stopped(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2024, 7, 26)


chat_template_utils.datetime = Stopped


def render(template, messages):
    prefill = messages[-1]["role"] == "assistant"
    rendered, _ = chat_template_utils.render_jinja_template(
        [messages],
        chat_template=template,
        add_generation_prompt=not prefill,
        continue_final_message=prefill,
        enable_thinking=False,
        thinking=False,
        **NAMES,
    )
    return rendered[0]


def folded(messages):
    system, first, *rest = messages
    return [{"role": "user", "content": f"{system['content']}\n\n{first['content']}"}, *rest]


def closed(text, adapted):
    if not text.endswith("<think>\n"):
        return {"text": text, "adapted": adapted}
    return {"text": text + "\n</think>\n\n", "adapted": [*adapted, "thinking-closed"]}


def witness(template, messages):
    has_system = messages[0]["role"] == "system"
    try:
        text = render(template, messages)
        if not has_system or SYSTEM["content"] in text:
            return closed(text, [])
    except TemplateError:
        if not has_system:
            raise
    return closed(render(template, folded(messages)), ["system-folded"])


found = {
    path.stem: {name: witness(path.read_text(), messages) for name, messages in CHATS.items()}
    for path in sorted((HERE / "templates").glob("*.jinja"))
}
out = {"names": NAMES, "chats": CHATS, "expected": found}
(HERE / "chat.json").write_text(json.dumps(out, indent=2, ensure_ascii=False) + "\n")
