"""The model picker: what the button says, what the menu offers, and who is asked before a model is used."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from desktop_rag.domain.models import Model, Models
from desktop_rag.engine.calls import Choose
from desktop_rag.gui.asking import Question
from desktop_rag.gui.model_picker.picker import ModelPicker
from desktop_rag.gui.tasks import TaskRunner
from tests.fakes.engine import FakeEngine
from tests.fakes.sample import MODELS, OLLAMA

CLOUD = Model("gpt-oss:120b-cloud", "chat", remote=True)
WITH_CLOUD = replace(MODELS, models=(*MODELS.models, CLOUD))


@pytest.fixture
def picker(qtbot: QtBot, engine: FakeEngine, tasks: TaskRunner) -> ModelPicker:
    made = ModelPicker(engine, tasks)
    qtbot.addWidget(made)
    made.show()
    return made


def entries(picker: ModelPicker) -> list[str]:
    return [action.text() for action in picker.menu.actions() if not action.isSeparator()]


def entry(picker: ModelPicker, name: str) -> QAction:
    return next(action for action in picker.menu.actions() if action.data() == name)


def chosen(engine: FakeEngine) -> list[Choose]:
    return [argument for name, argument in engine.asked if name == "choose"]


@pytest.mark.parametrize(
    ("models", "name", "said"),
    [
        (MODELS, "qwen3:4b", "ready"),
        (replace(MODELS, chat=""), "No chat model", "passages"),
        (replace(MODELS, ollama=replace(OLLAMA, reachable=False)), "qwen3:4b", "does not answer"),
        (replace(MODELS, chat="gone"), "gone", "no longer there"),
        (replace(WITH_CLOUD, chat=CLOUD.name), CLOUD.name, "cloud"),
    ],
)
async def test_the_button_names_the_model_and_says_its_state(
    picker: ModelPicker, models: Models, name: str, said: str
) -> None:
    picker.apply(models)
    assert picker.button.text() == name
    assert said in picker.button.accessibleName()


async def test_the_menu_tells_answering_from_finding(picker: ModelPicker) -> None:
    picker.apply(WITH_CLOUD)
    picker._fill_menu()
    assert entries(picker) == [
        "Answers",
        "qwen3:4b\t2.5 GB",
        "llama3.2:3b\t2.0 GB",
        "gpt-oss:120b-cloud\tcloud",
        "Finding",
        "Built-in",
        "nomic-embed-text\t274 MB",
        "embeddinggemma\t622 MB",
    ]
    assert not entry(picker, CLOUD.name).icon().isNull()


async def test_opening_the_menu_looks_again(picker: ModelPicker, engine: FakeEngine, qtbot: QtBot) -> None:
    picker.apply(replace(MODELS, models=()))
    with qtbot.waitSignal(picker.models_changed) as caught:
        qtbot.mouseClick(picker.button, Qt.MouseButton.LeftButton)
        assert picker.menu.isVisible()
        await asyncio.sleep(0.02)
    assert caught.args == [MODELS]
    assert "qwen3:4b\t2.5 GB" in entries(picker)
    picker.menu.close()


async def test_a_model_is_chosen_for_what_it_can_do(picker: ModelPicker, engine: FakeEngine) -> None:
    picker.apply(MODELS)
    picker._fill_menu()
    entry(picker, "llama3.2:3b").trigger()
    entry(picker, "embeddinggemma").trigger()
    await asyncio.sleep(0.02)
    assert chosen(engine) == [Choose("llama3.2:3b", "chat"), Choose("embeddinggemma", "embedding")]


async def test_a_cloud_model_is_used_only_after_a_yes(
    picker: ModelPicker, engine: FakeEngine, qtbot: QtBot
) -> None:
    picker.apply(WITH_CLOUD)
    for agree in (False, True):
        picker._fill_menu()
        entry(picker, CLOUD.name).trigger()
        await asyncio.sleep(0.02)
        question = picker.findChild(Question)
        assert question is not None and not chosen(engine)
        qtbot.mouseClick(question.yes if agree else question.no, Qt.MouseButton.LeftButton)
        await asyncio.sleep(0.02)
    assert chosen(engine) == [Choose(CLOUD.name, "chat", confirmed=True)]


async def test_a_cancelled_choice_closes_its_question(
    picker: ModelPicker, engine: FakeEngine, tasks: TaskRunner
) -> None:
    picker.apply(WITH_CLOUD)
    picker.choose(CLOUD)
    await asyncio.sleep(0.02)
    tasks.cancel("choose-chat")
    await asyncio.sleep(0.02)
    question: Any = picker.findChild(Question)
    assert question is None or not question.isVisible()
    assert not chosen(engine)


async def test_short_it_keeps_its_name_for_those_who_hover_or_listen(picker: ModelPicker) -> None:
    picker.apply(MODELS)
    wide = picker.button.sizeHint().width()
    picker.set_short(True)
    assert picker.button.sizeHint().width() < 50 < wide
    assert "qwen3:4b" in picker.button.toolTip()
    assert "qwen3:4b" in picker.button.accessibleName()
