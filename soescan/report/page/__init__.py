"""Report -> one HTML page. `sections` says what it shows in which order, `page` puts it together.

Templates, style and script lie beside the code and are put into the page: it asks for nothing.
"""
