"""How the window speaks of models: their size, what they are for, and whether they leave this computer."""

from PySide6.QtCore import QCoreApplication

from desktop_rag.domain.models import BUILT_IN, Model, Models


def tr(text: str) -> str:
    """The text in the window's language."""
    return QCoreApplication.translate("Models", text)


def size_words(size: int) -> str:
    """Bytes as people read them, in powers of ten: 274 MB, 2.5 GB; "" for nothing."""
    if size <= 0:
        return ""
    if size < 1_000_000_000:
        return f"{max(1, round(size / 1_000_000))} MB"
    return f"{size / 1_000_000_000:.1f} GB"


def name_words(name: str) -> str:
    """A model's name as it is shown: without the tag that says nothing; the built-in one has its words."""
    return tr("Built-in") if name == BUILT_IN else name.removesuffix(":latest")


def find(models: Models, name: str) -> Model | None:
    """The model of that name, with or without the tag ":latest"."""
    wanted = name.removesuffix(":latest")
    return next((model for model in models.models if model.name.removesuffix(":latest") == wanted), None)


def is_chosen(models: Models, model: Model) -> bool:
    """Whether a model is in use for what it can do."""
    chosen = models.chat if model.kind == "chat" else models.embedder
    return bool(chosen) and find(models, chosen) == model


def cloud_question(model: str) -> tuple[str, str, str]:
    """Title, sentence and answer with which a cloud model is confirmed."""
    return (
        tr("{model} does not run on this computer").format(model=model),
        tr(
            "Every question, and the passages that go with it, would be sent over the internet to the "
            "company that runs this model. Searching stays on this computer."
        ),
        tr("Use it all the same"),
    )
