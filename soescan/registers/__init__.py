"""Public registers of vendors in their own form, and the facts of the vendor catalog of them."""
