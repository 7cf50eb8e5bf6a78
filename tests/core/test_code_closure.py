"""Which code a module's hash covers."""

from pathlib import Path

import pytest

from confoundry.code import closure, code_hash

FILES = {
    "pack/__init__.py": '"""Words alone."""\n',
    "pack/start.py": "import os\nfrom pack import one\nfrom pack.deep.two import name\n",
    "pack/one.py": "from . import four\n\ndef f():\n    import pack.three\n",
    "pack/deep/__init__.py": "from ..five import x\n",
    "pack/deep/two.py": "from .six import y\nname = 1\n",
    "pack/deep/six.py": "y = 1\n",
    "pack/three.py": "import pack.start  # a circle\n",
    "pack/four.py": "x = 1\n",
    "pack/five.py": "x = 1\n",
    "pack/table.py": "import pack.seven\n",
    "pack/seven.py": "x = 1\n",
    "pack/words.py": '"""Words alone."""\n',
    "pack/other.py": "x = 1\n",
}


@pytest.fixture
def files(tmp_path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_what_is_imported_anywhere_counts(files):
    found = closure(["pack.start"], [files])
    assert list(found) == [
        "pack.deep",
        "pack.deep.six",
        "pack.deep.two",
        "pack.five",
        "pack.four",
        "pack.one",
        "pack.start",
        "pack.three",
    ]
    assert found["pack.deep"] == files / "pack/deep/__init__.py"


def test_a_table_is_not_followed(files):
    (files / "pack/start.py").write_text("from pack import table, words\n")
    assert list(closure(["pack.start"], [files], leave_out={"pack.table"})) == ["pack.start"]
    assert list(closure(["pack.start"], [files], leave_out=())) == ["pack.seven", "pack.start", "pack.table"]


def test_a_module_that_is_not_there_is_no_code(files):
    assert closure(["numpy", "pack.nowhere"], [files]) == {}


def test_the_hash_changes_with_any_file_and_with_where_one_ends(files):
    (files / "a").write_text("ab")
    (files / "b").write_text("c")
    both = code_hash([files / "a", files / "b"])
    assert both == code_hash([files / "a", files / "b"])
    (files / "a").write_text("a")
    (files / "b").write_text("bc")
    assert code_hash([files / "a", files / "b"]) != both


def test_a_folders_name_does_not_count(files, tmp_path_factory):
    other = tmp_path_factory.mktemp("other") / "a"
    other.write_text("x")
    (files / "b").write_text("x")
    assert code_hash([other]) == code_hash([files / "b"])
