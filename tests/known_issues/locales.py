"""The settings of a Korean Windows, imitated by a locale with CP949."""

import shutil
import subprocess
from pathlib import Path

from tests.known_issues.running import printed_by


def korean_locale(folder: Path) -> dict[str, str] | None:
    """Return variables that let Python read text in CP949; None where none can be made."""
    if maker := shutil.which("localedef"):
        options = ["-i", "ko_KR", "-f", "CP949", "--no-archive"]
        command = [maker, *options, str(folder / "ko_KR.CP949")]
        subprocess.run(command, capture_output=True, check=False)
    settings = {"LOCPATH": str(folder), "LC_ALL": "ko_KR.CP949", "PYTHONUTF8": "0"}
    question = "import locale; print(locale.getpreferredencoding(False))"
    encoding = printed_by("-c", question, folder=folder, **settings)
    return settings if encoding.strip().lower() == "cp949" else None
