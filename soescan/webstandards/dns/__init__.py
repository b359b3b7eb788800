"""Records and small files by which a domain says who may do what in its name. Pure readers."""
