"""Passwords that are easy to guess are refused, and no others."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import passwords

NAME, EMAIL = "Jiyoon Kim", "jy.kim84@example.com"


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password2026!",
        "p@ssw0rd1234",
        "passwordpassword",
        "qwertyuiop12",
        "!!iloveyou!!",
        "dragondragondragon",
        "password12345678",
        "aaaaaaaaaaaa",
        "abababababab",
        "123412341234",
        "012345678901",
        "098765432109",
        "cloudnative!",
        "____________",
    ],
)
def test_common_ones_are_refused(password: str) -> None:
    assert passwords.weakness(password, NAME, EMAIL) == (
        "is one of the most common passwords, or made of one"
    )


@pytest.mark.parametrize(
    "password",
    ["jiyoon123456", "JiyoonKim2026", "jiyoon kim!!", "jy.kim84@example.com", "kimkimkimkim"],
)
def test_those_made_of_the_person_are_refused(password: str) -> None:
    assert passwords.weakness(password, NAME, EMAIL) is not None


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "k7#mQ2vv9xLp",
        "dragon83746192",
        "비밀번호는길어야합니다요",
        "736492018374",
        "summer-on-the-moon",
        "my-blog-is-great",
    ],
)
def test_others_are_taken(password: str) -> None:
    assert passwords.weakness(password, NAME, EMAIL) is None


def test_random_ones_are_taken() -> None:
    letters = string.ascii_letters + string.digits
    chance = random.Random(1)  # noqa: S311 (the same ones in every run)
    made = ["".join(chance.choices(letters, k=passwords.SHORTEST)) for _ in range(2000)]
    assert [one for one in made if passwords.weakness(one, NAME, EMAIL)] == []


@given(st.text(min_size=1, max_size=passwords.LONGEST), st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_judged(password: str, name: str, email: str) -> None:
    assert passwords.weakness(password, name, email) in {
        None,
        "is one of the most common passwords, or made of one",
        "is made of the name or the e-mail address",
    }


def test_what_looks_the_same_is_the_same() -> None:
    assert passwords.normalize("cafe\u0301") == passwords.normalize("caf\u00e9")
