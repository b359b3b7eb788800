"""Every sentence that is made from a template, with real values, in a file to be read aloud.

``python -m tests.wording`` writes ``sentences.md`` anew. Read its difference from top to bottom before
it is committed: the laws find a wrong plural, not a stiff sentence.
"""
