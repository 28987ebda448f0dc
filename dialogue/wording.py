"""What keeps a statement from being handed in: one list for the form, the confirmation and the service."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from common.text import length_of
from dialogue.models import Statement

TEXT, STEPS = 1000, 4
STEP = {"who": 60, "what": 200, "by": 60}


def problems_of(words: Mapping[str, Any]) -> dict[str, str]:
    """By the name of the form's field, what is missing or too long; empty means it may be handed in."""
    found: dict[str, str] = {}
    if words["stance"] not in Statement.Stance.values:
        found["stance"] = _("3つのうちの1つをえらんでください。")
    if not words["text"]:
        found["text"] = _("ことばを書いてください。")
    elif length_of(words["text"]) > TEXT:
        found["text"] = _("%(n)d字以内にしてください。") % {"n": TEXT}
    for number, step in enumerate(words["steps"], 1):
        found |= _problems_of_step(number, step)
    if words["stance"] == Statement.Stance.TOGETHER and not words["steps"]:
        found["who_1"] = _("協働するときは、だれが、何を、いつまでにするかを、1つは書いてください。")
    return found


def _problems_of_step(number: int, step: Mapping[str, str]) -> dict[str, str]:
    if number > STEPS:
        return {"text": _("すすめかたは%(n)d行までです。") % {"n": STEPS}}
    missing = {
        "who": _("だれがするかを書いてください。"),
        "what": _("何をするかを書いてください。"),
        "by": _("いつまでにするかを書いてください。"),
    }
    found = {f"{name}_{number}": said for name, said in missing.items() if not step[name]}
    long = {
        f"{name}_{number}": _("%(n)d字以内にしてください。") % {"n": STEP[name]}
        for name in STEP
        if length_of(step[name]) > STEP[name]
    }
    return found | long
