"""Settings: `otklik.toml`, overruled by the environment (`OTKLIK_…`); read once, passed down."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, cast
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from .errors import ConfigInvalid

CONFIG_VARIABLE = "OTKLIK_CONFIG"
DEFAULT_FILE = Path("otklik.toml")
_PATHS = ("data_dir", "source_dirs", "provider_files")
_CRON_FIELDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))  # minute, hour, day, month, day of week
_CRON_FIELD = re.compile(r"[\dA-Za-z*,/-]+", re.ASCII)


def _split(value: object) -> object:
    """Environment variables hold lists with commas."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError("write a time zone like Europe/Moscow") from error
    return name


def _five_fields(cron: str) -> str:
    parts = cron.split()
    if len(parts) != len(_CRON_FIELDS) or not all(map(_fits, parts, _CRON_FIELDS)):
        raise ValueError("write a cron line of five fields, like 0 6 * * *")
    return cron


def _fits(part: str, bounds: tuple[int, int]) -> bool:
    """Whether it looks like a field of a cron line, with its numbers in bounds (those of steps aside)."""
    numbers = map(int, re.findall(r"(?<![/\d])\d+", part))
    return bool(_CRON_FIELD.fullmatch(part)) and all(bounds[0] <= number <= bounds[1] for number in numbers)


def _no_file(path: Path) -> Path:
    if path.exists() and not path.is_dir():
        raise ValueError(f"{path} is a file, name a folder")
    return path


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
Paths = Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_split)]


class Settings(BaseSettings):
    """Everything a person can set. Paths in the file are relative to the file, others to where one is."""

    model_config = SettingsConfigDict(env_prefix="OTKLIK_", frozen=True, extra="forbid")

    data_dir: Annotated[Path, AfterValidator(_no_file)] = Path("otklik-data")
    sources: Names = ()
    source_dirs: Paths = ()
    provider_files: Paths = ()
    contact: str = ""
    model: str = ""
    schedule: Annotated[str, AfterValidator(_five_fields)] = "0 6 * * *"
    timezone: Annotated[str, AfterValidator(_known_zone)] = "Europe/Moscow"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  pydantic passes it by name
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The order of precedence: what the code says, the environment, the file."""
        return init_settings, env_settings, InitSettingsSource(settings_cls, _read_file(config_file()))

    @property
    def landing_dir(self) -> Path:
        """Where whole crawls wait to be loaded."""
        return self.data_dir / "landing"

    @property
    def quarantine_dir(self) -> Path:
        """Where the crawls lie that the guard refused."""
        return self.data_dir / "quarantine"

    @property
    def warehouse(self) -> Path:
        """The writer's file."""
        return self.data_dir / "warehouse.duckdb"

    @property
    def snapshot(self) -> Path:
        """The published copy that readers open."""
        return self.data_dir / "published.duckdb"

    @property
    def reports_dir(self) -> Path:
        """Where the report goes."""
        return self.data_dir / "reports"

    @property
    def key_file(self) -> Path:
        """The key of the author hashes."""
        return self.data_dir / "author.key"

    @property
    def dbt_dir(self) -> Path:
        """Where dbt keeps its target and logs."""
        return self.data_dir / "dbt"

    @property
    def prefect_home(self) -> Path:
        """Where Prefect keeps its own things for local runs."""
        return self.data_dir / "prefect"

    @property
    def source_folders(self) -> tuple[Path, ...]:
        """The folders with the user's own source files; a later one wins over an earlier one."""
        return (*self.source_dirs, self.data_dir / "sources")


def config_file() -> Path | None:
    """The settings file in use: the one that `--config` or OTKLIK_CONFIG names, else otklik.toml if any."""
    named = os.environ.get(CONFIG_VARIABLE)
    if named:
        return Path(named)
    return DEFAULT_FILE if DEFAULT_FILE.is_file() else None


def load_settings(config: str | Path | None = None) -> Settings:
    """The settings, read afresh; `config` names a file for this process and those it starts.

    Raises `ConfigInvalid`, which says what to mend.
    """
    if config is not None:
        os.environ[CONFIG_VARIABLE] = str(Path(config).absolute())
    try:
        return Settings()
    except ValidationError as error:
        raise ConfigInvalid(_sentence(error)) from error


def _read_file(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        return _rebased(tomllib.loads(path.read_text(encoding="utf-8")), path.absolute().parent)
    except FileNotFoundError as error:
        raise ConfigInvalid(f"There is no settings file {path}: check --config and OTKLIK_CONFIG.") from error
    except OSError as error:
        raise ConfigInvalid(f"The settings file {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ConfigInvalid(f"{path} is not UTF-8; save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigInvalid(f"{path} is not valid TOML: {error}.") from error


def _rebased(values: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    return {name: _rebase(value, folder) if name in _PATHS else value for name, value in values.items()}


def _rebase(value: Any, folder: Path) -> Any:
    if isinstance(value, list):
        return [_rebase(part, folder) for part in value]
    return folder / Path(value).expanduser() if isinstance(value, str) else value


def _sentence(error: ValidationError) -> str:
    first = cast("dict[str, Any]", error.errors()[0])
    name = ".".join(str(part) for part in first["loc"])
    where = config_file() or "the environment"
    if first["type"] == "extra_forbidden":
        return f"Unknown setting {name!r} in {where}; the settings are {', '.join(Settings.model_fields)}."
    reason = first["msg"].removeprefix("Value error, ")
    return f"The setting {name} in {where} (or OTKLIK_{name.upper()}) cannot be used: {reason}."
