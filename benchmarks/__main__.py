"""Run every benchmark; each prints ratios taken in one run."""

from benchmarks import cases, engine, growth, verifier, web

if __name__ == "__main__":
    engine.main()
    growth.main()
    verifier.main()
    cases.main()
    web.main()
