"""Russian words for the labels of the warehouse."""

OUTCOMES = {
    "recovered": "вернули доверие",
    "replied_unresolved": "ответили, не решено",
    "deflected": "отписка",
    "ignored": "без ответа",
    "vanished": "жалоба исчезла",
    "no_channel": "провайдера там нет",
    "pending": "рано судить",
}
TREATMENTS = {
    "apology_and_compensation": "извинились и компенсировали",
    "apology": "извинились",
    "reply": "ответили без извинений",
    "silence": "промолчали",
}
FATES = {
    "deleted": "удалено",
    "removed_inferred": "пропало",
    "hidden_with_parent": "скрыто вместе с веткой",
    "thread_gone": "пропала вся тема",
}
GRADES = {
    "A": "A: так говорит сам сайт",
    "B": "B: на прямой запрос сайт ответил, что этого больше нет",
    "C": "C: нет при полных обходах",
}
CHANNELS = {
    "phone": "телефон",
    "chat": "чат",
    "account": "личный кабинет",
    "office": "офис",
    "email": "почта",
    "messenger": "мессенджер",
}
CRAWLS = {
    "complete": "полностью",
    "partial": "частично",
    "failed": "не удалось",
    "quarantined": "отложено: похоже на смену вёрстки",
}
VISITS = {
    "complete": "Полностью",
    "partial": "Частично",
    "failed": "Не открылись",
    "gone": "Пропали",
}
NUMBERS = {
    "negative": "негативные сообщения",
    "positive": "позитивные сообщения",
    "answered_72h": "ответ за 72 часа",
    "apologised": "извинения",
    "complaints": "новые жалобы",
    "company messages": "сообщения провайдера",
    "recoveries": "вернули доверие",
    "vanished messages": "исчезло сообщений",
}
LABELS = {
    "role": "кто говорит",
    "sentiment": "отношение",
    "apology": "извинение",
    "ignoring": "молчание",
    "ignoring_kinds": "как молчали",
    "compensation": "компенсация",
    "resolved": "решено",
    "leaving": "уход",
}
COUNTED = {
    "judged": ("сообщение", "сообщения", "сообщений"),
    "labels": ("метку", "метки", "меток"),
    "providers": ("провайдер", "провайдера", "провайдеров"),
    "sources": ("источник", "источника", "источников"),
    "messages": ("сообщение прочитано", "сообщения прочитаны", "сообщений прочитано"),
    "opinions": ("мнение о провайдере", "мнения о провайдерах", "мнений о провайдерах"),
    "complaints": ("жалоба", "жалобы", "жалоб"),
}
