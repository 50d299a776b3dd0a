"""What is said of somebody's case besides the rulebook's own texts: each sentence with when it is so.

Pages and paper of an outcome show claims and state nothing of their own; `tests/test_claims.py` tries each shown claim
against the reference model. In a browser `assets/js/told.js` decides by the same conditions.
"""
