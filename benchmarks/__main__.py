"""Run every benchmark; each prints ratios taken in one run."""

from benchmarks import engine

engine.main()
