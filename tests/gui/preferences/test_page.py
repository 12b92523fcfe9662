"""The settings: pages, the theme, the table of models, and the address of Ollama."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_rag.domain.errors import AddressInvalid, RuleInvalid
from desktop_rag.domain.models import BUILT_IN, Model, Models
from desktop_rag.domain.reports import IGNORE, LARGEST
from desktop_rag.engine.calls import Choose, Confirm, LeaveOut
from desktop_rag.gui.asking import Question
from desktop_rag.gui.preferences.page import Preferences
from desktop_rag.gui.preferences.privacy import leaves
from desktop_rag.gui.preferences.recognition import language_name
from desktop_rag.gui.tasks import TaskRunner
from tests.fakes.engine import FakeEngine
from tests.fakes.sample import MODELS, OLLAMA

CLOUD = Model("gpt-oss:120b-cloud", "chat", remote=True)
WITH_CLOUD = replace(MODELS, models=(*MODELS.models, CLOUD))
OTHER = "http://192.168.1.20:11434"


@pytest.fixture
def page(qtbot: QtBot, engine: FakeEngine, tasks: TaskRunner) -> Preferences:
    made = Preferences(engine, tasks)
    qtbot.addWidget(made)
    made.resize(1100, 800)
    made.apply(MODELS)
    made.show()
    return made


def words(widget: Any) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.text()]


async def test_pages_are_chosen_in_the_list(page: Preferences, qtbot: QtBot) -> None:
    qtbot.mouseClick(page._places[2], Qt.MouseButton.LeftButton)
    assert page._stack.currentIndex() == 2
    assert [place.is_current() for place in page._places] == [False, False, True, False]


async def test_escape_closes(page: Preferences, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.closed):
        qtbot.keyClick(page, Qt.Key.Key_Escape)


async def test_rules_are_shown_and_put_to_use(page: Preferences, engine: FakeEngine, qtbot: QtBot) -> None:
    page.show_page(2)
    page.folders.refresh()
    await asyncio.sleep(0.02)
    assert page.folders.rules.toPlainText() == IGNORE
    assert not page.folders.use.isEnabled()
    page.folders.rules.setPlainText("drafts/\n")
    qtbot.mouseClick(page.folders.use, Qt.MouseButton.LeftButton)
    await asyncio.sleep(0.02)
    assert engine.asked[-1] == ("leave-out", LeaveOut("drafts/\n", LARGEST))
    assert not page.folders.use.isEnabled()
    qtbot.mouseClick(page.folders.back, Qt.MouseButton.LeftButton)
    assert page.folders.rules.toPlainText() == IGNORE


async def test_a_rule_that_is_none_is_told_beside_it_and_nothing_is_lost(
    page: Preferences, engine: FakeEngine
) -> None:
    engine.failures["leave-out"] = RuleInvalid(line="2", rule="!")
    page.show_page(2)
    page.folders.rules.setPlainText("*.log\n!\n")
    page.folders.use_rules()
    await asyncio.sleep(0.02)
    assert page.folders.said.isVisibleTo(page.folders)
    assert "2" in page.folders.said.text() and "!" in page.folders.said.text()
    assert page.folders.rules.toPlainText() == "*.log\n!\n"
    assert engine.settings.ignore == IGNORE


async def test_the_largest_size_is_chosen_and_half_written_rules_are_left_alone(
    page: Preferences, engine: FakeEngine, qtbot: QtBot
) -> None:
    page.show_page(2)
    page.folders.rules.setPlainText("half wri")
    qtbot.mouseClick(page.folders.sizes._thumbs[0], Qt.MouseButton.LeftButton)
    await asyncio.sleep(0.02)
    assert engine.asked[-1] == ("leave-out", LeaveOut(IGNORE, 20_000_000))
    assert page.folders.rules.toPlainText() == "half wri"
    assert page.folders.sizes.current() == "20"
    page.folders.refresh()
    await asyncio.sleep(0.02)
    assert page.folders.rules.toPlainText() == "half wri"


async def test_a_theme_is_chosen(page: Preferences, qtbot: QtBot) -> None:
    page.show_theme("light")
    assert page.general.switch.current() == "light"
    dark = page.general.switch._thumbs[2]
    with qtbot.waitSignal(page.theme_chosen) as caught:
        qtbot.mouseClick(dark, Qt.MouseButton.LeftButton)
    assert caught.args == ["dark"]


async def test_every_model_says_what_it_is_for_and_the_chosen_ones_are_in_use(page: Preferences) -> None:
    rows = page.models.rows
    assert set(rows) == {model.name for model in MODELS.models} | {BUILT_IN}
    assert [name for name, action in rows.items() if action is None] == ["qwen3:4b", "nomic-embed-text"]
    assert words(page.models).count("In use") == 2
    assert words(page.models).count("Answers") == 2
    assert "4 models · 5.4 GB" in words(page.models)


async def test_a_model_is_put_to_use(page: Preferences, engine: FakeEngine, qtbot: QtBot) -> None:
    engine.models = replace(MODELS, chat="llama3.2:3b")
    action = page.models.rows["llama3.2:3b"]
    assert action is not None
    with qtbot.waitSignal(page.models_changed):
        qtbot.mouseClick(action, Qt.MouseButton.LeftButton)
        await asyncio.sleep(0.02)
    assert engine.asked == [("choose", Choose("llama3.2:3b", "chat"))]
    assert page.models.rows["llama3.2:3b"] is None


async def test_a_choice_that_fails_leaves_the_table_as_it_was(
    page: Preferences, engine: FakeEngine, problems: list[tuple[str, BaseException]]
) -> None:
    engine.failures["choose"] = AddressInvalid()
    page.models.choose(MODELS.models[1])
    await asyncio.sleep(0.02)
    action = page.models.rows["llama3.2:3b"]
    assert action is not None and action.isEnabled()
    assert problems


async def test_a_cloud_model_is_used_only_after_a_yes(page: Preferences, engine: FakeEngine) -> None:
    page.apply(WITH_CLOUD)
    page.models.choose(CLOUD)
    await asyncio.sleep(0.02)
    question: Any = page.findChild(Question)
    assert not engine.asked
    question.accept()
    await asyncio.sleep(0.02)
    assert engine.asked == [("choose", Choose(CLOUD.name, "chat", confirmed=True))]


@pytest.mark.parametrize(
    ("models", "out", "said"),
    [
        (MODELS, False, "stay here"),
        (WITH_CLOUD, False, "stay here"),
        (replace(WITH_CLOUD, chat=CLOUD.name), True, CLOUD.name),
        (replace(MODELS, ollama=replace(OLLAMA, url=OTHER, local=False)), True, OTHER),
    ],
)
async def test_what_leaves_is_said(page: Preferences, models: Models, out: bool, said: str) -> None:
    page.apply(models)
    assert leaves(models)[0] is out
    assert any(said in text for text in words(page.privacy))
    assert ("Nothing leaves this computer" in words(page.privacy)) is not out


@pytest.mark.parametrize("agree", [False, True])
async def test_another_computer_is_asked_about(page: Preferences, engine: FakeEngine, agree: bool) -> None:
    page.privacy.address.setText(OTHER)
    page.privacy.use_address()
    await asyncio.sleep(0.02)
    question: Any = page.findChild(Question)
    assert not engine.asked
    question.done(int(agree))
    await asyncio.sleep(0.02)
    assert engine.asked[:1] == ([("confirm", Confirm(OTHER))] if agree else [])


@pytest.mark.parametrize("url", ["http://localhost:11500", "127.0.0.1:11500", "[::1]:11500"])
async def test_this_computer_is_not_asked_about(page: Preferences, engine: FakeEngine, url: str) -> None:
    page.privacy.address.setText(url)
    page.privacy.use_address()
    await asyncio.sleep(0.02)
    assert engine.names_asked() == ["confirm", "models"]


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:80@evil.example", "http://127.0.0.1.evil.example", "localhost.evil"]
)
async def test_a_disguised_address_is_asked_about(page: Preferences, engine: FakeEngine, url: str) -> None:
    page.privacy.address.setText(url)
    page.privacy.use_address()
    await asyncio.sleep(0.02)
    assert page.findChild(Question) is not None
    assert not engine.asked


async def test_an_address_that_is_none_is_told_beside_it(page: Preferences, engine: FakeEngine) -> None:
    engine.failures["confirm"] = AddressInvalid(url="127.0.0.1:x")
    page.privacy.address.setText("127.0.0.1:x")
    page.privacy.use_address()
    await asyncio.sleep(0.02)
    assert page.privacy._said.isVisibleTo(page.privacy) and page.privacy._said.text()


@pytest.mark.parametrize(
    ("code", "words"), [("deu", "German"), ("chi_sim", "Chinese"), ("frk", "frk"), ("Latin", "Latin")]
)
def test_languages_of_recognition_are_said_in_words(code: str, words: str) -> None:
    assert language_name(code) == words
