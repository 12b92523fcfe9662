"""Errors travel as code and arguments and come back as the same exceptions."""

import pytest

from desktop_rag.domain.errors import (
    ERRORS,
    Corrupt,
    DesktopRagError,
    Failure,
    InternalError,
    ModelMissing,
    error_from,
    failure_of,
)


def test_an_error_survives_the_journey_between_processes() -> None:
    error = error_from(failure_of(ModelMissing(model="qwen3:4b")))
    assert isinstance(error, ModelMissing)
    assert error.arguments == {"model": "qwen3:4b"}


def test_an_unknown_code_becomes_a_defect_of_ours() -> None:
    assert isinstance(error_from(Failure("never-heard-of")), InternalError)


def test_a_defect_says_its_type_and_nothing_of_its_text() -> None:
    assert failure_of(ValueError("text of a document")) == Failure("internal", {"kind": "ValueError"})


@pytest.mark.parametrize("code", sorted(ERRORS))
def test_every_code_makes_an_error_that_says_that_code(code: str) -> None:
    error = error_from(Failure(code))
    assert isinstance(error, DesktopRagError)
    assert error.failure.code == code


def test_the_outcome_that_shares_its_code_with_its_parent_is_the_one_made() -> None:
    assert type(error_from(Failure("corrupt"))) is Corrupt
