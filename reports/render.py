"""Runs the notebook on a snapshot and writes one self-contained page."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from .errors import NotebookFailed

HERE = Path(__file__).parent
NOTEBOOK = HERE / "sentiment_report.ipynb"


def render_report(snapshot: Path, out_dir: Path) -> Path:
    """Returns the path of `report.html` in `out_dir`; `report.ipynb`, as it ran, lies beside it.

    The page appears by an atomic rename, so a failing notebook leaves the last good page in place.
    Raises `NotebookFailed` with the first line of what went wrong in the notebook.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    executed = out_dir / "report.ipynb"
    _execute(snapshot.resolve(), executed)
    page = out_dir / "report.html"
    partial = page.with_suffix(".html.partial")
    partial.write_text(_to_html(executed), encoding="utf-8")
    partial.replace(page)
    return page


def _execute(snapshot: Path, executed: Path) -> None:
    with warnings.catch_warnings(), _kernel_home():
        warnings.simplefilter("ignore")  # papermill and jupyter deprecate each other at import
        import papermill
        from traitlets.config import Config

        try:
            papermill.execute_notebook(
                NOTEBOOK,
                executed,
                parameters={"snapshot": str(snapshot)},
                kernel_name="python3",
                cwd=HERE.parent,
                progress_bar=False,
                log_output=False,
                start_timeout=120,
                config=Config(KernelManager={"transport": "ipc"}),  # no open port, nobody else can listen in
            )
        except papermill.PapermillExecutionError as error:
            raise NotebookFailed(executed, f"{error.ename}: {error.evalue}") from error


@contextmanager
def _kernel_home() -> Iterator[None]:
    """A home for the kernel's own files that goes when it goes, so that nothing is left in the user's."""
    with TemporaryDirectory(prefix="otklik-kernel-") as home:
        ours = {"IPYTHONDIR": home, "JUPYTER_RUNTIME_DIR": home, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
        before = {name: os.environ.get(name) for name in ours}
        os.environ.update(ours)
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name)
                if value is not None:
                    os.environ[name] = value


def _to_html(executed: Path) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from nbconvert import HTMLExporter

        exporter = HTMLExporter(  # type: ignore[no-untyped-call]
            template_name="otklik",
            extra_template_basedirs=[str(HERE / "template")],
            exclude_input=True,
            exclude_input_prompt=True,
            exclude_output_prompt=True,
        )
        body, _ = exporter.from_filename(str(executed))
    return str(body)
