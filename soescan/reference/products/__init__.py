"""What is publicly known of products beyond who they are: facts, addresses, what became of them."""
