from __future__ import annotations

import pytest

from softphone.model import problems
from softphone.model.engine_link import Refusal
from softphone.ui.problem_sentences import problem_sentence, while_signed_in


def all_problems(kind: type[problems.Problem] = problems.Problem) -> list[type[problems.Problem]]:
    return [kind, *(deeper for child in kind.__subclasses__() for deeper in all_problems(child))]


def made(kind: type[problems.Problem]) -> problems.Problem:
    if issubclass(kind, problems.ServerRefused):
        return kind(503)
    if issubclass(kind, problems.BadProfile):
        return kind("phone.transport")
    if issubclass(kind, problems.CommandRefused):
        return kind(Refusal.BAD_TARGET.value)
    return kind()


@pytest.mark.parametrize("kind", all_problems()[1:], ids=lambda kind: kind.__name__)
def test_every_problem_has_its_own_sentence_and_its_mend(kind: type[problems.Problem], qapp: object) -> None:
    sentence = problem_sentence(made(kind))
    assert sentence.what.endswith(".")
    assert sentence.mend.endswith(".")
    assert "{" not in sentence.what + sentence.mend
    assert kind.__name__ not in sentence.what


def test_no_two_problems_share_a_sentence(qapp: object) -> None:
    grouped = (problems.StoreProblem, problems.SecretStoreProblem, problems.SignInProblem, problems.PhoneProblem)
    kinds = [kind for kind in all_problems()[1:] if kind not in grouped]
    said = [problem_sentence(made(kind)).what for kind in kinds]
    assert len(set(said)) == len(said)


def test_the_key_at_fault_is_named(qapp: object) -> None:
    assert "phone.transport" in problem_sentence(problems.WrongType("phone.transport")).what
    assert "503" in problem_sentence(problems.ServerRefused(503)).what


@pytest.mark.parametrize("refusal", list(Refusal))
def test_every_refusal_of_the_telephone_has_a_sentence(refusal: Refusal, qapp: object) -> None:
    sentence = problem_sentence(problems.CommandRefused(refusal.value))
    assert sentence.what.endswith(".")
    assert sentence.mend.endswith(".")


def test_a_fault_of_the_program_is_said_as_one(qapp: object) -> None:
    assert "ValueError" in problem_sentence(ValueError("secret 123")).what
    assert "secret" not in problem_sentence(ValueError("secret 123")).what


def test_who_is_signed_in_is_not_told_to_sign_in_again(qapp: object) -> None:
    for problem in (
        problems.ServerUnreachable(),
        problems.NoNetwork(),
        problems.UnknownHost(),
        problems.ServerRefused(500),
    ):
        assert "sign in" not in while_signed_in(problem).mend
        assert while_signed_in(problem).what == problem_sentence(problem).what
    assert while_signed_in(problems.DiskFull()) == problem_sentence(problems.DiskFull())
