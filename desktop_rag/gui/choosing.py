"""Choosing a model, from the menu or from the settings: a cloud model only after the person has agreed."""

from PySide6.QtWidgets import QWidget

from desktop_rag.domain.models import Model, Models
from desktop_rag.engine.calls import Choose
from desktop_rag.gui.asking import agreed
from desktop_rag.gui.model_words import cloud_question


def group_of(model: Model) -> str:
    """The group of tasks in which a newer choice cancels an older one."""
    return "choose-chat" if model.kind == "chat" else "choose-embedder"


async def choice(window: QWidget, models: Models | None, model: Model, library: str) -> Choose | None:
    """What the engine is to be asked, or None when the person does not want a cloud model after all."""
    confirmed = models is not None and model.name in models.confirmed_cloud
    if model.remote and not confirmed:
        confirmed = await agreed(window, *cloud_question(model.name))
        if not confirmed:
            return None
    return Choose(model.name, model.kind, library, confirmed=confirmed and model.remote)
