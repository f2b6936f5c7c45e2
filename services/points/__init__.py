"""Points: what members did, what it is worth by the branch's own scheme, and why.

Nouns: scheme, period, claim (with evidence, group check, decision), report, entry (with reversal), score,
result, grade, objection (with answer, appeal, review), calendar day, file.
"""
