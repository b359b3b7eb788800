"""Write the sentences anew, to be read."""

from tests.wording.sentences import FILE, render

FILE.write_text(render(), "utf-8")
