"""Which passwords are refused, after NIST SP 800-63B section 3.1.1.2: short, common or expected.

There are no rules of composition. The common ones are the 30 000 of zxcvbn's list; also refused
is what people make of them: repeated, or with digits and signs before or after.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set

from zxcvbn.frequency_lists import FREQUENCY_LISTS

SHORTEST = 12
LONGEST = 128
# Words that an attacker would try for this service.
OF_THE_PLATFORM = frozenset({"cloudnative", "platform", "cloudnativeplatform", "blog"})
COMMON = frozenset(FREQUENCY_LISTS["passwords"]) | OF_THE_PLATFORM
# Before or after a word these are quickly tried out: "!", "2026", "123!!".
SHORT = 6
RUN = "0123456789" * (LONGEST // 10 + 2)


def normalize(password: str) -> str:
    """One form for what looks the same, as keyboards differ in how they compose letters."""
    return unicodedata.normalize("NFC", password)


def weakness(password: str, name: str, email: str) -> str | None:
    """Why a password of good length is easy to guess; ``None`` if it is not known to be."""
    lowered = password.lower()
    if _made_of(lowered, COMMON):
        return "is one of the most common passwords, or made of one"
    if _made_of(lowered, _personal(name.lower(), email)):
        return "is made of the name or the e-mail address"
    return None


def _made_of(password: str, words: Set[str]) -> bool:
    if _known(password, words):
        return True
    before, core, after = _split(password)
    around = all(len(part) <= SHORT or _known(part, words) for part in (before, after))
    return around and _known(core, words)


def _split(password: str) -> tuple[str, str, str]:
    """Digits and signs at the front, the rest, and those at the end."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password) or password
    before, _, after = password.partition(core)
    return before, core, after


def _known(part: str, words: Set[str]) -> bool:
    period = part[: (part + part).find(part, 1)]  # "abc" of "abcabcabc"; else the part itself
    return len(period) < 4 or period in words or part in RUN or part in RUN[::-1]


def _personal(name: str, email: str) -> Set[str]:
    local = email.partition("@")[0]
    whole = {name, "".join(name.split()), email, local}
    return whole | {word for word in re.split(r"[\W_]+", f"{name} {local}") if word}
