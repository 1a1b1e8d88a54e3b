"""The password of a secret key: from the environment, else typed at the terminal."""

from __future__ import annotations

import getpass
import os
import warnings
from typing import Final

from generator.faults import GeneratorError

VARIABLE: Final = "SIGNING_PASSWORD"


def given_password() -> str | None:
    """The password that stands in the environment."""
    return os.environ.get(VARIABLE) or None


def typed_password(prompt: str) -> str:
    """Ask for a password. Raises GeneratorError if there is nobody to type it, or no terminal that hides what is typed."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(prompt)
        except (EOFError, getpass.GetPassWarning):
            raise GeneratorError(f"没有输入密码；无人值守时，把密码放进环境变量 {VARIABLE}。") from None
