"""How people and programs write tables and lists as text: delimited, pasted, drawn, as HTML."""
