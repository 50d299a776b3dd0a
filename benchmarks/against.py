"""Print how fast the program is beside another commit of this repository: `python -m benchmarks.against COMMIT`.

Both are measured in turn, each as the best of several rounds; the ratio is that of the best ones.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROUNDS = 3
BEST = """
import time

def best(work, rounds):
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    print(min(taken))
"""
EVALUATION = """
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
best(lambda: [disclose(book, answers, "nl") for answers in every], 20)
"""
CLIENT = """
from starlette.testclient import TestClient
from app.main import create_app
from app.settings import Settings
from benchmarks.web import BODY

app = create_app(Settings(health_answers="server"))
client = TestClient(app, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
"""
ROUTE = (
    CLIENT
    + """
sent = {"content": BODY, "headers": {"Content-Type": "application/json"}}
assert client.post("/v1/evaluations", **sent).status_code == 200
best(lambda: [client.post("/v1/evaluations", **sent) for _ in range(100)], 10)
"""
)
PAGE = (
    CLIENT
    + """
place = client.post("/nl/thuiswerken-2021/start").headers["location"]
assert client.get(place).status_code == 200
best(lambda: [client.get(place) for _ in range(100)], 10)
"""
)
LIST = """
import contextlib, io, re
from benchmarks import cases

cases.MANY = 1000
cases.searches = lambda store: []
kept = io.StringIO()
with contextlib.redirect_stdout(kept):
    cases.main()
print(float(re.search(r"the list +([0-9.]+) ms", kept.getvalue())[1]) / 1000)
"""
START = """
import os, subprocess, sys, tempfile

def serve():
    command = [sys.executable, "-m", "app", "serve", "--port", "0"]
    with subprocess.Popen(command, env=where, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        server.stdout.readline()  # it says so once it serves
        server.terminate()

with tempfile.TemporaryDirectory() as kept:
    where = os.environ | {"XDG_CACHE_HOME": kept}
    serve()  # where proofs are remembered between starts, they are now
    best(serve, 3)
"""
WORK = {
    "one evaluation": EVALUATION,
    "evaluation route": ROUTE,
    "question page": PAGE,
    "list of HR": LIST,
    "start": START,
}


def seconds(tree: Path, script: str) -> float:
    """Return how long a piece of work takes with the program in a folder."""
    environment = os.environ | {"PYTHONPATH": str(tree)}
    command = [sys.executable, "-c", BEST + script]
    done = subprocess.run(command, env=environment, cwd=tree, capture_output=True, check=True)
    return float(done.stdout.split()[-1])


def main(commit: str) -> int:
    """Print the ratios of now to a commit."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "then"
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", str(tree), commit], cwd=ROOT, check=True)
        try:
            for name, script in WORK.items():
                pairs = [(seconds(tree, script), seconds(ROOT, script)) for _ in range(ROUNDS)]
                then, now = (min(each) for each in zip(*pairs, strict=True))
                print(f"{name:18} {now / then:.2f} times that of {commit}", flush=True)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(tree)], cwd=ROOT, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else "expected a commit")
