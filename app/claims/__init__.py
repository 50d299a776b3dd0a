"""What is said of somebody's case besides the rulebook's own texts: each sentence with when it is so.

Pages, paper, letters and the command line show claims and state nothing of their own; `tests/test_claims.py` tries each
shown claim against the reference model, `tests/test_claims_of_cases.py` those of cases and start pages. In a browser
`assets/js/outcome.js` decides by the same conditions.
"""
