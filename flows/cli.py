"""The command line: `otklik`. Commands import what they need when they run, so that help is quick."""

import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from .commands import classify, demo, doctor, evaluate, imports, people, providers, read, runs, sources, steps
from .commands.output import show_progress
from .errors import known_errors, say_os_error

app = typer.Typer(
    name="otklik",
    help="How internet providers treat their customers, from what people write in public.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # main() says it in one sentence
    context_settings={"help_option_names": ["-h", "--help"]},
)

DEBUG_VARIABLE = "OTKLIK_DEBUG"

_COMMANDS: dict[str, Callable[..., None]] = {
    "demo": demo.demo,
    "run": runs.run,
    "crawl": steps.crawl,
    "load": steps.load,
    "annotate": steps.annotate,
    "build": steps.build,
    "publish": steps.publish,
    "report": steps.report,
    "import": imports.import_file,
    "query": read.query,
    "sql": read.sql,
    "classify": classify.classify,
    "evaluate": evaluate.evaluate,
    "review": people.review,
    "correct": people.correct,
    "serve": runs.serve,
    "forget": read.forget,
    "doctor": doctor.doctor,
}
for _name, _command in _COMMANDS.items():
    app.command(_name)(_command)
app.add_typer(providers.app, name="providers")
app.add_typer(sources.app, name="source")
app.add_typer(sources.app, name="sources", hidden=True)  # as it was called before


@app.callback()
def otklik(
    config: Annotated[Path | None, typer.Option(help="Settings file; otklik.toml here if not given.")] = None,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of an error, and all that crawls say.")
    ] = False,
) -> None:
    """How internet providers treat their customers, from what people write in public."""
    from .config import CONFIG_VARIABLE

    if config is not None:
        os.environ[CONFIG_VARIABLE] = str(config.absolute())
    if debug:
        os.environ[DEBUG_VARIABLE] = "1"
    show_progress(logging.DEBUG if debug else logging.INFO)


def main() -> None:
    """Run the command of the arguments; an error becomes one sentence on stderr and exit code 1."""
    try:
        app()
    except known_errors() as error:
        _fail(error, str(error))
    except BrokenPipeError:  # `otklik query … | head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        _fail(error, say_os_error(error))
    except Exception as error:  # noqa: BLE001  whatever it is, a person gets a sentence and not a traceback
        _fail(error, f"Unexpected {type(error).__name__}: {error}. `otklik --debug …` shows where.")


def _fail(error: Exception, sentence: str) -> None:
    if os.environ.get(DEBUG_VARIABLE):
        raise error
    typer.echo(f"otklik: {sentence}", err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
