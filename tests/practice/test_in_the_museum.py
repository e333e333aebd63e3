"""The commands promise the same for the museum, whose faults are independent."""

from tests.practice.learner import Learner, code_of, steps_of


def test_faults_are_repaired_in_any_order(learner: Learner) -> None:
    """The second fault is repaired: it is ticked, and the first is still the task."""
    first, second = steps_of("museum")[:2]
    assert code_of(learner.types("practice", "museum")) == 0
    assert (learner.folder / "my_museum" / "blog" / "main.py").is_file()
    learner.repairs("museum", second)
    done = learner.types("check", "museum")
    assert code_of(done) == 1
    assert f"1 of {len(steps_of('museum'))} faults repaired" in done.stdout
    assert f"check museum {first.name}" in done.stdout
    assert learner.progress["museum"].met == (second.name,)
    assert "Fault 1, hint 1" in learner.types("hint", "museum").stdout


def test_one_fault_can_be_checked_alone(learner: Learner) -> None:
    """Exit code 0 or 1 for it; what is known of the others is kept."""
    first, second = steps_of("museum")[:2]
    learner.types("practice", "museum")
    learner.repairs("museum", second)
    assert code_of(learner.types("check", "museum", first.name)) == 1
    done = learner.types("check", "museum", second.name)
    assert code_of(done) == 0
    assert f"{second.name} is repaired" in done.stdout
    assert learner.progress["museum"].met == (second.name,)
    unknown = learner.types("check", "museum", "nothing")
    assert code_of(unknown) == 2
    assert f"There are: {first.name}, {second.name}" in unknown.stderr
    assert code_of(learner.types("check", "3", "nothing")) == 2


def test_any_fault_has_hints(learner: Learner) -> None:
    """By its name or number, before any check; an unknown name is told."""
    learner.types("practice", "museum")
    done = learner.types("hint", "museum", steps_of("museum")[1].name)
    assert "Fault 2, hint 1" in done.stdout
    assert "Fault 2, hint 2" in learner.types("hint", "museum", "2").stdout
    assert code_of(learner.types("hint", "museum", "nothing")) == 2
