"""Variants of final: one library swapped for another, and only what differs is kept.

`python -m course.variants pyjwt my_blog` writes one as an app that runs.
"""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from course.diffs import compare, diff_block
from course.steps import ROOT, find_step, step_files

VARIANTS = ROOT / "variants"
FINAL = find_step("final").path
USAGE = "Usage: python -m course.variants NAME FOLDER"


@dataclass(frozen=True)
class Variant:
    """One variant; files are paths inside its folder, "/" between."""

    name: str
    path: Path
    files: tuple[str, ...]


class UnknownVariant(ValueError):
    """No variant has this name; the message says which there are."""


def read_variants() -> tuple[Variant, ...]:
    """Return the variants in the order of their names."""
    folders = sorted(path.parent for path in VARIANTS.glob("*/blog"))
    return tuple(
        Variant(folder.name, folder, tuple(step_files(folder))) for folder in folders
    )


def find_variant(name: str) -> Variant:
    """Return the variant with this name, or raise UnknownVariant."""
    variants = {variant.name: variant for variant in read_variants()}
    if name not in variants:
        raise UnknownVariant(f"No variant is called {name!r}. {there_are(variants)}")
    return variants[name]


def there_are(names: dict[str, Variant]) -> str:
    """Return the sentence that lists the variants."""
    return f"There are: {', '.join(names)}."


def make_variant(name: str, target: Path) -> Path:
    """Write final with the variant's files over it, and return the folder.

    Raises UnknownVariant, or FileExistsError if the folder has something in it.
    """
    variant = find_variant(name)
    if target.exists() and any(target.iterdir()):
        raise FileExistsError(f"{target} is not empty: choose a new folder.")
    for source in (FINAL, variant.path):
        for file in step_files(source):
            (target / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / file, target / file)
    return target


def generate_variants(target: Path) -> None:
    """Write for each variant the page part `variants/<name>.md` below the target."""
    folder = target / "variants"
    folder.mkdir(parents=True, exist_ok=True)
    for variant in read_variants():
        page = diff_to_final(variant)
        (folder / f"{variant.name}.md").write_text(page, encoding="utf-8")


def diff_to_final(variant: Variant) -> str:
    """Return the diff of each file of the variant as a foldable block."""
    differences = compare(FINAL, variant.path)
    own = [each for each in differences if each.name in variant.files]
    return "\n".join(map(diff_block, own))


def main(arguments: list[str]) -> None:
    """Write the variant that the command line names, or end with what is wrong."""
    if len(arguments) != 2:
        variants = {variant.name: variant for variant in read_variants()}
        sys.exit(f"{USAGE}\n{there_are(variants)}")
    name, folder = arguments
    try:
        make_variant(name, Path(folder))
    except (UnknownVariant, FileExistsError) as wrong:
        sys.exit(str(wrong))
    print(f"{folder}: final with the files of variants/{name} over it.")


if __name__ == "__main__":
    main(sys.argv[1:])
