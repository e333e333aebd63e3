"""`python -m course.variants` promises: an app that runs, and a page part."""

import sys
from pathlib import Path

import pytest

from course.steps import ROOT, step_files
from course.variants import (
    FINAL,
    Variant,
    generate_variants,
    make_variant,
    read_variants,
)
from tests.programs import run

VARIANTS = read_variants()


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_a_variant_is_final_with_its_own_files_over_it(
    variant: Variant, tmp_path: Path
) -> None:
    """Every file of final is there; those that the variant has are the variant's."""
    folder = make_variant(variant.name, tmp_path / "made")
    assert set(step_files(folder)) == {*step_files(FINAL), *variant.files}
    for name in step_files(folder):
        source = variant.path if name in variant.files else FINAL
        assert (folder / name).read_bytes() == (source / name).read_bytes()


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_the_page_part_has_a_diff_of_each_file(
    variant: Variant, tmp_path: Path
) -> None:
    """One foldable block for each of the variant's files, and for no other."""
    generate_variants(tmp_path)
    part = (tmp_path / "variants" / f"{variant.name}.md").read_text(encoding="utf-8")
    assert part.count("??? example") == part.count("```diff") == len(variant.files)
    for name in variant.files:
        assert f'"`{name}` (' in part
    assert "--8<--" not in part


def test_the_command_writes_a_variant(tmp_path: Path) -> None:
    """It needs a name and a new folder, and says what it has written."""
    command = (sys.executable, "-m", "course.variants", "pyjwt", str(tmp_path / "new"))
    done = run(*command, folder=ROOT)
    assert "variants/pyjwt" in done.stdout
    assert (tmp_path / "new" / "blog" / "main.py").is_file()
    again = run(*command, folder=ROOT)
    assert again.returncode == 1
    assert "is not empty" in again.stderr


@pytest.mark.parametrize("words", [(), ("pyjwt",), ("pyjtw", "folder")])
def test_a_wrong_command_line_lists_the_variants(words: tuple[str, ...]) -> None:
    """Whoever mistypes a name reads the right ones."""
    done = run(sys.executable, "-m", "course.variants", *words, folder=ROOT)
    assert done.returncode == 1
    assert "There are: pwdlib_argon2, pyjwt." in done.stderr
    assert "Traceback" not in done.stderr
