"""An invented review site and an invented blog, served on loopback, for the demonstration and the tests.

The providers «Кедрон», «ТелеВетер» and «Стожар», the people and the stories do not exist; any resemblance to
real companies or persons is accidental. What is said on the two surfaces, and what happens to it between the
visit days, is written by hand in `content/*.toml`; `truth.json` tells what a reader of all visits must find.
"""

from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).parent


def sources(base_url: str) -> dict[str, str]:
    """The source files of the two surfaces by file name, for the site that is served at `base_url`."""
    host = urlsplit(base_url).netloc
    return {
        path.name.removesuffix(".in"): path.read_text("utf-8")
        .replace("@BASE@", base_url)
        .replace("@HOST@", host)
        for path in sorted((HERE / "sources").glob("*.toml.in"))
    }


def provider_file() -> Path:
    """The alias table of the three invented providers."""
    return HERE / "providers.toml"
