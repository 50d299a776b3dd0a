"""Print how fast an evaluation is beside another commit of this repository: `python -m benchmarks.against COMMIT`.

Both are measured in turn, five times, each as the best of several rounds; the ratio is that of the best ones.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROUNDS = 5
SCRIPT = """
import time
from random import Random
from app.disclosure import disclose
from app.engine.evaluate import evaluate
from app.resources import RULES
from app.rulebook.load import load_rulebook

book = load_rulebook(RULES / "thuiswerken-2021" / "1.0.0.yaml")
random, every = Random(5), []
for _ in range(200):
    answers = {}
    while (id := evaluate(book, answers).next_question) is not None and random.random() > 0.1:
        question = book.questions[id]
        answers[id] = () if question.many else random.choice([*question.answers, "unknown"])
    every.append(answers)
best = 1.0
for _ in range(20):
    start = time.perf_counter()
    for answers in every:
        disclose(book, answers, "nl")
    best = min(best, (time.perf_counter() - start) / len(every))
print(best)
"""


def seconds(tree: Path) -> float:
    """Return how long one evaluation takes, with everything that is disclosed of it, with the program in a folder."""
    environment = os.environ | {"PYTHONPATH": str(tree)}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, cwd=tree, capture_output=True, check=True)
    return float(done.stdout)


def main(commit: str) -> int:
    """Print the ratio of now to a commit."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "then"
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", str(tree), commit], cwd=ROOT, check=True)
        try:
            pairs = [(seconds(tree), seconds(ROOT)) for _ in range(ROUNDS)]
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(tree)], cwd=ROOT, check=True)
    then, now = (min(each) for each in zip(*pairs, strict=True))
    print(
        f"one evaluation: {now / then:.2f} times that of {commit} ({now * 1e6:.0f} and {then * 1e6:.0f} microseconds)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else "expected a commit")
