"""`otklik providers`: why a text names a provider, and which are known."""

import subprocess
from collections.abc import Callable

from flows.config import Settings

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_a_check_shows_what_is_taken_by_which_rule_and_what_is_missing(
    otklik: Run, settings: Settings
) -> None:
    done = otklik("providers", "check", "Луна светит, планета спит, а Лучик лежит")
    assert done.returncode == 0, done.stderr
    *refused, taken = done.stdout.splitlines()
    assert refused[0] == "13-20  планета  planeta  not taken  (alias «Планета»)"
    assert "    no word like «интернет» or «тариф» within five words" in refused
    assert taken == "29-34  Лучик  luchik  names_provider  (alias «Лучик»)"


def test_a_page_counts_as_context_and_has_to_be_known(otklik: Run, settings: Settings) -> None:
    done = otklik("providers", "check", "планета спит", "--page", "planeta")
    assert done.stdout == "0-7  планета  planeta  names_page_provider  (alias «Планета»)\n"
    done = otklik("providers", "check", "планета спит", "--page", "Рога и копыта")
    assert (done.returncode, done.stdout) == (1, "")
    assert "No provider is called 'Рога и копыта'" in done.stderr


def test_a_text_without_names_says_so(otklik: Run, settings: Settings) -> None:
    done = otklik("providers", "check", "Дождь идёт третий день.")
    assert (done.returncode, done.stdout) == (0, "")
    assert "Nothing in this text looks like the name of a provider." in done.stderr


def test_the_list_has_shipped_providers_their_brands_and_ones_own(otklik: Run, settings: Settings) -> None:
    lines = otklik("providers", "list").stdout.splitlines()
    assert len(lines) > 60
    assert f"{'luchik':20}  Лучик" in lines
    assert f"{'yota':20}  Yota (megafon)" in lines
