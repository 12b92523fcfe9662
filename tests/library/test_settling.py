"""When a file that is being written may be read."""

from desktop_rag.domain.documents import FileSeen, Root
from desktop_rag.library.settling import Settling
from desktop_rag.library.touched import MANY, places_of


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def file(self, changed: float, name: bytes = b"/a") -> FileSeen:
        return FileSeen(name, 1, int(changed * 1e9), 1)


def test_a_file_that_was_just_written_is_left_until_it_is_at_rest() -> None:
    clock = Clock()
    settled = Settling(clock, quiet=0.6, patience=30)
    assert not settled(clock.file(999.9))
    clock.now = 1000.7
    assert not settled(clock.file(1000.5))
    clock.now = 1001.4
    assert settled(clock.file(1000.5))


def test_a_file_that_never_rests_is_taken_now_and_then() -> None:
    clock = Clock()
    settled = Settling(clock, quiet=0.6, patience=30)
    taken = []
    for second in range(100):
        clock.now = 1000.0 + second
        taken += [second] if settled(clock.file(clock.now)) else []
    assert taken == [30, 61, 92]


def test_an_old_time_or_one_in_the_future_says_nothing() -> None:
    clock = Clock()
    assert Settling(clock)(clock.file(10))
    assert Settling(clock)(clock.file(5000))


def test_paths_belong_to_every_root_that_holds_them_and_a_root_itself_is_looked_at_whole() -> None:
    one, two = Root(1, 1, b"/one", "folder", True, 0), Root(2, 1, b"/one/two", "folder", True, 0)
    assert places_of([b"/one/two/a", b"/oneself/b"], [one, two], {}) == {
        1: frozenset({b"/one/two/a"}), 2: frozenset({b"/one/two/a"})
    }  # fmt: skip
    assert places_of([b"/one"], [one, two], {1: frozenset({b"/one/x"})}) == {1: frozenset()}
    many = [b"/one/%d" % number for number in range(MANY + 1)]
    assert places_of(many, [one], {}) == {1: frozenset()}
