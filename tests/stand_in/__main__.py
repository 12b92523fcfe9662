"""`python -m tests.stand_in --port N`: the stand-in as a process of its own."""

import argparse
import signal
import threading

from tests.stand_in.models import cloud_model, recorded_models, usual_models
from tests.stand_in.replies import Behaviour
from tests.stand_in.server import StandIn


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.stand_in")
    parser.add_argument("--port", type=int, default=11434)
    parser.add_argument("--models", choices=("usual", "recorded", "all", "none"), default="all")
    parser.add_argument("--cloud", action="store_true", help="hold a cloud model too")
    parser.add_argument("--delay", type=float, default=0.042, help="seconds between two pieces")
    parser.add_argument("--embeds-in", type=float, default=0.0, help="seconds for each text that is embedded")
    parser.add_argument("--dies-after", type=int, help="pieces after which the server ends")
    parser.add_argument("--stops-after", type=int, help="pieces after which a stream ends without done")
    parser.add_argument("--invented", action="store_true", help="cite a passage that does not exist")
    given = parser.parse_args()
    usual = usual_models()
    named = {model.name for model in usual}
    others = tuple(model for model in recorded_models() if model.name not in named)
    held = {"usual": usual, "recorded": recorded_models(), "all": usual + others, "none": ()}[given.models]
    behaviour = Behaviour(
        models=held + ((cloud_model(),) if given.cloud else ()),
        delay=given.delay,
        embeds_in=given.embeds_in,
        dies_after=given.dies_after,
        stops_after=given.stops_after,
        invented=given.invented,
    )
    ended = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: ended.set())
    with StandIn(behaviour, given.port) as server:
        print(server.url, flush=True)
        ended.wait()


if __name__ == "__main__":
    main()
