"""The shape of what is said to people about one code."""

from msgspec import Struct


class Words(Struct, frozen=True):
    """What happened, why, and what to do next; `action` names the button of the remedy, or is empty."""

    title: str
    explanation: str
    remedy: str
    action: str = ""
