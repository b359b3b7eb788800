"""Pages, headers, names -> what they are: documents, suppliers, hosting, places, grades."""
