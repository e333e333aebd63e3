"""A variant promises: all that final promises, without the library it replaces."""

import shutil
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest

from course.diffs import compare
from course.variants import FINAL, Variant, make_variant, read_variants
from tests.loading import SECRET_KEY
from tests.programs import MYPY, mypy, run

VARIANTS = read_variants()
PROMISES = ("tests/chapters", "tests/final/test_settings.py")
REPLACED = {"pwdlib_argon2": "passlib", "pyjwt": "jose"}

# What says in its name or its body that the hash is bcrypt's; test_pwdlib_argon2.py
# promises the same of Argon2.
ABOUT_BCRYPT = {
    "pwdlib_argon2": (
        "test_only_a_bcrypt_hash_is_stored",
        "test_equal_passwords_have_different_hashes",
        "test_a_hash_costs_at_least_twelve_rounds",
    )
}

# Lines that a variant takes out of final's file and lines that it puts in.
CHANGED_LINES = {
    ("pwdlib_argon2", "blog/hashing.py"): (25, 16),
    ("pwdlib_argon2", "blog/migrations/versions/0004_longer_hashes.py"): (0, 19),
    ("pwdlib_argon2", "blog/models.py"): (1, 1),
    ("pyjwt", "blog/jwt_token.py"): (5, 5),
}


def by_name(variant: Variant) -> str:
    """Name a test after its variant."""
    return variant.name


def run_final_tests(folder: Path, chosen: str) -> subprocess.CompletedProcess[str]:
    """Run the chosen tests of final against the app in this folder."""
    plugins = ["-p", "tests.variants.cheap_hashes", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *plugins, *PROMISES, "-q"]
    command += ["--steps", "final", "--app-dir", str(folder), "--keep-apps"]
    command += ["-k", chosen]
    return run(*command, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")


def with_every_swap(folder: Path) -> Path:
    """Write final with the files of all variants over it, and return the folder."""
    first, *others = VARIANTS
    make_variant(first.name, folder)
    for variant in others:
        for file in variant.files:
            shutil.copyfile(variant.path / file, folder / file)
    return folder


def test_the_variants_keep_every_promise_of_final(tmp_path: Path) -> None:
    """The tests of final pass against them, but for those about bcrypt's own hash.

    They share no file: what holds with all swaps at once holds with each of them.
    On SQLite alone: a variant swaps nothing that the database sees.
    """
    files = [file for variant in VARIANTS for file in variant.files]
    assert len(files) == len(set(files))
    folder = with_every_swap(tmp_path / "variants")
    left_out = ["postgresql", *chain.from_iterable(ABOUT_BCRYPT.values())]
    done = run_final_tests(folder, " and ".join(f"not {name}" for name in left_out))
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout


@pytest.mark.parametrize("name", ABOUT_BCRYPT)
def test_what_is_left_out_really_does_not_hold(name: str, tmp_path: Path) -> None:
    """The list of left out tests holds nothing that would pass."""
    folder = make_variant(name, tmp_path / "variant")
    done = run_final_tests(folder, " or ".join(ABOUT_BCRYPT[name]))
    summary = done.stdout.splitlines()[-1]
    assert f"{len(ABOUT_BCRYPT[name])} failed" in summary, done.stdout
    assert "passed" not in summary


@pytest.mark.parametrize("variant", VARIANTS, ids=by_name)
def test_a_variant_runs_without_the_old_library(
    variant: Variant, tmp_path: Path
) -> None:
    """Nothing of the app imports it any more; final does import it."""
    old = REPLACED[variant.name]
    question = f"import sys, blog.main; print({old!r} in sys.modules)"
    new = make_variant(variant.name, tmp_path / "variant")
    for folder, answer in ((new, "False\n"), (FINAL, "True\n")):
        done = run(
            *(sys.executable, "-W", "ignore", "-B", "-c", question),
            folder=folder,
            SECRET_KEY=SECRET_KEY,
        )
        assert done.stdout == answer, done.stderr


@pytest.mark.parametrize("variant", VARIANTS, ids=by_name)
def test_a_variant_differs_from_final_in_the_swap_alone(variant: Variant) -> None:
    """A change of final is brought into the variants' copies of its files."""
    for diff in compare(FINAL, variant.path):
        if diff.name in variant.files:
            signs = [line[0] for line in diff.lines[2:] if line]
            changed = (signs.count("-"), signs.count("+"))
            wanted = CHANGED_LINES.get((variant.name, diff.name))
            assert changed == wanted, (
                f"variants/{variant.name}/{diff.name}: bring the change of final over, "
                "or correct the numbers here\n" + "\n".join(diff.lines)
            )


@pytest.mark.parametrize("variant", VARIANTS, ids=by_name)
def test_a_variant_holds_only_files_that_differ(variant: Variant) -> None:
    """A file that is final's own is not kept a second time."""
    differing = {diff.name for diff in compare(FINAL, variant.path)}
    assert set(variant.files) <= differing


@mypy
def test_mypy_finds_nothing_in_a_variant(tmp_path: Path) -> None:
    """The variants are typed, strictly."""
    for variant in VARIANTS:
        folder = make_variant(variant.name, tmp_path / variant.name)
        done = run(*MYPY, "blog", folder=folder)
        assert done.returncode == 0, f"{variant.name}:\n{done.stdout}"


def test_every_variant_says_what_it_replaces() -> None:
    """No variant is left out of these tests."""
    assert set(REPLACED) == {variant.name for variant in VARIANTS}
