"""Spelling and style of every text that people read: ``python -m tests.prose``, part of ``make check``.

codespell knows misspellings, and American spellings in the place of British ones; proselint knows
worn phrases and doubled words. `words.txt` lists what is right all the same, one word a line.
"""
