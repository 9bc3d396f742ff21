import json
from pathlib import Path

import pytest

from nlp.annotate import load_annotator
from nlp.annotation import Document
from nlp.errors import Error, ModelCorrupt, ModelMissing

TEXT = "Связи нет, но мастер вежливый"


def _folder(path: Path, labels: list[str]) -> Path:
    """A whole classifier of the smallest size, with random weights."""
    pytest.importorskip("torch", reason="the extra `hub` is not installed")
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    words = {word: at for at, word in enumerate(["<pad>", "<unk>", "Связи", "нет", "мастер"])}
    tokenizer = Tokenizer(WordLevel(words, unk_token="<unk>"))
    tokenizer.pre_tokenizer = Whitespace()
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="<pad>", unk_token="<unk>")
    fast.model_max_length = 64
    fast.save_pretrained(path)
    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8}
    config = BertConfig(
        vocab_size=len(words), id2label=dict(enumerate(labels)), num_labels=len(labels), **sizes
    )
    BertForSequenceClassification(config).save_pretrained(path)
    return path


@pytest.mark.slow
def test_any_folder_with_the_three_labels_tells_the_attitude(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "model", ["POSITIVE", "neutral", "Neg"])
    annotator = load_annotator(model=str(folder))
    found = list(annotator.annotate(Document(id=str(at), text=TEXT, provider="МТС") for at in range(40)))
    assert len(found) == 40
    scores = found[0].scores
    assert scores.negative + scores.neutral + scores.positive == pytest.approx(1)
    assert found[0].providers[0].provider == "mts"
    assert annotator.version != load_annotator().version


@pytest.mark.slow
def test_rules_work_beside_another_model(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "model", ["negative", "neutral", "positive"])
    document = Document(id="1", text="На жалобы не реагируют, и никто даже не извинился.")
    (found,) = load_annotator(model=str(folder)).annotate([document])
    assert "claimed" in found.ignoring
    assert "withheld" in found.apology


@pytest.mark.slow
def test_a_model_without_a_label_is_refused(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "model", ["negative", "positive"])
    with pytest.raises(ModelCorrupt, match="no label for neutral"):
        load_annotator(model=str(folder))


def test_a_model_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({}), encoding="utf-8")
    with pytest.raises(Error, match="leave the setting out to take the shipped model") as found:
        load_annotator(model=str(tmp_path))
    assert isinstance(found.value, ModelMissing)
    assert "\n" not in str(found.value)
