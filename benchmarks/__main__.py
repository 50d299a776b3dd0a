"""Run every benchmark; each prints ratios taken in one run."""

from benchmarks import engine, verifier, web

if __name__ == "__main__":
    engine.main()
    verifier.main()
    web.main()
