"""Run every benchmark; each prints ratios taken in one run."""

from benchmarks import cases, engine, verifier, web

if __name__ == "__main__":
    engine.main()
    verifier.main()
    cases.main()
    web.main()
