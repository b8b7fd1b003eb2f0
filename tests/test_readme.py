"""The README's Python and the notebook run as they are printed."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]


def test_the_readme_s_python_runs_as_it_is_printed(tmp_path, monkeypatch):
    code = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)[1]
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(compile(code, "README.md", "exec"), names)
    assert "Karatsjov" in set(names["places"].name)
    assert "Karatsjov" in (tmp_path / "map.html").read_text(encoding="utf-8")
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.filterwarnings("ignore")  # the kernel's own start-up is not ours to hold
def test_the_notebook_shows_the_map():
    notebook = nbformat.read(ROOT / "docs" / "notebook.ipynb", as_version=4)
    done = NotebookClient(
        notebook, timeout=180, kernel_name="python3", resources={"metadata": {"path": ROOT}}
    ).execute()
    cell = next(cell for cell in done.cells if cell.id == "map")
    shown = cell.outputs[0]["data"]["text/html"]
    assert "iframe" in shown and "Karatsjov" in shown


def test_the_pictures_of_the_readme_are_there():
    for path in re.findall(r"!\[[^]]*\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert (ROOT / path).is_file(), path


def test_the_readme_names_only_commands_that_exist():
    from geo.cli import main

    named = set(re.findall(r"^    strikemap (\w+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= set(main.commands)
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`?make (\w+)", (ROOT / "README.md").read_text(encoding="utf-8"))) <= targets
