"""The way in: `desktop-rag`. Light on purpose; every verb's imports happen in `bootstrap`."""

import sys


def main() -> int:
    """Runs the verb that the command line names and returns its exit code."""
    if getattr(sys, "frozen", False):
        import multiprocessing

        # A frozen application without this is a fork bomb: some dependency may start a process.
        multiprocessing.freeze_support()
    from desktop_rag import bootstrap

    return bootstrap.run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
