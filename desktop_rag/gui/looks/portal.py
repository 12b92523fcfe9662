"""The desktop's choice of light or dark, as the XDG portal tells it over D-Bus."""

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage

SERVICE = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
INTERFACE = "org.freedesktop.portal.Settings"
APPEARANCE = "org.freedesktop.appearance"
KEY = "color-scheme"
WAIT_MS = 300


class Portal(QObject):
    """`dark` is None where there is no portal or it has no preference."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.dark: bool | None = None
        self._bus = QDBusConnection.sessionBus()
        if not self._bus.isConnected():
            return
        slot = SLOT("_told(QDBusMessage)").encode()
        self._bus.connect(SERVICE, PATH, INTERFACE, "SettingChanged", self, slot)
        self.dark = self._ask()

    def _ask(self) -> bool | None:
        message = QDBusMessage.createMethodCall(SERVICE, PATH, INTERFACE, "Read")
        message.setArguments([APPEARANCE, KEY])
        reply = self._bus.call(message, timeout=WAIT_MS)
        if reply.type() != QDBusMessage.MessageType.ReplyMessage or not reply.arguments():
            return None
        return meaning(reply.arguments()[0])

    @Slot(QDBusMessage)
    def _told(self, message: QDBusMessage) -> None:
        told = message.arguments()
        if len(told) == 3 and told[0] == APPEARANCE and told[1] == KEY:
            self.dark = meaning(told[2])
            self.changed.emit()


def meaning(value: object) -> bool | None:
    """1 is dark, 2 is light; portals wrap the number in one or two variants."""
    while hasattr(value, "variant"):
        value = value.variant()
    return {1: True, 2: False}.get(value) if isinstance(value, int) else None
