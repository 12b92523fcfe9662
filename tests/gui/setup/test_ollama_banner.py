"""Ollama's banner: each trouble in words with its remedy, and nothing when all is well."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_rag.domain.errors import Failure
from desktop_rag.domain.models import Models, OllamaState
from desktop_rag.domain.words import words_for
from desktop_rag.engine.calls import Confirm
from desktop_rag.gui.asking import Question
from desktop_rag.gui.setup.ollama_banner import OllamaBanner, trouble
from desktop_rag.gui.tasks import TaskRunner
from tests.fakes.engine import FakeEngine
from tests.fakes.sample import MODELS, OLLAMA

URL = "http://127.0.0.1:11434"
OTHER = "http://192.168.1.20:11434"
SILENT = OllamaState(URL, False)
ABSENT = Failure("ollama-absent", {"url": URL})


def without(state: OllamaState) -> Models:
    return Models(state, (), "", "built-in")


INSTALLED = without(replace(SILENT, installed=True, problem=ABSENT))
NOT_INSTALLED = without(replace(SILENT, problem=Failure("ollama-not-installed")))
EMPTY = without(OLLAMA)
NO_CHAT = Models(OLLAMA, MODELS.models[2:], "", "built-in")
UNCONFIRMED = without(
    OllamaState(OTHER, False, local=False, problem=Failure("host-unconfirmed", {"host": OTHER}))
)


@pytest.fixture
def banner(qtbot: QtBot, engine: FakeEngine, tasks: TaskRunner) -> OllamaBanner:
    made = OllamaBanner(engine, tasks)
    qtbot.addWidget(made)
    return made


async def test_it_is_hidden_when_all_is_well(banner: OllamaBanner) -> None:
    banner.apply(EMPTY)
    assert not banner.isHidden()
    banner.apply(MODELS)
    assert banner.isHidden()


@pytest.mark.parametrize(
    ("models", "code", "remedy"),
    [
        (INSTALLED, "ollama-absent", "Start Ollama"),
        (NOT_INSTALLED, "ollama-not-installed", "How to install"),
        (EMPTY, "no-models", "Download a model"),
        (NO_CHAT, "no-chat-model", "Download a model"),
        (UNCONFIRMED, "host-unconfirmed", "Use this address…"),
        (without(SILENT), "ollama-not-installed", "How to install"),
        (without(replace(SILENT, installed=True)), "ollama-absent", "Start Ollama"),
    ],
)
async def test_each_trouble_has_words_and_a_remedy(
    banner: OllamaBanner, models: Models, code: str, remedy: str
) -> None:
    banner.apply(models)
    failure = trouble(models)
    assert failure is not None and failure.code == code
    assert banner.banner.accessibleName() == words_for(failure).title
    assert "earch" in banner.banner.accessibleDescription()
    assert banner.remedy is not None and banner.remedy.text() == remedy
    assert banner.again.text() == "Check again"


async def test_an_unknown_trouble_can_still_be_checked_again(banner: OllamaBanner) -> None:
    banner.apply(without(replace(SILENT, problem=Failure("address-invalid", {"url": "x y"}))))
    assert banner.remedy is None
    assert not banner.isHidden()


async def test_checking_again_hides_it_when_ollama_has_come(
    banner: OllamaBanner, engine: FakeEngine, qtbot: QtBot
) -> None:
    banner.apply(INSTALLED)
    with qtbot.waitSignal(banner.models_changed) as caught:
        qtbot.mouseClick(banner.again, Qt.MouseButton.LeftButton)
        await asyncio.sleep(0.02)
    assert caught.args == [MODELS]
    assert banner.isHidden()


async def test_ollama_is_started_and_looked_at(banner: OllamaBanner, engine: FakeEngine) -> None:
    banner.apply(INSTALLED)
    assert banner.remedy is not None
    banner.remedy.click()
    await asyncio.sleep(0.02)
    assert engine.names_asked() == ["start-ollama", "models"]
    assert banner.isHidden()


async def test_a_start_that_fails_leaves_the_button(
    banner: OllamaBanner, engine: FakeEngine, problems: list[tuple[str, BaseException]]
) -> None:
    from desktop_rag.domain.errors import OllamaTimeout

    engine.failures["start-ollama"] = OllamaTimeout()
    banner.apply(INSTALLED)
    assert banner.remedy is not None
    banner.remedy.click()
    await asyncio.sleep(0.02)
    assert banner.remedy.isEnabled() and banner.remedy.text() == "Start Ollama"
    assert [name for name, _ in problems] == ["ollama"]


async def test_how_to_install_gives_commands_to_copy(banner: OllamaBanner, qtbot: QtBot) -> None:
    banner.apply(NOT_INSTALLED)
    assert banner.remedy is not None
    banner.remedy.click()
    dialog = banner.dialog()
    assert dialog is not None and dialog.isVisible()
    copies = [child for child in dialog.findChildren(QWidget) if child.accessibleName().startswith("Copy: ")]
    qtbot.mouseClick(copies[0], Qt.MouseButton.LeftButton)
    assert "ollama" in QGuiApplication.clipboard().text().lower()
    qtbot.mouseClick(dialog.no, Qt.MouseButton.LeftButton)
    assert banner.dialog() is None


async def test_downloading_names_small_models(banner: OllamaBanner) -> None:
    banner.apply(EMPTY)
    assert banner.remedy is not None
    banner.remedy.click()
    dialog = banner.dialog()
    assert dialog is not None
    names = [child.accessibleName() for child in dialog.findChildren(QWidget)]
    assert "Copy: ollama pull qwen3:4b" in names
    assert not dialog.yes.isVisible()
    dialog.reject()


@pytest.mark.parametrize("agree", [False, True])
async def test_another_computer_is_used_only_after_a_yes(
    banner: OllamaBanner, engine: FakeEngine, qtbot: QtBot, agree: bool
) -> None:
    banner.apply(UNCONFIRMED)
    assert banner.remedy is not None
    banner.remedy.click()
    await asyncio.sleep(0.02)
    question: Any = banner.findChild(Question)
    assert not engine.asked
    qtbot.mouseClick(question.yes if agree else question.no, Qt.MouseButton.LeftButton)
    await asyncio.sleep(0.02)
    assert engine.asked[:1] == ([("confirm", Confirm(OTHER))] if agree else [])
