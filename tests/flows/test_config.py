"""Settings: where they come from, which of them wins, and what is refused."""

from pathlib import Path

import pytest

from flows.config import Settings, config_file, load_settings
from flows.errors import ConfigInvalid


def write(text: str, path: Path = Path("otklik.toml")) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_defaults_hold() -> None:
    settings = load_settings()
    assert settings.data_dir == Path("otklik-data")
    assert settings.sources == ()
    assert settings.timezone == "Europe/Moscow"
    assert config_file() is None


def test_the_file_in_the_working_folder_is_read(tmp_path: Path) -> None:
    write('data_dir = "here"\nsources = ["a", "b"]\n')
    settings = load_settings()
    assert settings.data_dir == tmp_path / "here"
    assert settings.sources == ("a", "b")


def test_paths_in_a_file_are_relative_to_the_file(tmp_path: Path) -> None:
    file = write('data_dir = "d"\nsource_dirs = ["s", "/abs"]\n', Path("deep/otklik.toml"))
    settings = load_settings(file)
    assert settings.data_dir == tmp_path / "deep" / "d"
    assert settings.source_dirs == (tmp_path / "deep" / "s", Path("/abs"))


def test_the_environment_overrules_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write('contact = "file"\nschedule = "1 2 * * *"\n')
    monkeypatch.setenv("OTKLIK_CONTACT", "environment")
    monkeypatch.setenv("OTKLIK_SOURCES", "a, b")
    settings = load_settings()
    assert (settings.contact, settings.schedule) == ("environment", "1 2 * * *")
    assert settings.sources == ("a", "b")


def test_what_the_code_says_overrules_both(monkeypatch: pytest.MonkeyPatch) -> None:
    write('contact = "file"\n')
    monkeypatch.setenv("OTKLIK_CONTACT", "environment")
    assert Settings(contact="code").contact == "code"


def test_a_named_file_is_inherited_by_processes_that_are_started(monkeypatch: pytest.MonkeyPatch) -> None:
    file = write('contact = "named"\n', Path("elsewhere/my.toml"))
    load_settings(file)
    assert load_settings().contact == "named"
    assert config_file() == file.absolute()


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().contact = "x"  # type: ignore[misc]


def test_all_data_lies_under_the_data_folder() -> None:
    settings = Settings(data_dir=Path("d"))
    derived = [
        getattr(settings, name) for name, value in vars(Settings).items() if isinstance(value, property)
    ]
    paths = [path for value in derived for path in (value if isinstance(value, tuple) else (value,))]
    assert len(paths) == 9
    assert all(path.is_relative_to("d") for path in paths)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('sorces = ["a"]', "Unknown setting 'sorces'"),
        ('timezone = "Moscow"', "write a time zone like Europe/Moscow"),
        ('schedule = "daily"', "write a cron line of five fields"),
        ('schedule = "каждый * * * *"', "write a cron line of five fields"),
        ('schedule = "0 24 * * *"', "write a cron line of five fields"),
        ("data_dir = 3", "data_dir"),
        ("data_dir = [", "is not valid TOML"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(text: str, sentence: str) -> None:
    file = write(text)
    with pytest.raises(ConfigInvalid, match=sentence) as caught:
        load_settings()
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_setting_is_answered_with_the_known_ones() -> None:
    write("workers = 4")
    with pytest.raises(ConfigInvalid, match="data_dir, sources, source_dirs"):
        load_settings()


def test_a_missing_file_is_named() -> None:
    with pytest.raises(ConfigInvalid, match=r"no settings file .*nowhere\.toml"):
        load_settings("nowhere.toml")


def test_a_file_in_another_encoding_is_refused() -> None:
    Path("otklik.toml").write_bytes('contact = "я"'.encode("cp1251"))
    with pytest.raises(ConfigInvalid, match="not UTF-8"):
        load_settings()


def test_the_shipped_example_can_be_used() -> None:
    example = Path(__file__).parents[2] / "otklik.example.toml"
    assert load_settings(example).contact


@pytest.mark.parametrize(
    "schedule", ["*/15 * * * *", "0 6,18 * * 1-5", "30 5 1 JAN,JUL sun", "0 0-23/2 * * 7"]
)
def test_usual_schedules_are_taken(schedule: str) -> None:
    assert load_settings(write(f'schedule = "{schedule}"')).schedule == schedule
