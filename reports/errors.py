"""What can go wrong on the way to the page.

ReportError
└── NotebookFailed    a cell raised
"""

from pathlib import Path


class ReportError(Exception):
    """Root of the report's errors."""


class NotebookFailed(ReportError):
    """A cell raised; `notebook` is the executed copy, with the traceback in the cell that failed."""

    def __init__(self, notebook: Path, cause: str) -> None:
        super().__init__(
            f"The report notebook stopped ({cause}); open {notebook} to see the cell that failed."
        )
        self.notebook = notebook
