"""What the benches of the app share as commands."""

from __future__ import annotations

import pytest

from bench.app import command

PAGE = "before\n<!-- bench:x -->\nold\n<!-- /bench -->\nafter\n"


def test_an_option_is_of_the_kind_of_its_usual_value(monkeypatch):
    monkeypatch.setattr("sys.argv", ["x", "--moves", "3", "--only", "plain", "--write", "a.md"])
    known = {
        "moves": (20, "steps"),
        "seconds": (2.5, "long"),
        "only": (("plain", "other"), "one"),
        "step": (None, "at"),
    }
    found = vars(command.options("About.", marks="bench:x", **known))
    assert {name: value for name, value in found.items() if name != "write"} == {
        "moves": 3, "seconds": 2.5, "only": "plain", "step": None
    }  # fmt: skip
    assert str(found["write"]) == "a.md"
    assert "write" not in vars(_options_without_a_page(monkeypatch))
    monkeypatch.setattr("sys.argv", ["x", "--moves", "many"])
    with pytest.raises(SystemExit):
        command.options("About.", **known)


def _options_without_a_page(monkeypatch):
    monkeypatch.setattr("sys.argv", ["x"])
    return command.options("About.", moves=(20, "steps"))


def test_figures_go_between_the_marks_of_a_page_and_nowhere_else(tmp_path, capsys):
    page = tmp_path / "app.md"
    page.write_text(PAGE, encoding="utf-8")
    assert command.tell(["| 1 |"], "bench/app/x.py", 1.5, more="; with Y", marks="bench:x", page=page) == 0
    told = capsys.readouterr().out
    assert "by `python bench/app/x.py`" in told and "; with Y; others at work" in told and told.endswith("| 1 |\n")
    assert page.read_text("utf-8") == f"before\n<!-- bench:x -->\n\n{told}\n<!-- /bench -->\nafter\n"
    assert command.tell(["| 2 |"], "bench/app/x.py", 1.5, marks="bench:y", page=page) == 1
    assert "| 2 |" not in page.read_text("utf-8")
