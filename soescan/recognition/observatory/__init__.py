"""The MDN HTTP Observatory's twelve tests: as it runs them, and as they should be.

`retrieve` looks at a host; `compat.grade` says what the Observatory says of it, `strict.grade` what
is true by the standards and by browsers' behaviour.
"""
