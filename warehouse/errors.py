"""What can go wrong in the warehouse. The message of each error is one sentence that says what to do.

WarehouseError
├── WarehouseLocked      another process holds the file
├── WarehouseCorrupt     the file is damaged or is no warehouse
├── WarehouseMissing     there is no file to read from yet
│   └── SnapshotMissing  nothing was published yet
├── WarehouseUnreachable the path cannot be opened: rights, folder
├── DiskFull             the disk refused to take more
├── MigrationFailed      a migration did not apply
│   └── MigrationChanged an applied migration was edited afterwards, or is gone
├── LandingCorrupt       a landing folder is not whole or not of our form
├── OutOfOrder           a crawl is older than one that is already loaded
├── AnnotationsRefused   annotations that the warehouse cannot keep
├── CorrectionsRefused   corrections of texts that the warehouse does not have
├── NothingCorrected     nobody corrected anything yet
├── UnknownQuery         no named query of that name
├── UnknownProvider      no provider of that name or slug
├── UnknownFormat        no such form of a table
├── QueryFailed          SQL that does not run
│   └── QueryRefused     SQL that would write, read files or load code
├── TableUnreadable      a Parquet file that cannot be read
├── NothingToForget      no message of that author or key
└── BuildFailed          a dbt model or test failed
"""


class WarehouseError(Exception):
    """Root of everything the warehouse raises on purpose."""


class WarehouseLocked(WarehouseError):
    """Another process holds the file; `pid` is its number where DuckDB tells it."""

    def __init__(self, message: str, *, pid: int | None = None) -> None:
        super().__init__(message)
        self.pid = pid


class WarehouseCorrupt(WarehouseError):
    """The file is damaged, or is no DuckDB file of a version that can be read."""


class WarehouseMissing(WarehouseError):
    """There is no file to read from yet."""


class SnapshotMissing(WarehouseMissing):
    """Nothing was published yet."""


class WarehouseUnreachable(WarehouseError):
    """The path cannot be opened, for want of rights or of a folder."""


class DiskFull(WarehouseError):
    """The disk refused to take more; what was being written is rolled back."""


class MigrationFailed(WarehouseError):
    """A migration did not apply; the file is as it was before."""


class MigrationChanged(MigrationFailed):
    """A migration that was applied was edited afterwards, or is gone."""


class LandingCorrupt(WarehouseError):
    """A landing folder is not whole, or holds something other than crawled messages."""


class OutOfOrder(WarehouseError):
    """A crawl is older than the newest one loaded of its source."""


class AnnotationsRefused(WarehouseError):
    """Annotations that the warehouse cannot keep; none of the batch was saved."""


class CorrectionsRefused(WarehouseError):
    """A correction names a version or a place that the warehouse does not have; none of its file was kept."""


class NothingCorrected(WarehouseError):
    """No person judged a text that can still be read."""


class UnknownQuery(WarehouseError):
    """No named query has that name."""


class UnknownProvider(WarehouseError):
    """No provider in the snapshot has that name or slug."""


class UnknownFormat(WarehouseError):
    """Tables are not written in that form."""


class QueryFailed(WarehouseError):
    """SQL that does not run."""


class QueryRefused(QueryFailed):
    """SQL that would write, read files, or load code."""


class TableUnreadable(WarehouseError):
    """A Parquet file that cannot be read."""


class NothingToForget(WarehouseError):
    """No stored message has that author or key."""


class BuildFailed(WarehouseError):
    """A dbt model or test failed; `node` is its name where dbt tells it."""

    def __init__(self, message: str, *, node: str | None = None) -> None:
        super().__init__(message)
        self.node = node
