# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% tags=["parameters"]
snapshot = "otklik-data/published.duckdb"

# %%
import altair

from reports import charts, sections
from reports.data import reader

altair.renderers.enable("svg")
altair.theme.enable("otklik")
rows = reader(snapshot)
providers = rows("providers")
names = {row["provider"]: row["name"] for row in providers}
crawls = rows("coverage")

# %%
sections.heading(providers, crawls)

# %% [markdown]
# ## Провайдеры рядом
# Негатив считается по мнениям: сообщениям клиентов о провайдере, одинаковые тексты посчитаны один раз; остальные доли —
# по жалобам. В скобках интервал Уилсона (95 %): точнее при таком числе случаев долю не узнать. Меньше десяти случаев —
# доли нет, меньше тридцати — она серая.

# %%
sections.providers_table(providers)

# %%
charts.negative_shares(providers)

# %%
sections.trace("providers", "providers_compared", "evidence")

# %% [markdown]
# ## Неделя за неделей
# Доля негативных сообщений по неделям, в которые набралось хотя бы десять сообщений. Линия рвётся там, где
# изменился охват: страницы не открывались или добавился сайт.

# %%
charts.negative_by_week(rows("sentiment_by_week"), names)

# %%
sections.trace("sentiment_by_week")

# %% [markdown]
# ## Чем кончились жалобы
# У каждой жалобы один исход. «Вернули доверие»: после шага провайдера сам автор пишет, что всё решено, благодарит,
# остаётся или поднимает оценку. «Отписка»: одни лишь формальные ответы и просьбы написать в другое место. «Без
# ответа»: трое суток молчания, проверенных полным обходом страницы. Нет полосы там, где жалоб меньше десяти.

# %%
charts.outcomes(rows("outcomes"))

# %%
sections.trace("outcomes", "answered_72h", "cases")

# %% [markdown]
# ## Что бывает после извинений
# Связь, а не причина: провайдер сам выбирает, кому ответить и перед кем извиниться. «Промолчали»: в самой теме от
# провайдера ничего нет; если доверие вернулось и тут, об этом рассказал сам клиент.

# %%
sections.after_apologies(rows("apologies_and_after"))

# %%
sections.trace("apologies_and_after")

# %% [markdown]
# ## Одна история целиком
# Самое полное из дел, которые кончились хорошо: каждый шаг словами самих людей.

# %%
sections.story(rows("cases"))

# %%
sections.trace("cases")

# %% [markdown]
# ## Ждут ответа дольше всех
# Читайте каждую строку глазами: часть их — реплики прохожих, которые программа приняла за жалобы. На размеченной
# демонстрации таких больше трети (`docs/quality.md`), поэтому и доля «Без ответа» выше завышена.

# %%
sections.ignored(rows("ignored_now"), names)

# %%
sections.trace("ignored_now")

# %% [markdown]
# ## Что исчезло
# Отклик видит, что сообщения больше нет, и не знает, кто его убрал: автор, площадка или кто-то по просьбе провайдера.
# В долю «Исчезло жалоб» входит только то, что удалено или пропало само по себе, без всей темы или ветки.

# %%
sections.vanished(rows("vanished"), names)

# %%
sections.trace("vanished")

# %% [markdown]
# ## Что изменилось за неделю
# Последние семь дней против семи дней до них. «Заметно»: интервалы не пересекаются.

# %%
sections.changes(rows("changed_since_last_week"), names)

# %%
sections.trace("changed_since_last_week")

# %% [markdown]
# ## Что прочитано
# Отсутствие сообщения что-то значит только тогда, когда страница прочитана полностью.

# %%
sections.coverage(crawls)

# %%
sections.trace("coverage")

# %% [markdown]
# ## Что поправили люди
# Метки, о которых судил человек, стоят в этом отчёте вместо меток программы; правило таких цитат — `person`.

# %%
sections.corrections(rows("corrections"))

# %%
sections.trace("corrections")

# %% [markdown]
# ## Как это посчитано
# Тональность, извинения и жалобы на молчание распознаёт программа; она ошибается, и её ошибки измерены в
# `docs/quality.md`. Определения исходов, удалений и долей: `docs/definitions.md`. Имена, телефоны и номера договоров
# в цитатах скрыты. «Сейчас» в этом отчёте — время последнего обхода.
#
# Команды под разделами читают то, что названо в `otklik.toml` текущей папки; для другого файла настроек:
# `otklik --config ФАЙЛ query …`.
