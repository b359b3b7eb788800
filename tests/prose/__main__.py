"""Check the texts, say what is wrong and how long it took; 1 if something is."""

import sys
from time import perf_counter

from tests.prose.checks import check_spelling, check_style
from tests.prose.texts import collect

began = perf_counter()
texts = collect()
found = [*check_spelling(texts), *check_style(texts)]
words = sum(len(text.split()) for text in texts.values())
took = f"{perf_counter() - began:.1f} s"
summary = f"{words:,} words in {len(texts)} texts, {len(found)} to mend, {took}"
sys.stdout.write("\n".join((*found, summary, "")))
sys.exit(bool(found))
