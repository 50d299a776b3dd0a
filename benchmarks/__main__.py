"""Run every benchmark; each prints ratios taken in one run."""

from benchmarks import cases, dates, engine, growth, verifier, web

if __name__ == "__main__":
    engine.main()
    growth.main()
    dates.main()
    verifier.main()
    cases.main()
    web.main()
