"""Errors that are raised on purpose are known without importing the packages that raise them."""

import subprocess
import sys

import pytest

from flows.errors import FlowsError, NoSourceChosen, StepsRed, known_errors


def test_errors_of_our_own_are_known() -> None:
    assert isinstance(NoSourceChosen("x"), known_errors())


def test_errors_of_the_packages_are_known_once_they_are_imported() -> None:
    from crawlers.errors import SourceUnknown
    from nlp.errors import ModelMissing
    from warehouse.errors import WarehouseLocked

    for leaf in (SourceUnknown, ModelMissing, WarehouseLocked):
        assert issubclass(leaf, known_errors())


def test_mistakes_are_not_known() -> None:
    assert not isinstance(ValueError("x"), known_errors())


def test_asking_imports_nothing() -> None:
    code = (
        "import sys; from flows.errors import known_errors; known_errors();"
        "print([name for name in sys.modules if name.startswith(('crawlers', 'nlp', 'warehouse'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_problems_are_told_together() -> None:
    error = StepsRed(["a: dead.", "b: blocked."])
    assert str(error) == "a: dead. b: blocked."
    assert error.problems == ("a: dead.", "b: blocked.")


def test_the_tree_in_the_docstring_is_complete() -> None:
    import flows.errors

    drawn = flows.errors.__doc__ or ""
    for leaf in FlowsError.__subclasses__():
        assert f" {leaf.__name__} " in drawn, leaf


def test_steps_red_is_caught_as_one_of_ours() -> None:
    with pytest.raises(FlowsError):
        raise StepsRed(["x"])
