"""How the pictures are taken: of the window alone, of what lies over it too, and in three sizes."""

from PySide6.QtWidgets import QApplication, QMenu

from tests.end_to_end.window.journey import Journey


async def picture(one: Journey, name: str) -> None:
    """Grabs the window as it is, without the frame that a window manager would draw."""
    await one.point_away()
    await one.rest()
    image = one.window.grab().toImage()
    assert image.save(str(one.out / f"{name}-{one.given['theme']}.png"))


async def screen(one: Journey, name: str) -> None:
    """Grabs what stands where the window is: menus and questions are windows of their own."""
    at = one.window.geometry()
    shot = QApplication.primaryScreen().grabWindow(0, at.x(), at.y(), at.width(), at.height())
    assert shot.save(str(one.out / f"{name}-{one.given['theme']}.png"))


async def opened_menu(one: Journey) -> QMenu:
    """Waits for the menu that was asked for."""
    await one.until(lambda: QApplication.activePopupWidget() is not None, "the menu is open")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


async def resized(one: Journey, width: int, height: int) -> None:
    one.window.resize(width, height)
    await one.until(lambda: one.window.width() == width, "the window has its size")
    await one.rest(0.4)


async def in_all_sizes(one: Journey, name: str) -> None:
    """In the size of the drawings, with two panes, and with one."""
    await picture(one, name)
    for width, height in ((1000, 700), (760, 560)):
        await resized(one, width, height)
        await picture(one, f"{name}-{width}")
    await resized(one, 1440, 900)
