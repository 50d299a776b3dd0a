"""Answer sets: the complete sets of answers that differ in something that applies."""

from collections.abc import Mapping

from app.verify.symbolic import Proof


class AnswerSets:
    """Stand for each answer set by one full set of answers: where a question does not apply, by its first answer.

    `gates` are the Boolean diagrams of where each question applies; one without a gate never does.
    """

    def __init__(self, proof: Proof, gates: Mapping[str, int]) -> None:
        self._forest = proof.forest
        self._sizes = [len(question.answers) for question in proof.order]
        self._every = proof.forest.true
        # From the last question up: each step then adds nodes on top only.
        for question in reversed(proof.order):
            first = proof.given_only(question.id, (next(iter(question.answers)),))
            only_one = self._forest.union(gates.get(question.id, self._forest.false), first)
            self._every = self._forest.both(self._every, only_one)

    def within(self, region: int) -> int:
        """Return the Boolean diagram of the full sets that stand for the answer sets of a region."""
        return self._forest.both(region, self._every)

    def count(self, region: int) -> int:
        return self._forest.count_models(self.within(region), self._sizes)


def answer_sets_of(proof: Proof) -> AnswerSets:
    questions = (question for question in proof.order if question.id not in proof.rulebook.left_out)
    return AnswerSets(proof, {question.id: proof.builder.gate(question) for question in questions})


def count_answer_sets(proof: Proof) -> int:
    return answer_sets_of(proof).count(proof.forest.true)
