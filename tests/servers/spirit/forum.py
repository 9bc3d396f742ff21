"""A real Spirit on loopback with topics, the events of its life, and the source file that reads it."""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.watching import OUR_SERVER

HERE = Path(__file__).parent
SOURCE = (
    OUR_SERVER
    + """
title = "A forum for tests"
engine = "forum"
url = "{url}/"

[expect]
fields = ["text", "published_at", "author"]

[forum]
profile = "spirit"
official_authors = ["most_help"]
"""
)
LONG = "МостНет: кто пользуется?"
SHORT = "Тариф «Зимний»"
SHIFTING = "Обрывы связи"
PARAGRAPH = "> rita said: пропадает\n\nСообщение {number} в теме."
TOPICS = {
    LONG: [
        ["rita", "Интернет пропадает **каждый вечер**, скорость 3 Мбит."],
        ["most_help", "@rita, здравствуйте! Проверим линию."],
        *(["lev" if number % 2 else "rita", PARAGRAPH.format(number=number)] for number in range(3, 46)),
    ],
    SHORT: [["lev", "Кто подключил?"], ["rita", "Я, пока работает."]],
    SHIFTING: [["rita" if number % 2 else "lev", f"Обрыв номер {number}."] for number in range(1, 46)],
}


@dataclass(frozen=True)
class Spirit:
    """A running forum; `ids` are those of its topics and comments, in their order."""

    url: str
    ids: Mapping[str, Any]
    do: Callable[..., Any]
    folder: Path

    def comment(self, number: int, topic: str = LONG) -> str:
        """Return the id of a comment of a topic, counted from 1."""
        return str(self.ids[topic]["comments"][number - 1])

    def purge_before(self, page: int, number: int) -> None:
        """Purge a comment of the shifting topic at the moment when a page of it is asked for."""
        path, comment = f"/topic/{self.ids[SHIFTING]['topic']}/", int(self.comment(number, SHIFTING))
        plan = {"path": path, "query": f"?page={page}", "comment": comment}
        (self.folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")


@contextmanager
def running(servers: SimpleNamespace, folder: Path) -> Iterator[Spirit]:
    """A Spirit with two topics of 45 comments on three pages each, and a short one."""
    python = servers.python_of("spirit")
    url = f"http://127.0.0.1:{servers.free_port()}"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "settings", "SPIRIT_URL": f"{url}/"}
    template = servers.run([python, "-c", "import spirit; print(spirit.__path__[0])"]).strip()
    start = ["-m", "django", "startproject", f"--template={template}/extra/project_template"]
    servers.run([python, *start, "forum", str(folder)])
    for script in ("settings.py", "act.py"):
        shutil.copy(HERE / script, folder)

    def manage(*words: str) -> str:
        return str(servers.run([python, str(folder / "manage.py"), *words], environment))

    def do(verb: str, **given: object) -> Any:
        return json.loads(servers.run([python, str(folder / "act.py"), verb, json.dumps(given)], environment))

    manage("migrate", "--verbosity=0")
    manage("createcachetable")
    ids = do("seed", topics=TOPICS)
    serve = [python, str(folder / "manage.py"), "runserver", url.removeprefix("http://")]
    with servers.running([*serve, "--noreload", "--insecure"], log=folder / "log", environment=environment):
        servers.wait(lambda: servers.answers(f"{url}/"))
        yield Spirit(url=url, ids=ids, do=do, folder=folder)
